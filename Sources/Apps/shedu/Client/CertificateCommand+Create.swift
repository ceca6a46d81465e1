import ArgumentParser
import Events
import Foundation
import JSONSchema
import ManagementAPI
import ManagementClient

extension CertificateCommand {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Has a key and a certificate made, and writes them to files.",
            discussion: "The server keeps no copy of the key. Files that are there already are left alone.")
        @Argument(help: "Id of the CA that signs.") var ca: String
        @Argument(help: "The common name.") var commonName: String
        @Option(help: "File for the private key (PKCS #8, PEM); only its owner may read it.") var keyFile: String
        @Option(help: "File for the certificate (PEM).") var certificateFile: String
        @Option(help: "ECDSA, RSA, Ed25519 or ML-DSA.") var keyType = "ECDSA"
        @Option(help: "For instance 256; 2048 to 4096. (default: 256; 2048; 65)") var keyBits: Int?
        @Option(help: "Organisation of its name.") var organization: String?
        @Option(help: "Country of its name, two letters.") var country: String?
        @Option(help: "DNS name; may be repeated.") var dns: [String] = []
        @Option(help: "IP address; may be repeated.") var ip: [String] = []
        @Option(help: "URI; may be repeated.") var uri: [String] = []
        @Option(help: "The issuance profile.") var profile: String?
        @OptionGroup var options: ClientOptions

        func run() async throws {
            // Opened before anything is made: a key that cannot be written down would be lost.
            let key = try SecretFile(keyFile, mode: 0o600)
            let certificate: SecretFile
            do {
                certificate = try SecretFile(certificateFile, mode: 0o644)
            } catch {
                key.discard()
                throw error
            }
            do {
                try await options.run { session in
                    let made = try await session.client.createCertificate(body, with: ca)
                    try key.write(made.privateKey.pem)
                    try certificate.write(made.certificate.certificate.pem)
                    try session.display(try WireJSON.decode(JSONValue.self, from: made.certificate.wireJSON()))
                }
            } catch {
                key.discardIfEmpty()
                certificate.discardIfEmpty()
                throw error
            }
        }

        private var body: CreateCertificateBody {
            let names = AlternativeNamesBody(
                dns: dns.isEmpty ? nil : dns, ip: ip.isEmpty ? nil : ip, uri: uri.isEmpty ? nil : uri)
            return CreateCertificateBody(
                subject: SubjectBody(commonName: commonName, organization: organization, country: country),
                key: KeyBody(type: keyType, bits: keyBits ?? Self.bits[keyType] ?? 256),
                alternativeNames: names == AlternativeNamesBody() ? nil : names, profile: profile)
        }

        private static let bits = ["RSA": 2048, "ML-DSA": 65]
    }
}

/// A new file that takes what must not be lost.
struct SecretFile {
    private let path: String
    private let descriptor: Int32

    /// - Throws: `ValidationError` where the file is there already, or cannot be made.
    init(_ path: String, mode: mode_t) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else {
            throw ValidationError("The file \(path) cannot be made: \(String(cString: strerror(errno))).")
        }
        self.path = path
    }

    func write(_ text: String) throws {
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.synchronize()
    }

    func discard() {
        close(descriptor)
        unlink(path)
    }

    /// Leaves what was written: it may be the only copy.
    func discardIfEmpty() {
        if lseek(descriptor, 0, SEEK_END) == 0 { discard() }
    }
}
