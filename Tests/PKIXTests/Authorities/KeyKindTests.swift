import PKIX
import Testing

@Suite("Authorities with keys of every kind")
struct KeyKindTests {
    @Test(
        "openssl, GnuTLS and pkilint accept root, subordinate and leaf",
        arguments: [
            PublicKeyKind.ecdsa(bits: 256), .ecdsa(bits: 384), .ecdsa(bits: 521), .rsa(bits: 2048), .rsa(bits: 3072),
            .ed25519,
        ])
    func classical(_ kind: PublicKeyKind) throws {
        let root = try KeyedAuthority.make("Root", try PrivateKey(generating: kind), days: 25_550)
        let sub = try KeyedAuthority.make(
            "Sub", try PrivateKey(generating: kind), by: root, pathLength: 0, serial: 2, days: 25_500)
        let leaf = try sub.leaf()
        #expect(root.certificate.isSelfSigned && !sub.certificate.isSelfSigned && root.certificate.pathLength == nil)
        #expect(sub.certificate.isSigned(by: root.certificate) && !sub.certificate.isSigned(by: sub.certificate))
        #expect(sub.certificate.pathLength == 0 && !sub.certificate.hasNameConstraints)
        #expect(leaf.isSigned(by: sub.certificate.publicKey))
        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("root.pem", root.certificate)
        try shell.write("sub.pem", sub.certificate)
        try shell.write("leaf.pem", leaf)
        #expect(try shell.lint(["root.pem", "sub.pem", "leaf.pem"]) == "")
        let log = try shell.run(
            """
            openssl verify -x509_strict -attime \(Issuer.start + 60) -CAfile root.pem root.pem
            openssl verify -x509_strict -attime \(Issuer.start + 60) -CAfile root.pem -untrusted sub.pem leaf.pem
            cat sub.pem root.pem >chain.pem
            certtool --verify-chain --infile chain.pem
            certtool --certificate-info --infile sub.pem
            """)
        #expect(log.contains("root.pem: OK") && log.contains("leaf.pem: OK"), "\(log)")
        #expect(log.contains("Chain verification output: Verified. The certificate is trusted."), "\(log)")
        #expect(log.contains("Path Length Constraint: 0") && log.contains("Certificate signing."), "\(log)")
    }

    @Test(
        "a changed byte anywhere in certificate or signature is noticed",
        arguments: [PublicKeyKind.ecdsa(bits: 521), .mlDSA65])
    func changed(_ kind: PublicKeyKind) throws {
        let root = try KeyedAuthority.make("Root", try PrivateKey(generating: kind)).certificate
        let key = root.publicKey
        let algorithm = try #require(root.signatureAlgorithm)
        #expect(key.isValid(signature: root.signature, algorithm: algorithm, for: root.tbs))
        for at in stride(from: 0, to: root.signature.count, by: 97) {
            var signature = root.signature
            signature[at] ^= 0x10
            #expect(!key.isValid(signature: signature, algorithm: algorithm, for: root.tbs))
        }
        for at in stride(from: 0, to: root.tbs.count, by: 211) {
            var tbs = root.tbs
            tbs[at] ^= 1
            #expect(!key.isValid(signature: root.signature, algorithm: algorithm, for: tbs))
        }
        for other in SignatureAlgorithm.allCases where other != algorithm {
            #expect(!key.isValid(signature: root.signature, algorithm: other, for: root.tbs))
        }
        for signature in [[], [0], [0x30, 0], root.signature + [0], [UInt8](repeating: 0xff, count: 5_000)] {
            #expect(!key.isValid(signature: signature, algorithm: algorithm, for: root.tbs))
        }
    }

    @Test("a path may mix kinds, ML-DSA among them")
    func mixed() throws {
        let root = try KeyedAuthority.make("Root", try PrivateKey(generating: .mlDSA87))
        let middle = try KeyedAuthority.make(
            "Middle", try PrivateKey(generating: .rsa(bits: 2048)), by: root, serial: 2)
        let sub = try KeyedAuthority.make("Sub", try PrivateKey(generating: .mlDSA65), by: middle, serial: 3)
        let leaf = try sub.leaf("device", [.dns("a.example")], try PrivateKey(generating: .ed25519))
        let path = try ChainValidation().validate(
            leaf: leaf, intermediates: [middle.certificate, sub.certificate], anchors: [root.certificate],
            at: Issuer.start + 60, requireClientAuth: true)
        #expect(path == [leaf, sub.certificate, middle.certificate, root.certificate])
        #expect(throws: ChainError.self) {
            let stranger = try KeyedAuthority.make("Root", try PrivateKey(generating: .mlDSA87))
            _ = try ChainValidation().validate(
                leaf: leaf, intermediates: [middle.certificate, sub.certificate], anchors: [stranger.certificate],
                at: Issuer.start + 60, requireClientAuth: true)
        }
    }
}
