import EventLog
import Events
import JSONSchema
import ManagementAPI
import PKIX
import Storage
import StorageSQLite
import Testing
import TestPKI
import TestSupport
@testable import CertificateAuthority

@Suite("Importing a CA") struct ImportTests {
    @Test("takes it with its key: it signs here, and openssl verifies that")
    func withKey() async throws {
        try await withOutside { pki, folder in
            let outside = try await OutsideAuthority.make("old-plant", in: folder)
            let ca = try await pki.cas.importCA(
                ImportCABody(
                    id: "old", certificate: try outside.certificate, privateKey: try outside.key,
                    metadata: ["line": "7"]),
                by: TestPKI.caller)
            #expect(ca.type == .imported && ca.status == .active && ca.engineID == "software")
            #expect(ca.issuerMetadata == IssuerMetadata(serialNumber: ca.serialNumber, caID: "old"))
            let events = try await pki.events()
            #expect(events.map(\.type) == ["ca.import"])
            #expect(try WireJSON.decode(CAPayload.self, from: events[0].data) == ca)
            #expect(!String(decoding: events[0].data, as: UTF8.self).contains("PRIVATE"))

            let leaf = try await pki.certificate("device-1", from: "old")
            let judges = Judges(folder: folder, time: pki.clock.now.seconds)
            let verdict = try await judges.openssl(leaf.certificate, anchor: try outside.certificate)
            #expect(verdict.isGood, "\(verdict.text)")
        }
    }

    @Test("takes its certificate alone, and then it cannot sign")
    func withoutKey() async throws {
        try await withOutside { pki, folder in
            let outside = try await OutsideAuthority.make("bought-root", in: folder)
            let ca = try await pki.cas.importCA(
                ImportCABody(id: "bought", certificate: try outside.certificate), by: TestPKI.caller)
            #expect(ca.type == .external && ca.engineID == "")
            #expect(ca.issuanceExpiration == .time(ca.validTo))
            let refusal = await #expect(throws: Refusal.self) { try await pki.certificate("x", from: "bought") }
            #expect(refusal?.code == "ca-without-key")
            #expect(try await pki.database.read { try $0.issuingKeys() } == [])
        }
    }

