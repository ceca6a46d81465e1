import Crypto
import PKIX
import Testing
import TestSupport

/// What openssl makes of the points in certificates and of the scopes of lists.
@Suite("A relying party with openssl")
struct CRLScopeJudgeTests {
    private static let start: Int64 = 1_780_000_000

    /// A CA with a key of ours.
    private struct Authority {
        let key = P256.Signing.PrivateKey()
        let certificate: ParsedCertificate

        init() throws {
            var generator = SeededGenerator(seed: 7)
            let unsigned = try CACertificate(
                subject: Name(commonName: "Root", organization: "Plant"),
                publicKeyInfoDER: Array(key.publicKey.derRepresentation),
                serial: .fresh(atMilliseconds: 1_780_000_000_000, using: &generator),
                notBefore: start - 86_400, notAfter: start + 864_000, pathLength: nil
            ).selfSigned(.ecdsaWithSHA256)
            let signature = try key.signature(for: unsigned.tbs).derRepresentation
            certificate = try ParsedCertificate(der: unsigned.signed(Array(signature)))
        }

        /// A certificate whose list is at `point`, and whose changes are at `freshest`.
        func leaf(_ serial: SerialNumber, at point: String, freshest: String? = nil) throws -> [UInt8] {
            var extensions = [try Extension.crlDistributionPoints([point])]
            if let freshest {
                let value = try Extension.crlDistributionPoints([freshest]).value
                extensions.append(Extension(oid: .freshestCRL, critical: false, value: value))
            }
            let template = CertificateTemplate(
                issuerNameDER: certificate.subject.der, signatureAlgorithm: .ecdsaWithSHA256,
                authorityKeyIdentifier: certificate.subjectKeyIdentifier, constantExtensions: extensions)
            let tbs = template.tbs(
                serial: serial, notBefore: start - 3_600, notAfter: start + 86_400,
                subjectDER: Name(commonName: "leaf").der,
                publicKeyInfoDER: Array(P256.Signing.PrivateKey().publicKey.derRepresentation), extraExtensions: [])
            return template.certificate(
                tbs: tbs, signature: Array(try key.signature(for: tbs).derRepresentation))
        }

        func crl(
            _ number: UInt64, base: UInt64? = nil, points: [String], freshest: [String] = [], _ entries: [CRLEntry]
        ) throws -> [UInt8] {
            let template = try CRLTemplate(
                issuerNameDER: certificate.subject.der, signatureAlgorithm: .ecdsaWithSHA256,
                authorityKeyIdentifier: certificate.subjectKeyIdentifier,
                issuingDistributionPoint: points.isEmpty ? nil : IssuingDistributionPoint(uris: points),
                freshestCRL: freshest)
            var list = CRLEntries()
            for entry in entries { list.append(entry) }
            let unsigned = template.unsigned(
                number: CRLNumber(number), base: base.map { CRLNumber($0) }, thisUpdate: start - 60,
                nextUpdate: start + 3_600, entries: list)
            return unsigned.signed(Array(try key.signature(for: unsigned.tbs).derRepresentation))
        }
    }

    private static func verify(_ leaf: [UInt8], _ lists: [[UInt8]], of ca: Authority, _ flags: [String]) async throws
        -> String
    {
        try await withTemporaryDirectory { folder in
            try folder.write("ca.pem", PEM.encode("CERTIFICATE", ca.certificate.der))
            try folder.write("leaf.pem", PEM.encode("CERTIFICATE", leaf))
            try folder.write("crls.pem", lists.flatMap { PEM.encode("X509 CRL", $0) })
            let output = try await Command.run(
                "openssl",
                ["verify", "-crl_check", "-attime", "\(start)", "-CAfile", folder.path("ca.pem")] + flags
                    + ["-CRLfile", folder.path("crls.pem"), folder.path("leaf.pem")])
            return output.text + output.stderr
        }
    }

    private static func serial(_ seed: UInt64) -> SerialNumber {
        var generator = SeededGenerator(seed: seed)
        return .fresh(atMilliseconds: start * 1000, using: &generator)
    }

    @Test("takes the part that its certificate names, under a new or an old address, and no other part")
    func parts() async throws {
        let ca = try Authority()
        let (part, other) = ("http://pki.test/crl/root/0/1.crl", "http://pki.test/crl/root/0/2.crl")
        let leaf = try ca.leaf(Self.serial(1), at: part)
        let entry = CRLEntry(serial: Self.serial(1), revocationDate: Self.start - 600, reason: .keyCompromise)
        func verdict(_ points: [String], _ entries: [CRLEntry]) async throws -> String {
            try await Self.verify(leaf, [try ca.crl(4, points: points, entries)], of: ca, [])
        }
        #expect(try await verdict([part], []).contains("leaf.pem: OK"))
        #expect(try await verdict(["http://new.test/1.crl", part], []).contains("leaf.pem: OK"))
        #expect(try await verdict([part], [entry]).contains("error 23"))
        #expect(try await verdict([], [entry]).contains("error 23"), "the whole list, which names no point")
        #expect(try await verdict([other], []).contains("error 44"), "a different scope")
    }

    @Test("adds a delta to a complete list: what was revoked since is refused, and what was released accepted")
    func delta() async throws {
        let ca = try Authority()
        let (point, freshest) = ("http://pki.test/crl/root/0.crl", "http://pki.test/crl/root/0-delta.crl")
        let revoked = try ca.leaf(Self.serial(1), at: point, freshest: freshest)
        let released = try ca.leaf(Self.serial(2), at: point, freshest: freshest)
        let hold = CRLEntry(serial: Self.serial(2), revocationDate: Self.start - 900, reason: .certificateHold)
        let complete = try ca.crl(5, points: [point], freshest: [freshest], [hold])
        let delta = try ca.crl(
            7, base: 4, points: [point],
            [
                CRLEntry(serial: Self.serial(1), revocationDate: Self.start - 600, reason: .superseded),
                CRLEntry(serial: Self.serial(2), revocationDate: Self.start - 300, reason: .removeFromCRL),
            ])
        let flags = ["-use_deltas", "-extended_crl"]
        #expect(try await Self.verify(revoked, [complete], of: ca, []).contains("leaf.pem: OK"))
        #expect(try await Self.verify(released, [complete], of: ca, []).contains("error 23"))
        #expect(try await Self.verify(revoked, [complete, delta], of: ca, flags).contains("error 23"))
        #expect(try await Self.verify(released, [complete, delta], of: ca, flags).contains("leaf.pem: OK"))
    }
}
