import Storage
import Testing
import ValidationAuthority

@Suite("The schema of the validation authority")
struct ValidationAuthorityStoreTests {
    @Test("names each of its steps once")
    func unique() {
        let ids = ValidationAuthorityStore.migrations.map(\.id)
        #expect(Set(ids).count == ids.count)
    }
}
