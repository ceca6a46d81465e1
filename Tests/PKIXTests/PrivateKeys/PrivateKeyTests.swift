import PKIX
import Testing

@Suite("Private keys from outside, and for outside")
struct PrivateKeyTests {
    private static let message = [UInt8]("to be signed")

    @Test(
        "a key of openssl's is the same key in every form, and openssl verifies what it signs",
        arguments: [
            ("p256", PublicKeyKind.ecdsa(bits: 256), ["sec1", "compressed", "nopublic", "parameters", "crlf"]),
            ("p384", .ecdsa(bits: 384), ["sec1", "compressed", "nopublic"]),
            ("p521", .ecdsa(bits: 521), ["sec1", "compressed", "nopublic"]),
            ("rsa2048", .rsa(bits: 2048), ["pkcs1"]), ("rsa2050", .rsa(bits: 2050), ["pkcs1"]),
            ("rsa3072", .rsa(bits: 3072), ["pkcs1"]),
            ("ed25519", .ed25519, []),
        ])
    func reads(_ name: String, _ kind: PublicKeyKind, _ forms: [String]) throws {
        let files = try OpenSSLKeys.shared.get().files
        let wanted = ["\(name).pem", "\(name).der"] + forms.map { "\(name).\($0).pem" }
        let der = files.keys.filter { $0.hasPrefix("\(name).") && $0.hasSuffix(".der") }
        let publicKey = try OpenSSLKeys.file("\(name).pub")
        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("message", PrivateKeyTests.message)
        try shell.write("public.der", publicKey)
        for file in Set(wanted + der) {
            let key = try PrivateKey(anyEncoding: try OpenSSLKeys.file(file))
            #expect(key.kind == kind && key.publicKey.der == publicKey, "\(file)")
            let signature = try key.sign(PrivateKeyTests.message)
            #expect(
                key.publicKey.isValid(
                    signature: signature, algorithm: key.signatureAlgorithm, for: PrivateKeyTests.message))
            try shell.write("signature", signature)
            let digest = ["p384": "-sha384", "p521": "-sha512"][name] ?? "-sha256"
            let log = try shell.run(
                kind == .ed25519
                    ? "openssl pkeyutl -verify -pubin -inkey public.der -rawin -in message -sigfile signature"
                    : "openssl dgst \(digest) -verify public.der -signature signature message")
            #expect(log.contains("Verified") || log.contains("Verified Successfully"), "\(file): \(log)")
        }
    }

    @Test(
        "openssl finds what we write in order, and we read it back",
        arguments: [
            PublicKeyKind.ecdsa(bits: 256), .ecdsa(bits: 384), .ecdsa(bits: 521), .rsa(bits: 2048), .rsa(bits: 2176),
            .ed25519,
        ])
    func writes(_ kind: PublicKeyKind) throws {
        let key = try PrivateKey(generating: kind)
        #expect(key.kind == kind)
        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("key.pem", key.pkcs8PEM)
        try shell.write("key.der", key.pkcs8)
        let log = try shell.run(
            """
            openssl pkey -in key.pem -check -noout && openssl pkcs8 -topk8 -nocrypt -inform DER -in key.der -outform DER -out again.der
            openssl pkey -in key.pem -pubout -outform DER -out key.pub
            certtool --key-info --infile key.pem | grep -c 'Public Key'
            """)
        #expect(log.contains("Key is valid") || kind == .ed25519, "\(log)")
        #expect(try shell.read("key.pub") == key.publicKey.der)
        #expect(try shell.read("again.der") == key.pkcs8, "openssl writes it just so")
        #expect(try PrivateKey(anyEncoding: key.pkcs8PEM).pkcs8 == key.pkcs8)
        #expect(try PrivateKey(anyEncoding: key.pkcs8).publicKey == key.publicKey)
    }

    @Test(
        "a key that cannot be used is refused for the right reason",
        arguments: [
            ("encrypted.pem", PKIXError.Code.encryptedPrivateKey), ("encrypted.der", .encryptedPrivateKey),
            ("traditional.pem", .encryptedPrivateKey), ("rsa1024.pem", .weakKey), ("k1.pem", .unsupportedKey),
            ("k1.der", .unsupportedKey), ("ed448.pem", .unsupportedKey), ("x25519.pem", .unsupportedKey),
            ("pss.pem", .unsupportedKey), ("explicit.pem", .unsupportedKey), ("primes.pem", .unsupportedKey),
            ("two.pem", .malformedPrivateKey), ("label.pem", .malformedPrivateKey), ("p256.pub", .malformedPrivateKey),
        ])
    func refused(_ name: String, _ expected: PKIXError.Code) throws {
        let bytes = try OpenSSLKeys.file(name)
        #expect(code { () throws(PKIXError) in try PrivateKey(anyEncoding: bytes) } == expected)
    }

    @Test("no text and no certificate is a key")
    func noKey() throws {
        let certificate = try Issuer.ca("Root").certificate.der
        let read = { (bytes: [UInt8]) in
            code { () throws(PKIXError) in try PrivateKey(anyEncoding: bytes) }
        }
        #expect(read([]) == .noPEMBlock && read([UInt8]("hello")) == .noPEMBlock)
        #expect(read(PEM.encode("CERTIFICATE", certificate)) == .noPEMBlock)
        #expect(read(certificate) == .malformedPrivateKey)
        #expect(read([UInt8](repeating: 0x30, count: PrivateKey.sizeMax + 1)) == .tooLarge)
    }

    @Test("neither a description, nor a mirror, nor an error shows anything of a key")
    func hidden() throws {
        let key = try PrivateKey(generating: .ecdsa(bits: 256))
        var dumped = ""
        dump(key, to: &dumped)
        let box: [Any] = [key as Any, Optional(key) as Any]
        #expect("\(key)" == "PrivateKey(ECDSA-P256, hidden)")
        #expect(String(reflecting: key) == "PrivateKey(ECDSA-P256, hidden)")
        for text in ["\(key)", String(reflecting: key), dumped, "\(box)"] {
            #expect(!text.contains("P256.Signing") && !text.contains("material") && text.count < 300, "\(text)")
        }
    }

    @Test("kinds and sizes that nobody should use are not made")
    func notMade() {
        let kinds: [PublicKeyKind] = [
            .rsa(bits: 1024), .rsa(bits: 2049), .rsa(bits: 2056), .rsa(bits: 8192), .ecdsa(bits: 224), .other("1.2"),
        ]
        for kind in kinds {
            #expect(code { () throws(PKIXError) in try PrivateKey(generating: kind) } == .unsupportedKey)
        }
    }
}
