import CertificateAuthority
import Crypto
import Events
import Foundation
import ManagementAPI
import PKIX
import RegistrationAuthority
import Testing
import TestPKI
import TestSupport

@Suite("Keys that are encrypted to the client's own (RFC 7030, 4.4.1.2)")
struct EncryptedKeyTests {
    @Test("openssl opens the message with the key of the TLS client certificate, or with that of the request")
    func encrypted() async throws {
        try await withPKI { pki in
            _ = try await pki.plant()
            let boot = try TestRequest("boot")
            let bootstrap = try await pki.cas.sign(
                SignBody(csr: boot.encoded), with: "bootstrap", by: TestPKI.caller
            ).certificate.der
            let certificate = try ParsedCertificate(der: bootstrap)
            let service = try pki.signing()
            let own = try PrivateKey(generating: .rsa(bits: 2_048))
            let bootKey = Array(boot.key.pemRepresentation.utf8)
            let cases = [
                ("pump-1", try #require(certificate.subjectKeyIdentifier), bootKey),
                ("pump-2", Extension.keyIdentifier(ofBits: own.publicKey.bits), own.pkcs8PEM),
            ]
            for (name, identifier, keyPEM) in cases {
                let request = try KeyRequest(name, key: own, protection: .init(asymmetric: identifier))
                let generated = try await service.generateKey(request, presented: [bootstrap])
                #expect(generated.form == .envelopedData)
                let opened = try await Self.decrypt(generated.key, keyPEM)
                let expected = try ParsedCertificate(der: generated.certificate).publicKey
                let found = try #require(Self.privateKeys(in: opened).first)
                #expect(found.publicKey == expected && found.kind == .rsa(bits: 2_048))
            }
        }
    }

    private static func decrypt(_ message: [UInt8], _ keyPEM: [UInt8]) async throws -> [UInt8] {
        try await withTemporaryDirectory { folder in
            let (file, key) = (folder.path + "/message", folder.path + "/key")
            try Data(message).write(to: URL(filePath: file))
            try Data(keyPEM).write(to: URL(filePath: key))
            return try await Command.check(
                "openssl", ["cms", "-decrypt", "-binary", "-inform", "DER", "-in", file, "-inkey", key]
            ).stdout
        }
    }

    /// Whatever in the bytes is a PKCS #8 key.
    private static func privateKeys(in bytes: [UInt8]) -> [PrivateKey] {
        bytes.indices.compactMap { start in
            guard bytes[start] == 0x30, start + 4 < bytes.count, bytes[start + 1] == 0x82 else { return nil }
            let end = start + 4 + Int(bytes[start + 2]) << 8 + Int(bytes[start + 3])
            return end <= bytes.count ? try? PrivateKey(der: Array(bytes[start..<end])) : nil
        }
    }

    @Test("an encryption that cannot be had is refused, each by its own sentence, and nothing is made")
    func refused() async throws {
        try await withPKI { pki in
            let bootstrap = try await pki.plant()
            let signKey = try PrivateKey(generating: .ed25519)
            let key = try PrivateKey(generating: .ecdsa(bits: 256))
            let (edwards, own) = (
                Extension.keyIdentifier(ofBits: signKey.publicKey.bits),
                Extension.keyIdentifier(ofBits: key.publicKey.bits)
            )
            let cases: [(String, PrivateKey, KeyRequest.Protection)] = [
                ("decrypt-key-symmetric", key, .init(symmetric: [1, 2, 3])),
                ("decrypt-key-symmetric", key, .init(symmetric: [1, 2, 3], asymmetric: own)),
                ("decrypt-key-unknown", key, .init(asymmetric: [1, 2, 3])),
                ("decrypt-key-unusable", signKey, .init(asymmetric: edwards)),
                ("decrypt-key-unusable", key, .init(asymmetric: own, capabilities: ["1.2.840.113549.3.7"])),
                ("csr-malformed", key, .init(asymmetric: [])),
            ]
            let service = try pki.signing()
            let before = try await pki.head()
            for (code, key, protection) in cases {
                let request = try KeyRequest("pump-7", key: key, protection: protection)
                let refusal = await #expect(throws: Refusal.self) {
                    try await service.generateKey(request, presented: [bootstrap])
                }
                #expect(refusal?.code == code && refusal?.kind == .invalid)
            }
            let request = try KeyRequest("pump-7", key: key, protection: .init(asymmetric: own))
            #expect(try await pki.refusal(request, bootstrap)?.code == "key-signer-missing")
            #expect(try await pki.head() == before)
        }
    }
}

@Suite("What a DMS wants of requests (RFC 9908)")
struct CSRAttributesTests {
    @Test("the common name always, and of keys and names what the profile demands")
    func wanted() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            _ = try await pki.cas.createProfile(.strict("strict"))
            try await pki.createDMS("line-2") { $0.enrollmentSettings.issuanceProfile = "strict" }
            let name = RequestTemplate.SubjectAttribute(type: .commonName)
            let usual = try await pki.enrollment.csrAttributes(label: "line-1")
            #expect(try usual == CSRAttributes.encode([.template(RequestTemplate(subject: [name]))]))
            let strict = RequestTemplate(
                subject: [.init(type: .organization, text: "Plant"), .init(type: .serialNumber), name],
                key: .ecdsa(bits: 256), extensions: [.init(oid: .subjectAltName)])
            #expect(
                try await pki.enrollment.csrAttributes(label: "line-2")
                    == CSRAttributes.encode([.ecdsaKey(bits: 256), .template(strict)]))
            await #expect(throws: Refusal.self) { try await pki.enrollment.csrAttributes(label: "line-3") }
        }
    }
}

extension TestPKI {
    /// A service that can sign the keys it makes.
    func signing() throws -> EnrollmentService {
        let key = try PrivateKey(generating: .ecdsa(bits: 256))
        let unsigned = try CACertificate(
            subject: Name(commonName: "EST server"), publicKeyInfoDER: key.publicKey.der,
            serial: SerialNumber(bytes: [7]), notBefore: clock.now.seconds - 60,
            notAfter: clock.now.seconds + 86_400, pathLength: nil
        ).selfSigned(.ecdsaWithSHA256)
        let signer = try MessageSigner(certificates: [unsigned.signed(try key.sign(unsigned.tbs))], key: key)
        return EnrollmentService(
            database: database, cas: cas, configuration: .init(keySigner: { signer }), clock: clock.wall)
    }
}

extension ProfileBody {
    static func p256Only(_ id: String) -> ProfileBody {
        var body = ProfileBody(id: id, keyUsage: [.digitalSignature])
        body.keys = KeyRulesBody(ecdsa: [256])
        return body
    }

    static func strict(_ id: String) -> ProfileBody {
        var body = p256Only(id)
        body.keys = KeyRulesBody(ecdsa: [384, 256])
        body.subject = SubjectRulesBody(attributes: [
            .init(type: "serial_number", rule: .required), .init(type: "organization", rule: .fixed, value: "Plant"),
        ])
        body.alternativeNames = AlternativeNameRulesBody(required: true, others: .kept)
        return body
    }
}
