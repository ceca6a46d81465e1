import EventLog
import Events
import Foundation
import JSONSchema
import ManagementAPI
import PKIX
import Storage
import StorageSQLite
import TestPKI
import TestSupport
import Testing
@testable import CertificateAuthority

/// A CA that openssl runs, whose certificate is known here, and what it issues.
private struct OutsideCA {
    let folder: TemporaryDirectory

    init(_ folder: TemporaryDirectory) async throws {
        self.folder = folder
        try await openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
            folder.path("ca.key"), "-out", folder.path("ca.pem"), "-subj", "/CN=Outside/O=Elsewhere", "-days", "7300")
    }

    @discardableResult
    func openssl(_ arguments: String...) async throws -> Command.Output {
        try await Command.check("openssl", arguments)
    }

    func text(_ name: String) throws -> String { String(decoding: try folder.read(name), as: UTF8.self) }

    /// Puts the CA's certificate into the store, as one whose key is elsewhere.
    func known(as id: String, in pki: TestPKI) async throws {
        let der = try EncodedPEM(pem: try text("ca.pem")).der
        let certificate = try ParsedCertificate(der: der)
        let end = Timestamp(seconds: certificate.notAfter)
        let ca = CertificateAuthority(
            id: id, parentID: nil, commonName: "Outside", status: .active, type: .external, engineID: "", keyID: nil,
            key: KeyMetadata(certificate.key), serial: certificate.serial, issuerSerial: certificate.serial, der: der,
            notBefore: Timestamp(seconds: certificate.notBefore), notAfter: end, revocation: nil,
            issuanceExpiration: .duration(.days(1)), metadata: [:], createdAt: pki.clock.now, keyGeneration: 0,
            issuerKey: 0, crlShards: 1, keyIdentifier: certificate.subjectKeyIdentifier ?? [],
            issuerKeyIdentifier: certificate.authorityKeyIdentifier, dueAt: nil)
        try await pki.database.write { try $0.insert(ca) }
    }

    /// - Parameter extensions: lines of an openssl extension section.
    func issue(_ name: String, serial: String, days: Int, extensions: String) async throws -> EncodedPEM {
        try folder.write("\(name).ext", extensions)
        try await openssl(
            "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", folder.path("\(name).key"), "-out",
            folder.path("\(name).csr"), "-subj", "/CN=\(name)/O=Elsewhere")
        try await openssl(
            "x509", "-req", "-in", folder.path("\(name).csr"), "-CA", folder.path("ca.pem"), "-CAkey",
            folder.path("ca.key"), "-set_serial", serial, "-days", "\(days)", "-extfile", folder.path("\(name).ext"),
            "-out", folder.path("\(name).pem"))
        return EncodedPEM(pem: try text("\(name).pem"))
    }

    static let withIdentifier = "authorityKeyIdentifier=keyid\nbasicConstraints=critical,CA:FALSE\n"
}

@Suite("The import of a certificate")
struct CertificateImportTests {
    /// The clock of the PKI is set to the moment of the run, for openssl dates what it signs by its own.
    private func withOutsideCA(_ body: @Sendable (OutsideCA, TestPKI) async throws -> Void) async throws {
        try await withPKI { pki in
            try await withTemporaryDirectory { folder in
                let outside = try await OutsideCA(folder)
                let certificate = try ParsedCertificate(der: try EncodedPEM(pem: try outside.text("ca.pem")).der)
                pki.clock.advance(
                    by: .seconds(certificate.notBefore + 60 - pki.clock.now.seconds))
                try await outside.known(as: "outside", in: pki)
                try await body(outside, pki)
            }
        }
    }

