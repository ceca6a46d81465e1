import Crypto
import Foundation
import KeyStore
import PKIX
import Synchronization
import TestSupport
import Testing

@testable import KeyStoreSoftware

@Suite("The software key store")
struct SoftwareKeyStoreTests {
    @Test(
        "openssl verifies what a stored key signs, also after it was read back",
        arguments: [KeySpecification.ecdsaP256, .ecdsaP384, .ecdsaP521, .rsa(bits: 2048)])
    func signatures(specification: KeySpecification) async throws {
        try await withStore { open, folder in
            let first = try await open(nil)
            let id = try await first.generate(specification).id
            let key = try await open(nil).key(id)
            let message = Array("to be signed".utf8)
            try Data(try await key.sign(message)).write(to: URL(filePath: folder.path("signature")))
            try Data(message).write(to: URL(filePath: folder.path("message")))
            try Data(key.publicKeyInfo).write(to: URL(filePath: folder.path("key.der")))
            let hash = [.ecdsaP384: "-sha384", .ecdsaP521: "-sha512"][specification] ?? "-sha256"
            try await Command.check(
                "openssl",
                ["pkey", "-pubin", "-inform", "DER", "-in", folder.path("key.der"), "-out", folder.path("key.pem")])
            let verified = try await Command.check(
                "openssl",
                [
                    "dgst", hash, "-verify", folder.path("key.pem"), "-signature", folder.path("signature"),
                    folder.path("message"),
                ])
            #expect(verified.text.contains("Verified OK"))
        }
    }

    @Test("no byte of a private key is in the database in the clear")
    func atRest() async throws {
        try await withStore { open, folder in
            let store = try await open(nil)
            for _ in 0..<4 { _ = try await store.generate(.ecdsaP256) }
            let secrets = store.opened.withLock { $0.values.compactMap { ($0 as? SoftwareKey)?.privateKey.rawBytes } }
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            let contents = files.compactMap { FileManager.default.contents(atPath: folder.path($0)) }
            #expect(secrets.count == 4)
            for secret in secrets { #expect(contents.allSatisfy { $0.range(of: Data(secret)) == nil }) }
        }
    }

    @Test("another key-encryption key opens nothing, and neither does a row under another id")
    func wrongKey() async throws {
        try await withStore { open, _ in
            let id = try await open(nil).generate(.ecdsaP256).id
            let other = try await open(SymmetricKey(size: .bits256))
            await #expect(throws: KeyStoreError.wrongKeyEncryptionKey) { try await other.key(id) }
            await #expect(throws: KeyStoreError.wrongKeyEncryptionKey) { try await other.verify() }
            await #expect(throws: KeyStoreError.notFound(id: "nobody")) { try await other.key("nobody") }
        }
    }

    @Test("the key-encryption key is made once, for its owner only, and taken from the environment where it is given")
    func keyEncryptionKey() throws {
        try withTemporaryDirectory { folder in
            let file = URL(filePath: folder.path("key"))
            #expect(throws: KeyStoreError.self) {
                try KeyEncryptionKey.load(environment: [:], file: file, mayMake: false)
            }
            let made = try KeyEncryptionKey.load(environment: [:], file: file, mayMake: true)
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let again = try KeyEncryptionKey.load(environment: [:], file: file, mayMake: true)
            #expect(again.symmetricKey == made.symmetricKey)
            let given = Data(repeating: 7, count: 32).base64EncodedString()
            let other = try KeyEncryptionKey.load(
                environment: [KeyEncryptionKey.variable: given], file: file, mayMake: true)
            #expect(other.symmetricKey == SymmetricKey(data: Data(repeating: 7, count: 32)))
            #expect(throws: KeyStoreError.self) {
                try KeyEncryptionKey.load(environment: [KeyEncryptionKey.variable: "short"], file: file, mayMake: true)
            }
            #expect(!"\(made)".contains(given) && "\(made)" == "KeyEncryptionKey(hidden)")
        }
    }
}
