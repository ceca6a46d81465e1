import NIOCore
import NIOSSL

extension TLSConfiguration {
    /// TLS 1.2 and 1.3 (RFC 7030, 3.3), a client certificate if the client has one, of any issuer.
    static func estServer(_ identity: TLSIdentity) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: identity.chain.map { .certificate($0) },
            privateKey: .privateKey(identity.privateKey)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .optionalVerification
        // An explicit empty list: the system's roots would be read for every context, at 600 times its cost.
        configuration.trustRoots = .certificates([])
        configuration.verifySignatureAlgorithms = clientSignatures
        configuration.applicationProtocols = ["http/1.1"]
        // A peer that is gone does not answer our close_notify: it must not hold up the server's exit.
        configuration.shutdownTimeout = .milliseconds(300)
        return configuration
    }

    /// The library's own list has neither Ed25519 nor P-521: such a client would look as if it had no certificate.
    private static let clientSignatures: [SignatureAlgorithm] = [
        .ecdsaSecp256R1Sha256, .ed25519, .ecdsaSecp384R1Sha384, .ecdsaSecp521R1Sha512,
        .rsaPssRsaeSha256, .rsaPssRsaeSha384, .rsaPssRsaeSha512,
        .rsaPkcs1Sha256, .rsaPkcs1Sha384, .rsaPkcs1Sha512,
    ]
}