    @Test("takes in what openssl signed, with its status and one event")
    func takesIn() async throws {
        try await withOutsideCA { outside, pki in
            let pem = try await outside.issue(
                "pump-1", serial: "0xAB1", days: 300, extensions: OutsideCA.withIdentifier)
            let before = try await pki.head()
            let taken = try await pki.cas.importCertificate(
                ImportCertificateBody(certificate: pem, metadata: ["from": "old PKI"]), by: TestPKI.caller)
            #expect(taken.serialNumber == "0a-b1" && taken.status == .active && taken.type == .external)
            #expect(taken.certificate == pem && taken.metadata == ["from": "old PKI"])
            #expect(taken.issuerMetadata.caID == "outside" && taken.subject.commonName == "pump-1")
            #expect(taken.keyMetadata == KeyMetadata(type: "RSA", bits: 2048) && taken.engineID.isEmpty)
            let events = try await pki.events(after: before)
            #expect(events.map { "\($0.type) \($0.subject)" } == ["certificate.update.status certificate/0a-b1"])
            #expect(try WireJSON.decode(CertificatePayload.self, from: events[0].data) == taken)
            #expect(try await pki.cas.certificate("0a-b1") == taken)
            let again = await #expect(throws: Refusal.self) {
                try await pki.cas.importCertificate(ImportCertificateBody(certificate: pem), by: TestPKI.caller)
            }
            #expect(again?.code == "certificate-exists" && again?.kind == .conflict)
            let revoked = try await pki.cas.updateCertificateStatus(
                of: "0a-b1", to: CertificateStatusBody(status: .revoked, revocationReason: .superseded),
                by: TestPKI.caller)
            #expect(revoked.status == .revoked)
        }
    }

    @Test("finds the CA by name where the certificate names no key")
    func byName() async throws {
        try await withOutsideCA { outside, pki in
            let pem = try await outside.issue(
                "old", serial: "7", days: 300, extensions: "authorityKeyIdentifier=none\nsubjectKeyIdentifier=none\n")
            #expect(try ParsedCertificate(der: pem.der).authorityKeyIdentifier == nil)
            let taken = try await pki.cas.importCertificate(
                ImportCertificateBody(certificate: pem), by: TestPKI.caller)
            #expect(taken.issuerMetadata.caID == "outside")
        }
    }

    @Test("finds the CA by a key that it had before it was rekeyed, and revokes under that key")
    func formerKey() async throws {
        try await withOutsideCA { outside, pki in
            let named = try await outside.issue("a", serial: "1", days: 300, extensions: OutsideCA.withIdentifier)
            let nameless = try await outside.issue(
                "b", serial: "2", days: 300, extensions: "authorityKeyIdentifier=none\nsubjectKeyIdentifier=none\n")
            let caPEM = EncodedPEM(pem: try outside.text("ca.pem"))
            _ = try await pki.database.write { tx in
                _ = try tx.execute("DELETE FROM ca_certificate WHERE ca_id = 'outside'")
                _ = try tx.execute("DELETE FROM ca WHERE id = 'outside'")
            }
            _ = try await pki.cas.importCA(
                ImportCABody(
                    id: "plant", certificate: caPEM, privateKey: SecretPEM(pem: try outside.text("ca.key"))),
                by: TestPKI.caller)
            _ = try await pki.cas.reissue(ca: "plant", ReissueCABody(), by: TestPKI.caller)
            let second = try #require(try await pki.database.read { try $0.certificateAuthority("plant") })
            _ = try await pki.cas.rekey(ca: "plant", RekeyCABody(), by: TestPKI.caller)
            for pem in [named, nameless] {
                let taken = try await pki.cas.importCertificate(
                    ImportCertificateBody(certificate: pem), by: TestPKI.caller)
                // Of the certificates of that key the newest.
                #expect(taken.issuerMetadata.caID == "plant")
                #expect(taken.issuerMetadata.serialNumber == second.serial.hex)
                _ = try await pki.cas.updateCertificateStatus(
                    of: taken.serialNumber, to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            }
            let lists = try await pki.database.read { snapshot in
                try (0...1).map { try snapshot.revokedCertificates(ofCA: "plant", key: $0).map(\.serial.hex).sorted() }
            }
            #expect(lists == [["01", "02"], []])
        }
    }

    @Test("gives the status that follows from the dates, and the moment of the next one")
    func statuses() async throws {
        try await withOutsideCA { outside, pki in
            let pem = try await outside.issue("a", serial: "1", days: 30, extensions: OutsideCA.withIdentifier)
            let end = Timestamp(seconds: try ParsedCertificate(der: pem.der).notAfter)
            let windows = ExpiryWindows.standard
            let cases: [(Timestamp, CertificateStatus, Timestamp?)] = [
                (end - .days(7) - .seconds(1), .active, end - .days(7)),
                (end - .days(7), .nearingExpiration, end - .days(3)),
                (end - .days(3), .criticalExpiration, end + .seconds(1)),
                (end, .criticalExpiration, end + .seconds(1)),
                (end + .seconds(1), .expired, nil),
            ]
            for (time, status, due) in cases {
                pki.clock.advance(by: WireDuration(milliseconds: time.milliseconds - pki.clock.now.milliseconds))
                _ = try await pki.database.write { tx in
                    try tx.execute("DELETE FROM certificate")
                    try tx.execute("DELETE FROM certificate_count")
                }
                let taken = try await pki.cas.importCertificate(
                    ImportCertificateBody(certificate: pem), by: TestPKI.caller)
                #expect(taken.status == status)
                let stored = try await pki.database.read { try $0.certificate(SerialNumber(bytes: [1])) }
                #expect(stored?.dueAt == due && due == windows.due(status, notAfter: end))
            }
        }
    }

    @Test("refuses what no CA here signed, and says why")
    func refusals() async throws {
        try await withOutsideCA { outside, pki in
            let good = try await outside.issue("a", serial: "1", days: 30, extensions: OutsideCA.withIdentifier)
            let ca = try await outside.issue(
                "sub", serial: "2", days: 30, extensions: "basicConstraints=critical,CA:TRUE\n")
            try await outside.openssl(
                "req", "-x509", "-key", outside.folder.path("a.key"), "-subj", "/CN=stranger", "-out",
                outside.folder.path("stranger.pem"))
            let stranger = EncodedPEM(pem: try outside.text("stranger.pem"))
            // The last octet is of the signature's second integer: still DER, and no signature any more.
            var forged = try good.der
            forged[forged.count - 1] ^= 1
            let two = EncodedPEM(pem: good.pem + good.pem)
            let cases: [(EncodedPEM, String)] = [
                (stranger, "certificate-is-ca"), (ca, "certificate-is-ca"), (two, "certificate-count"),
                (EncodedPEM(certificate: forged), "issuer-not-found"),
                (EncodedPEM(certificate: Array(try good.der.dropLast(9))), "certificate-malformed"),
                (
                    EncodedPEM(pem: "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"),
                    "certificate-malformed"
                ),
                (try TestRequest("x").encoded, "certificate-malformed"),
            ]
            let before = try await pki.head()
            for (pem, code) in cases {
                let error = await #expect(throws: Refusal.self) {
                    try await pki.cas.importCertificate(ImportCertificateBody(certificate: pem), by: TestPKI.caller)
                }
                #expect(error?.code == code && error?.faults.first?.pointer == "/certificate")
            }
            #expect(try await pki.head() == before)
        }
    }

    @Test("takes nothing of a CA that was revoked")
    func revokedCA() async throws {
        try await withOutsideCA { outside, pki in
            let pem = try await outside.issue("a", serial: "1", days: 30, extensions: OutsideCA.withIdentifier)
            _ = try await pki.cas.updateStatus(
                of: "outside", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            let error = await #expect(throws: Refusal.self) {
                try await pki.cas.importCertificate(ImportCertificateBody(certificate: pem), by: TestPKI.caller)
            }
            #expect(error?.code == "ca-revoked")
        }
    }

    @Test("ends in a refusal for every mutilated certificate, never in anything else")
    func mutated() async throws {
        try await withOutsideCA { outside, pki in
            let der = try await outside.issue("a", serial: "1", days: 30, extensions: OutsideCA.withIdentifier).der
            for position in 0..<der.count {
                var mutated = der
                mutated[position] ^= [0x01, 0x80, 0xFF][position % 3]
                let body = ImportCertificateBody(certificate: EncodedPEM(certificate: mutated))
                await #expect(throws: Refusal.self) {
                    try await pki.cas.importCertificate(body, by: TestPKI.caller)
                }
            }
        }
    }
}