    @Test("links a chain alike in whatever order it comes", arguments: Permutation.all)
    func anyOrder(permutation: Permutation) async throws {
        try await withOutside { pki, folder in
            let root = try await OutsideAuthority.make("root", in: folder)
            let middle = try await OutsideAuthority.make("middle", in: folder, under: root)
            let low = try await OutsideAuthority.make("low", in: folder, under: middle)
            let all = [root, middle, low]
            for index in permutation.order {
                _ = try await pki.cas.importCA(
                    ImportCABody(id: all[index].name, certificate: try all[index].certificate), by: TestPKI.caller)
            }
            let cas = try await all.asyncMap { try await pki.cas.ca($0.name) }
            #expect(cas.map(\.issuerMetadata.caID) == ["root", "root", "middle"])
            #expect(
                cas.map(\.issuerMetadata.serialNumber)
                    == [cas[0].serialNumber, cas[0].serialNumber, cas[1].serialNumber])
            // Who was put below a parent that came later tells of it, after the parent's own event.
            let adopted = permutation.adoptions
            #expect(
                try await pki.events().filter { $0.type == "ca.update.metadata" }.map(\.subject)
                    == adopted.map { "ca/\(all[$0].name)" })
            let lineage = try await pki.database.read { try $0.lineage(ofCA: "low") }
            #expect(lineage.map(\.id) == ["low", "middle", "root"])
        }
    }

    @Test("shows no issuer for a CA whose issuer is not here, and reads it back")
    func orphan() async throws {
        try await withOutside { pki, folder in
            let root = try await OutsideAuthority.make("root", in: folder)
            let low = try await OutsideAuthority.make("low", in: folder, under: root)
            let ca = try await pki.cas.importCA(
                ImportCABody(id: "low", certificate: try low.certificate, privateKey: try low.key), by: TestPKI.caller)
            #expect(ca.issuerMetadata == IssuerMetadata(serialNumber: "", caID: ""))
            #expect(try await pki.cas.ca("low") == ca)
            _ = try await pki.certificate("device-1", from: "low")
            await #expect(throws: Refusal.self) {
                try await pki.cas.reissue(ca: "low", ReissueCABody(), by: TestPKI.caller)
            }
        }
    }

    @Test("does not put two CAs above each other that certified one another")
    func crossCertified() async throws {
        try await withOutside { pki, folder in
            let one = try await OutsideAuthority.make("one", in: folder)
            let two = try await OutsideAuthority.make("two", in: folder)
            try await one.certify(under: two, as: "one-by-two")
            try await two.certify(under: one, as: "two-by-one")
            for name in ["one-by-two", "two-by-one"] {
                _ = try await pki.cas.importCA(
                    ImportCABody(id: name, certificate: try OutsideAuthority(folder: folder, name: name).certificate),
                    by: TestPKI.caller)
            }
            #expect(try await pki.cas.ca("one-by-two").issuerMetadata.caID == "")
            #expect(try await pki.cas.ca("two-by-one").issuerMetadata.caID == "one-by-two")
            _ = try await pki.cas.updateStatus(
                of: "one-by-two", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            #expect(try await pki.cas.ca("two-by-one").status == .revoked)
        }
    }

    @Test("gives it the status that its dates say; an expired one comes only without its key")
    func statusByDates() async throws {
        try await withOutside { pki, folder in
            // The test's clock stands at 2026-06-01 12:00.
            let cases: [(String, String, CertificateStatus)] = [
                ("old", "2026-06-01 11:00:00", .expired), ("ending", "2026-06-03 12:00:00", .criticalExpiration),
                ("near", "2026-06-07 12:00:00", .nearingExpiration), ("fresh", "2026-07-01 12:00:00", .active),
            ]
            for (name, end, status) in cases {
                let outside = try await OutsideAuthority.make(name, in: folder, until: end)
                if status == .expired {
                    let refusal = await #expect(throws: Refusal.self) {
                        try await pki.cas.importCA(
                            ImportCABody(certificate: try outside.certificate, privateKey: try outside.key),
                            by: TestPKI.caller)
                    }
                    #expect(refusal?.code == "certificate-expired")
                }
                let ca = try await pki.cas.importCA(
                    ImportCABody(id: name, certificate: try outside.certificate), by: TestPKI.caller)
                #expect(ca.status == status)
                let stored = try await pki.database.read { try $0.certificateAuthority(name) }
                #expect((stored?.dueAt == nil) == (status == .expired))
            }
        }
    }

    @Test("refuses what is no CA, another's key, a certificate that was changed, and what is here already")
    func refusals() async throws {
        try await withOutside { pki, folder in
            let root = try await OutsideAuthority.make("root", in: folder)
            let leaf = try await OutsideAuthority.make("leaf", in: folder, under: root, lines: ["signing_key"])
            let limited = try await OutsideAuthority.make(
                "limited", in: folder, lines: ["ca", "crl_signing_key"])
            func code(_ body: ImportCABody) async throws -> String? {
                await #expect(throws: Refusal.self) { try await pki.cas.importCA(body, by: TestPKI.caller) }?.code
            }
            #expect(try await code(ImportCABody(certificate: try leaf.certificate)) == "certificate-not-a-ca")
            #expect(try await code(ImportCABody(certificate: try limited.certificate)) == "certificate-not-a-ca")
            #expect(
                try await code(ImportCABody(certificate: try root.certificate, privateKey: try leaf.key))
                    == "private-key-mismatch")
            #expect(
                try await code(ImportCABody(certificate: try root.certificate, privateKey: SecretPEM(pem: "no key")))
                    == "private-key-malformed")
            var changed = try root.certificate.der
            changed[changed.count - 3] ^= 1
            #expect(
                try await code(ImportCABody(certificate: EncodedPEM(certificate: changed))) == "certificate-signature")
            #expect(
                try await code(ImportCABody(id: "no spaces", certificate: try root.certificate)) == "id-not-allowed")
            #expect(
                try await code(
                    ImportCABody(certificate: EncodedPEM(pem: try root.certificate.pem + leaf.certificate.pem)))
                    == "certificate-malformed")
            #expect(try await pki.head() == 0)

            _ = try await pki.cas.importCA(
                ImportCABody(id: "root", certificate: try root.certificate), by: TestPKI.caller)
            #expect(
                try await code(ImportCABody(certificate: try root.certificate, privateKey: try root.key)) == "ca-exists"
            )
            try await root.certify(under: nil, until: "2040-05-01 00:00:00", as: "again")
            let again = OutsideAuthority(folder: folder, name: "again")
            #expect(try await code(ImportCABody(certificate: try again.certificate)) == "ca-key-exists")
            let keys = try await pki.database.read { try $0.first("SELECT COUNT(*) FROM software_key")?.integer(0) }
            #expect(keys == 0)
        }
    }

    @Test("finds CAs that an older version stored without their key identifiers")
    func olderVersion() async throws {
        try await withOutside { pki, folder in
            let root = try await OutsideAuthority.make("root", in: folder)
            let low = try await OutsideAuthority.make("low", in: folder, under: root)
            _ = try await pki.cas.importCA(
                ImportCABody(id: "root", certificate: try root.certificate), by: TestPKI.caller)
            try await pki.database.write { tx in
                try tx.execute(
                    "UPDATE ca_certificate SET key_hash = NULL, key_identifier = NULL, issuer_key_identifier = NULL")
                try tx.execute("UPDATE ca SET key_identifier = NULL, issuer_key_identifier = NULL")
            }
            try await pki.cas.completeCertificates()
            let refusal = await #expect(throws: Refusal.self) {
                try await pki.cas.importCA(ImportCABody(certificate: try root.certificate), by: TestPKI.caller)
            }
            #expect(refusal?.code == "ca-exists")
            let below = try await pki.cas.importCA(
                ImportCABody(id: "low", certificate: try low.certificate), by: TestPKI.caller)
            #expect(below.issuerMetadata.caID == "root")
        }
    }

    @Test("refuses a CA below one that is revoked")
    func belowRevoked() async throws {
        try await withOutside { pki, folder in
            let root = try await OutsideAuthority.make("root", in: folder)
            let low = try await OutsideAuthority.make("low", in: folder, under: root)
            _ = try await pki.cas.importCA(
                ImportCABody(id: "root", certificate: try root.certificate), by: TestPKI.caller)
            _ = try await pki.cas.updateStatus(
                of: "root", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            let refusal = await #expect(throws: Refusal.self) {
                try await pki.cas.importCA(ImportCABody(certificate: try low.certificate), by: TestPKI.caller)
            }
            #expect(refusal?.code == "issuer-revoked")
        }
    }

    @Test("answers every mutation of a certificate and of a key with a refusal or a CA, never with a crash")
    func mutations() async throws {
        try await withOutside { pki, folder in
            let root = try await OutsideAuthority.make("root", in: folder)
            let der = try root.certificate.der
            let key = Array(try root.key.pem.utf8)
            var generator = SeededGenerator(seed: 7)
            for round in 0..<300 {
                var certificate = der
                for _ in 0...round % 3 {
                    certificate[Int.random(in: certificate.indices, using: &generator)] = .random(
                        in: 0...255, using: &generator)
                }
                if round % 5 == 0 { certificate.removeLast(Int.random(in: 1..<der.count, using: &generator)) }
                var text = key
                text[Int.random(in: text.indices, using: &generator)] = .random(in: 0x20...0x7e, using: &generator)
                let body = ImportCABody(
                    certificate: EncodedPEM(certificate: round % 2 == 0 ? certificate : der),
                    privateKey: round % 2 == 0 ? nil : SecretPEM(pem: String(decoding: text, as: UTF8.self)))
                do {
                    let ca = try await pki.cas.importCA(body, by: TestPKI.caller)
                    // What was taken is what it says it is; it makes room for the next.
                    _ = try ParsedCertificate(der: try ca.certificate.der)
                    _ = try await pki.cas.updateStatus(
                        of: ca.id, to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
                    try await pki.cas.delete(ca: ca.id, by: TestPKI.caller)
                } catch let refusal as Refusal {
                    #expect(!refusal.sentence.contains("MIGH"))
                }
            }
        }
    }

    struct Permutation: Sendable, CustomTestStringConvertible {
        let order: [Int]
        /// Who came before its parent, in the order in which the parents came.
        let adoptions: [Int]
        var testDescription: String { "\(order)" }

        static let all = [
            Permutation(order: [0, 1, 2], adoptions: []), Permutation(order: [0, 2, 1], adoptions: [2]),
            Permutation(order: [1, 0, 2], adoptions: [1]), Permutation(order: [1, 2, 0], adoptions: [1]),
            Permutation(order: [2, 0, 1], adoptions: [2]), Permutation(order: [2, 1, 0], adoptions: [2, 1]),
        ]
    }
}

/// Lends a PKI and a folder for what others make.
func withOutside(_ body: @escaping @Sendable (TestPKI, TemporaryDirectory) async throws -> Void) async throws {
    try await withPKI { pki in
        try await withTemporaryDirectory { folder in try await body(pki, folder) }
    }
}

extension Array {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async throws -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
