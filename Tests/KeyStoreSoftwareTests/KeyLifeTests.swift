import KeyStore
import KeyStoreSoftware
import PKIX
import StorageSQLite
import TestSupport
import Testing

@Suite("Keys that come into the software store, and leave it")
struct KeyLifeTests {
    static let specifications: [KeySpecification] = [
        .ecdsaP256, .ecdsaP384, .ecdsaP521, .rsa(bits: 2048), .ed25519, .mlDSA65, .mlDSA87,
    ]

    @Test("a key of every kind is the same key after it was read back", arguments: specifications)
    func generated(specification: KeySpecification) async throws {
        try await withStore { open, _ in
            let made = try await open(nil).generate(specification)
            let key = try await open(nil).key(made.id)
            #expect(key.specification == specification && key.publicKeyInfo == made.publicKeyInfo)
            #expect(KeySpecification(type: specification.type, bits: specification.bits) == specification)
            let info = try PublicKeyInfo(der: made.publicKeyInfo)
            #expect(KeySpecification(info.kind) == specification && specification.kind == info.kind)
            let signature = try await key.sign([1, 2, 3])
            #expect(info.isValid(signature: signature, algorithm: made.signatureAlgorithm, for: [1, 2, 3]))
            #expect(!info.isValid(signature: signature, algorithm: made.signatureAlgorithm, for: [1, 2, 4]))
        }
    }

    @Test("a key that was made elsewhere signs here as it did there", arguments: specifications)
    func imported(specification: KeySpecification) async throws {
        try await withStore { open, _ in
            let mine = try await open(nil).generateForCaller(specification)
            let first = try await open(nil).importKey(mine)
            let second = try await open(nil).importKey(try PrivateKey(anyEncoding: mine.pkcs8PEM))
            #expect(first.id != second.id && first.publicKeyInfo == mine.publicKey.der)
            let readBack = try await open(nil).key(second.id)
            for key in [first, second, readBack] {
                let signature = try await key.sign([7])
                #expect(mine.publicKey.isValid(signature: signature, algorithm: key.signatureAlgorithm, for: [7]))
            }
            #expect(try PrivateKey(anyEncoding: mine.pkcs8).publicKey == mine.publicKey, "storing wiped only copies")
        }
    }

    @Test("what is made for a caller is stored nowhere")
    func forCaller() async throws {
        try await withStore { open, folder in
            let store = try await open(nil)
            let key = try await store.generateForCaller(.ecdsaP256)
            let database = try SQLiteDatabase.open(path: folder.path("keys.sqlite"))
            #expect(try await !SoftwareKeyStore.holdsKeys(database))
            _ = try await store.generate(.ecdsaP256)
            #expect(try await SoftwareKeyStore.holdsKeys(database))
            await database.close()
            await #expect(throws: PKIXError.self) { try await store.generateForCaller(.rsa(bits: 1024)) }
            #expect(key.kind == .ecdsa(bits: 256))
        }
    }

    @Test("a destroyed key is gone, in this process and after it, and destroying it again does nothing")
    func deleted() async throws {
        try await withStore { open, _ in
            let store = try await open(nil)
            let key = try await store.generate(.ecdsaP256)
            let other = try await store.generate(.ed25519)
            try await store.delete(key.id)
            try await store.delete(key.id)
            try await store.delete("never there")
            let again = try await open(nil)
            for store in [store, again] {
                await #expect(throws: KeyStoreError.notFound(id: key.id)) { try await store.key(key.id) }
                #expect(try await store.key(other.id).publicKeyInfo == other.publicKeyInfo)
            }
        }
    }

    @Test("a stored key asks an outside CA for a certificate, and openssl finds the request in order")
    func request() async throws {
        try await withStore { open, folder in
            let key = try await open(nil).generate(.ecdsaP384)
            let request = try await key.certificateRequest(subject: Name(commonName: "Plant", country: "NL"))
            try folder.write("request.pem", PEM.encode("CERTIFICATE REQUEST", request))
            let verified = try await Command.check(
                "openssl", ["req", "-in", folder.path("request.pem"), "-verify", "-noout", "-subject"])
            #expect((verified.text + verified.stderr).contains("verify OK"))
        }
    }
}
