import PKIX
import SwiftASN1
import Testing
import TestSupport

@Suite("Keys in CMS (RFC 7030, 4.4.2; RFC 5652; RFC 5753; RFC 5958)")
struct EnvelopedKeyTests {
    /// How openssl makes the key of a client that a key is encrypted to.
    static let clients = [
        "rsa:2048", "rsa:3072", "ec -pkeyopt ec_paramgen_curve:P-256", "ec -pkeyopt ec_paramgen_curve:P-384",
        "ec -pkeyopt ec_paramgen_curve:P-521",
    ]
    static let kinds: [PublicKeyKind] = [
        .ecdsa(bits: 256), .ecdsa(bits: 384), .ecdsa(bits: 521), .rsa(bits: 2_048), .ed25519, .mlDSA65,
    ]

    @Test(
        "openssl decrypts with the client's key and verifies the signature inside", arguments: clients, [false, true])
    func openssl(client: String, byIssuerAndSerial: Bool) throws {
        let exchange = try Exchange(client: client)
        defer { exchange.shell.remove() }
        let certificate = exchange.certificate
        let identifier =
            byIssuerAndSerial
            ? try exchange.shell.read("issuer-and-serial.der") : try #require(certificate.subjectKeyIdentifier)
        let recipient = try #require(Recipient(named: identifier, certificate: certificate))
        #expect(recipient.key == certificate.publicKey)
        let key = try PrivateKey(generating: .ecdsa(bits: 256))
        let log = try exchange.deliver(key, to: recipient, nil)
        #expect(log.contains("CMS Verification successful") && log.contains("the package has 1 key"), "\(log)")
        #expect(try exchange.shell.read("key.der") == key.pkcs8)
        let structure = try exchange.shell.run("openssl cms -cmsout -print -noout -inform DER -in enveloped.der")
        #expect(structure.contains("aes-256-cbc") && structure.contains("pkcs7-signedData"), "\(structure)")
        #expect(structure.contains(client.hasPrefix("rsa") ? "rsaesOaep" : "id-aes256-wrap"), "\(structure)")
        #expect(structure.contains("issuerAndSerialNumber") || !byIssuerAndSerial)
    }

