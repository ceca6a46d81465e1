import Events
import ManagementAPI
import PKIX
import Testing
import TestPKI
import TestSupport

@Suite("CAs with ML-DSA keys")
struct KeyKindIssuanceTests {
    @Test("cryptography verifies what they issue; they name their key on the wire", arguments: [65, 87])
    func mlDSA(_ set: Int) async throws {
        try await withPKI { pki in
            let root = try await pki.createCA("root", key: KeyBody(type: "ML-DSA", bits: set))
            let issuing = try await pki.createCA(
                "issuing", under: "root", key: KeyBody(type: "ML-DSA", bits: set), years: 5)
            let leaf = try await pki.certificate("device-1", from: "issuing")
            #expect(root.keyMetadata == KeyMetadata(type: "ML-DSA", bits: set) && root.keyMetadata.strength == .high)
            let chain = try [root, issuing].map { try parsed($0.certificate.pem) } + [parsed(leaf.certificate.pem)]
            let path = try ChainValidation().validate(
                leaf: chain[2], intermediates: [chain[1]], anchors: [chain[0]], at: pki.clock.now.seconds,
                requireClientAuth: true)
            #expect(path.map(\.key) == [.ecdsa(bits: 256), chain[0].key, chain[0].key])
            try await withTemporaryDirectory { folder in
                for (index, certificate) in chain.enumerated() {
                    try folder.write("\(index).der", certificate.der)
                    try folder.write("\(index).spki", certificate.publicKeyInfoDER)
                }
                try folder.write("judge.py", Self.judge)
                let verdict = try await Command.check(
                    PythonEnvironment.judges.python(), ["judge.py"], workingDirectory: folder.path)
                #expect(verdict.text == "MLDSA\(set)PublicKey CN=device-1 verified\n")
            }
        }
    }

    @Test(
        "a key that is not made here is refused with what there is to choose from",
        arguments: [("ML-DSA", 44), ("RSA", 2056), ("Ed25519", 255), ("ed25519", 256), ("ECDSA", 224)])
    func refused(_ type: String, _ bits: Int) async throws {
        try await withPKI { pki in
            let refusal = await #expect(throws: Refusal.self) {
                try await pki.createCA("root", key: KeyBody(type: type, bits: bits))
            }
            #expect(refusal?.code == "key-not-supported")
            #expect(refusal?.sentence.contains("ML-DSA with the parameter set 65 or 87") == true)
        }
    }

    private func parsed(_ pem: String) throws -> ParsedCertificate {
        try ParsedCertificate(der: try #require(try PEM.decode(Array(pem.utf8), label: "CERTIFICATE").first).der)
    }

    private static let judge = """
        from cryptography import x509
        from cryptography.hazmat.primitives import serialization
        def read(name): return open(name, "rb").read()
        keys = [serialization.load_der_public_key(read(f"{i}.spki")) for i in range(3)]
        certificates = [x509.load_der_x509_certificate(read(f"{i}.der")) for i in range(3)]
        for certificate, key in zip(certificates, [keys[0], keys[0], keys[1]]):
            key.verify(certificate.signature, certificate.tbs_certificate_bytes)
        print(type(keys[1]).__name__, certificates[2].subject.rfc4514_string().split(",")[-1], "verified")
        """
}
