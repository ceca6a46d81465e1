import CertificateAuthority
import Events
import KeyStore
import ManagementAPI
import PKIX
import Storage
import Synchronization
import TestPKI
import TestSupport
import Testing

@Suite("The addresses in certificates")
struct ValidationPointsTests {
    private static let points = ValidationPoints(base: "http://pki.example:8081/")

    private func service(
        _ pki: TestPKI, _ points: @escaping @Sendable () -> ValidationPoints? = { Self.points }
    ) -> CAService {
        CAService(
            database: pki.database, keyStore: pki.keyStore, clock: pki.clock.wall,
            configuration: .init(validationPoints: points))
    }

    private func createCA(_ id: String, under parent: String?, _ cas: CAService) async throws -> [UInt8] {
        try await cas.create(
            CreateCABody(
                id: id, subject: SubjectBody(commonName: id), key: KeyBody(type: "ECDSA", bits: 256), parentID: parent,
                validity: .duration(.days(parent == nil ? 3640 : 1820)), issuanceExpiration: .duration(.days(90))),
            by: TestPKI.caller
        ).certificate.der
    }

    private func leaf(_ cas: CAService) async throws -> [UInt8] {
        try await cas.sign(
            SignBody(csr: TestRequest("device-1").encoded), with: "issuing", by: TestPKI.caller
        ).certificate.der
    }

    private func text(_ der: [UInt8]) async throws -> String {
        try await withTemporaryDirectory { folder in
            let file = try folder.write("certificate", der)
            let show = "crlDistributionPoints,authorityInfoAccess"
            return try await Command.check(
                "openssl", ["x509", "-inform", "DER", "-in", file, "-noout", "-ext", show]
            ).text
        }
    }

    @Test("lead from a leaf and from a subordinate to what their issuer says; a root has none, and pkilint is content")
    func certificates() async throws {
        try await withPKI { pki in
            let cas = service(pki)
            let root = try await createCA("root", under: nil, cas)
            let issuing = try await createCA("issuing", under: "root", cas)
            let leaf = try await leaf(cas)
            for (der, issuer) in [(issuing, "root"), (leaf, "issuing")] {
                let text = try await text(der)
                #expect(text.contains("OCSP - URI:http://pki.example:8081/ocsp\n"))
                #expect(text.contains("CA Issuers - URI:http://pki.example:8081/ca/\(issuer)/0.cer\n"))
                #expect(text.contains("URI:http://pki.example:8081/crl/\(issuer)/0.crl\n"))
                try await lint(der)
            }
            #expect(try await !text(root).contains("URI:"))
        }
    }

    @Test("name the part of a divided CRL that the certificate falls into")
    func shards() async throws {
        try await withPKI { pki in
            let cas = service(pki)
            _ = try await createCA("root", under: nil, cas)
            _ = try await createCA("issuing", under: "root", cas)
            let database: any Database = pki.database
            _ = try await database.write { tx in try tx.execute("UPDATE ca SET crl_shards = 16 WHERE id = 'issuing'") }
            for _ in 0..<8 {
                let der = try await leaf(cas)
                let serial = try ParsedCertificate(der: der).serial
                let shard = Int(serial.bytes.last ?? 0) % 16
                #expect(try await text(der).contains("URI:http://pki.example:8081/crl/issuing/0/\(shard).crl\n"))
                try await lint(der)
            }
        }
    }

    @Test("stand in what is signed as soon as they are known, and in nothing before")
    func late() async throws {
        try await withPKI { pki in
            let known = Known()
            let cas = service(pki) { known.points }
            _ = try await createCA("root", under: nil, cas)
            _ = try await createCA("issuing", under: "root", cas)
            #expect(try await !text(try await leaf(cas)).contains("URI:"))
            known.learn(Self.points)
            #expect(try await text(try await leaf(cas)).contains("URI:http://pki.example:8081/ocsp"))
        }
    }

    /// Prints a line for each finding; fails where there is an error or worse.
    private func lint(_ der: [UInt8]) async throws {
        try await withTemporaryDirectory { folder in
            let file = try folder.write("certificate.pem", PEM.encode("CERTIFICATE", der))
            let linter = try PythonEnvironment.judges.program("lint_pkix_cert")
            let found = try await Command.run(linter, ["lint", "-s", "ERROR", file])
            #expect(found.status == 0 && found.text.allSatisfy(\.isWhitespace), "\(found.text) \(found.stderr)")
        }
    }

    private final class Known: Sendable {
        private let value = Mutex<ValidationPoints?>(nil)
        var points: ValidationPoints? { value.withLock { $0 } }
        func learn(_ points: ValidationPoints) { value.withLock { $0 = points } }
    }
}