    @Test("a key of every kind arrives, and one of every kind can sign it", arguments: kinds)
    func kind(_ kind: PublicKeyKind) throws {
        let exchange = try Exchange(client: "ec -pkeyopt ec_paramgen_curve:P-256", signer: kind)
        defer { exchange.shell.remove() }
        let recipient = try #require(
            Recipient(
                named: Extension.keyIdentifier(ofBits: exchange.certificate.publicKey.bits),
                key: exchange.certificate.publicKey))
        let key = try PrivateKey(generating: kind)
        let log = try exchange.deliver(key, to: recipient, nil)
        // OpenSSL 3.0 knows no ML-DSA, and in CMS no Ed25519; cryptography knows both.
        let isKnown = kind != .mlDSA65 && kind != .ed25519
        #expect(log.contains("CMS Verification successful") || !isKnown, "\(log)")
        #expect(log.contains("cryptography verified the signature") || isKnown, "\(log)")
        #expect(log.contains("the package has 1 key"), "\(log)")
        #expect(try exchange.shell.read("key.der") == key.pkcs8)
    }

    @Test("the client's capabilities choose the algorithms")
    func capabilities() throws {
        let weaker = ["2.16.840.1.101.3.4.1.2", "1.2.840.113549.1.1.1", "2.16.840.1.101.3.4.1.5"]
        let expected = ["rsa:2048": "rsaEncryption", Self.clients[2]: "id-aes128-wrap"]
        for (client, algorithm) in expected {
            let exchange = try Exchange(client: client)
            defer { exchange.shell.remove() }
            let recipient = try #require(
                Recipient(named: exchange.certificate.subjectKeyIdentifier ?? [], certificate: exchange.certificate))
            let key = try PrivateKey(generating: .ed25519)
            let log = try exchange.deliver(key, to: recipient, try KeyRequest.capabilities(weaker))
            #expect(try exchange.shell.read("key.der") == key.pkcs8, "\(log)")
            let structure = try exchange.shell.run("openssl cms -cmsout -print -noout -inform DER -in enveloped.der")
            #expect(structure.contains("aes-128-cbc") && structure.contains(algorithm), "\(structure)")
            // One that names nothing of a purpose leaves it to the server; one that names only triple DES cannot be served.
            let other = try #require(try KeyRequest.capabilities(["1.2.840.113549.1.9.16.3.8"]))
            #expect(!(try EnvelopedData.encrypt(signedData: [], to: recipient, capabilities: other)).isEmpty)
            let old = try #require(try KeyRequest.capabilities(["1.2.840.113549.3.7"]))
            #expect(
                code { () throws(PKIXError) in
                    try EnvelopedData.encrypt(signedData: [], to: recipient, capabilities: old)
                } == .noCommonAlgorithm)
        }
    }

    @Test("nothing is encrypted to a key that can only sign, or that is no point of its curve")
    func unusable() throws {
        var broken = try PrivateKey(generating: .ecdsa(bits: 256)).publicKey.der
        broken[broken.count - 1] ^= 1
        let keys = [
            try PrivateKey(generating: .ed25519).publicKey, try PrivateKey(generating: .mlDSA87).publicKey,
            try PublicKeyInfo(der: broken),
        ]
        for key in keys {
            let recipient = try #require(Recipient(named: Extension.keyIdentifier(ofBits: key.bits), key: key))
            #expect(
                code { () throws(PKIXError) in try EnvelopedData.encrypt(signedData: [1], to: recipient) }
                    == .unsupportedKey)
        }
    }

    @Test("a key is known by its identifiers only")
    func identifiers() throws {
        let key = try PrivateKey(generating: .ecdsa(bits: 256)).publicKey
        #expect(Recipient(named: Array(key.bits.prefix(20)), key: key) == nil)
        #expect(Recipient(named: [], key: key) == nil)
        let other = try PrivateKey(generating: .ecdsa(bits: 256))
        #expect(throws: PKIXError.self) {
            try MessageSigner(certificates: [try Issuer.ca("Other").certificate.der], key: other)
        }
        #expect(throws: PKIXError.self) { try MessageSigner(certificates: [], key: other) }
    }

    @Test("the attributes that ask for encryption are read, and refused where they are malformed")
    func attributes() throws {
        let identifier = try KeyRequest.octets([1, 2, 3])
        let asked = try RequestedKeyProtection(
            KeyRequest([
                (KeyRequest.asymmetricDecryptKeyIdentifier, [identifier]),
                (KeyRequest.smimeCapabilities, [try KeyRequest.capabilities([[2, 16, 840, 1, 101, 3, 4, 1, 42]])]),
                (KeyRequest.decryptKeyIdentifier, [try KeyRequest.octets([9])]),
            ]).request)
        #expect(asked.asymmetricDecryptKeyIdentifier == [1, 2, 3] && asked.decryptKeyIdentifier == [9])
        #expect(asked.capabilities != nil)
        let none = try RequestedKeyProtection(KeyRequest([]).request)
        #expect(none.asymmetricDecryptKeyIdentifier == nil && none.capabilities == nil)

        let type = KeyRequest.asymmetricDecryptKeyIdentifier
        let wrong: [[[UInt8]]] = [
            [], [identifier, try KeyRequest.octets([4])], [try KeyRequest.octets([])], [[0x02, 1, 1]],
        ]
        for values in wrong {
            #expect(throws: PKIXError.self) { try RequestedKeyProtection(KeyRequest([(type, values)]).request) }
        }
        #expect(throws: PKIXError.self) { try RequestedKeyProtection(KeyRequest.twice(identifier)) }
        for value: [UInt8] in [[0x04, 0], [0x30, 2, 0x30, 0], [0x30, 4, 0x30, 2, 0x05, 0]] {
            #expect(throws: PKIXError.self) {
                try RequestedKeyProtection(KeyRequest([(KeyRequest.smimeCapabilities, [value])]).request)
            }
        }
    }
}
