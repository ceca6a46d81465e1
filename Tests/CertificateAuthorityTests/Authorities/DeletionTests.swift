import EventLog
import Events
import KeyStore
import Listing
import ManagementAPI
import Storage
import StorageSQLite
import Testing
import TestPKI
import TestSupport
@testable import CertificateAuthority

@Suite("Deleting a CA") struct DeletionTests {
    @Test("is refused while it is live; a revoked one goes, and what it issued stays readable")
    func revoked() async throws {
        try await withPKI { pki in
            let ca = try await pki.createCA("plant")
            let leaf = try await pki.certificate("device-1", from: "plant")
            let refusal = await #expect(throws: Refusal.self) {
                try await pki.cas.delete(ca: "plant", by: TestPKI.caller)
            }
            #expect(refusal?.code == "ca-in-use" && refusal?.kind == .conflict)
            _ = try await pki.cas.updateStatus(
                of: "plant", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            let keyID = try #require(try await pki.database.read { try $0.certificateAuthority("plant") }?.keyID)
            let head = try await pki.head()

            try await pki.cas.delete(ca: "plant", by: TestPKI.caller)

            let events = try await pki.events(after: head)
            #expect(events.map { "\($0.type) \($0.subject)" } == ["ca.delete ca/plant"])
            #expect(
                try WireJSON.decode(CADeletedPayload.self, from: events[0].data)
                    == CADeletedPayload(caID: "plant", serialNumber: ca.serialNumber))
            await #expect(throws: Refusal.notFound("ca", "plant")) { try await pki.cas.ca("plant") }
            #expect(try await pki.cas.list(ListQuery()).list == [])
            #expect(
                try await pki.cas.certificates(ListQuery(), issuedBy: "plant").list.map(\.serialNumber)
                    == [leaf.serialNumber])
            #expect(try await pki.cas.certificateHistory(ofCA: "plant").map(\.certificate) == [ca.certificate])
            await #expect(throws: KeyStoreError.notFound(id: keyID)) { try await pki.keyStore.key(keyID) }
            #expect(try await pki.database.read { try $0.issuingKeys().map(\.isDeleted) } == [true])

            let used = await #expect(throws: Refusal.self) { try await pki.createCA("plant") }
            #expect(used?.code == "ca-id-used")
            await #expect(throws: Refusal.notFound("ca", "plant")) {
                try await pki.cas.delete(ca: "plant", by: TestPKI.caller)
            }
            await #expect(throws: Refusal.self) { try await pki.certificate("device-2", from: "plant") }
        }
    }

    @Test("of an EXTERNAL one is allowed at any time; it comes back under another id, and finds those it signed")
    func external() async throws {
        try await withOutside { pki, folder in
            let root = try await OutsideAuthority.make("root", in: folder)
            let low = try await OutsideAuthority.make("low", in: folder, under: root)
            for authority in [root, low] {
                _ = try await pki.cas.importCA(
                    ImportCABody(id: authority.name, certificate: try authority.certificate), by: TestPKI.caller)
            }
            try await pki.cas.delete(ca: "root", by: TestPKI.caller)
            #expect(try await pki.database.read { try $0.lineage(ofCA: "low") }.map(\.id) == ["low"])

            let head = try await pki.head()
            _ = try await pki.cas.importCA(
                ImportCABody(id: "root-2", certificate: try root.certificate), by: TestPKI.caller)
            #expect(try await pki.cas.ca("low").issuerMetadata.caID == "root-2")
            #expect(try await pki.eventTypes(after: head) == ["ca.import", "ca.update.metadata"])
        }
    }

    @Test("leaves a key that could not be destroyed to the next start")
    func crashBeforeDestruction() async throws {
        try await withPKI { pki in
            let key = try await pki.keyStore.generate(.ecdsaP256)
            try await pki.database.write { [clock = pki.clock] tx in try tx.discard(key: key.id, at: clock.now) }
            try await pki.cas.destroyDiscardedKeys()
            await #expect(throws: KeyStoreError.notFound(id: key.id)) { try await pki.keyStore.key(key.id) }
            let left = try await pki.database.read { try $0.query("SELECT id FROM discarded_key").count }
            #expect(left == 0)
            try await pki.cas.destroyDiscardedKeys()
        }
    }
}
