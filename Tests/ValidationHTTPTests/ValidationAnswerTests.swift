import Testing
import ValidationHTTP

@Suite("An answer of the validation authority")
struct ValidationAnswerTests {
    @Test("is not cached unless it says for how long it is true")
    func uncached() {
        #expect(ValidationAnswer(body: [1]).nextUpdate == nil)
    }
}
