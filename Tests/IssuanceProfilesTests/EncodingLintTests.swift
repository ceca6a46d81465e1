import Crypto
import ManagementAPI
import PKIX
import Testing

@testable import IssuanceProfiles

@Suite("A lint of a whole certificate")
struct EncodingLintTests {
    @Test("finds nothing in the certificates of a root, of a CA below it, and in one from 2049 to 2051")
    func good() throws {
        try Lints.check(certificateAuthority: Self.tbs())
        try Lints.check(certificate: Self.tbs())
        try Lints.check(certificateAuthority: Self.tbs(notBefore: 2_524_000_000, notAfter: 2_560_000_000))
    }

    @Test("objects to its own fault", arguments: faults)
    func fault(fault: Fault) throws {
        let refusal = #expect(throws: Refusal.self) {
            try Lints.check(certificateAuthority: fault.tbs())
        }
        #expect(refusal?.code == "lint-\(fault.lint)", "\(refusal as Any)")
    }

    @Test("refuses what is no certificate at all, whatever the bytes")
    func noise() throws {
        let tbs = try Self.tbs()
        #expect(throws: Refusal.self) { try Lints.check(certificate: []) }
        var generator = SystemRandomNumberGenerator()
        for length in stride(from: 0, to: tbs.count, by: 3) {
            #expect(throws: Refusal.self) { try Lints.check(certificate: Array(tbs.prefix(length))) }
            var changed = tbs
            changed[length] ^= UInt8.random(in: 1...255, using: &generator)
            // Whether a change is found depends on where it is; nothing may trap.
            _ = try? Lints.check(certificateAuthority: changed)
        }
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let lint: String
        /// Octets that are replaced, once, by as many others.
        var find: [UInt8] = []
        var put: [UInt8] = []
        var notAfter: Int64 = 2_000_000_000
        var issuer = Name(commonName: "root")
        var subject = Name(commonName: "sub")
        /// In place of the extensions of a CA.
        var extensions: [Extension]?
        var testDescription: String { lint }

        func tbs() throws -> [UInt8] {
            var der = try EncodingLintTests.tbs(
                issuer: issuer, subject: subject, notAfter: notAfter, extensions: extensions)
            guard !find.isEmpty else { return der }
            let start = try #require(der.indices.first { der[$0...].starts(with: find) })
            der.replaceSubrange(start..<start + find.count, with: put)
            return der
        }
    }

    private static let own: [Extension] = [.subjectKeyIdentifier([1, 2]), .authorityKeyIdentifier([1, 2])]

    static let faults: [Fault] = [
        Fault(lint: "version", find: [0xA0, 3, 2, 1, 2], put: [0xA0, 3, 2, 1, 1]),
        Fault(lint: "time-encoding", find: Array("2051".utf8), put: Array("2041".utf8), notAfter: 2_560_000_000),
        Fault(
            lint: "authority-key-identifier",
            extensions: [.basicConstraints(ca: true), .keyUsage([.keyCertSign, .cRLSign]), .subjectKeyIdentifier([1])]),
        Fault(lint: "ca-basic-constraints", extensions: [.keyUsage(.digitalSignature)] + own),
        Fault(lint: "ca-key-usage", extensions: [.basicConstraints(ca: true), .keyUsage(.keyCertSign)] + own),
        Fault(
            lint: "ca-key-usage",
            extensions: [
                .basicConstraints(ca: true), Extension(oid: .keyUsage, critical: false, value: [3, 2, 1, 6]),
            ] + own),
        Fault(
            lint: "ca-subject-key-identifier",
            extensions: [
                .basicConstraints(ca: true), .keyUsage([.keyCertSign, .cRLSign]), .authorityKeyIdentifier([1]),
            ]),
        Fault(
            lint: "ca-subject", subject: .empty,
            extensions: [
                .basicConstraints(ca: true), .keyUsage([.keyCertSign, .cRLSign]),
                .subjectAltName(der: [0x30, 3, 0x82, 1, 0x61], critical: true),
            ] + own),
        Fault(lint: "issuer-empty", issuer: .empty),
    ]

    static func tbs(
        issuer: Name = Name(commonName: "root"), subject: Name = Name(commonName: "sub"),
        notBefore: Int64 = 1_000_000_000,
        notAfter: Int64 = 2_000_000_000, extensions: [Extension]? = nil
    ) throws -> [UInt8] {
        let template = CertificateTemplate(
            issuerNameDER: issuer.der, signatureAlgorithm: .ecdsaWithSHA256, authorityKeyIdentifier: nil,
            constantExtensions: extensions
                ?? [.basicConstraints(ca: true), .keyUsage([.keyCertSign, .cRLSign])] + own)
        return template.tbs(
            serial: try SerialNumber(bytes: [0x40, 1]), notBefore: notBefore, notAfter: notAfter,
            subjectDER: subject.der, publicKeyInfoDER: Array(P256.Signing.PrivateKey().publicKey.derRepresentation),
            extraExtensions: [])
    }
}
