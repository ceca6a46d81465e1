import Events
import ManagementAPI
import PKIX

/// How a key that is made for a client reaches it (RFC 7030, section 4.4.1): through TLS alone, or also encrypted to a key
/// that the client named.
enum KeyDelivery: Sendable {
    case plain
    case enveloped(Recipient, SMIMECapabilities?, signer: MessageSigner)

    /// - Throws: `Refusal` where the client wants an encryption that it cannot have: it is never given less than it asked
    ///   for.
    init(_ enrollment: Enrollment, signer: MessageSigner?) throws(Refusal) {
        let wanted = try Self.wanted(by: enrollment.request)
        guard wanted.decryptKeyIdentifier == nil else {
            throw Refusal(
                .invalid, "decrypt-key-symmetric",
                "The request names a shared secret key (DecryptKeyIdentifier), and there is none between us; name the "
                    + "key of your certificate with an AsymmetricDecryptKeyIdentifier.")
        }
        guard let identifier = wanted.asymmetricDecryptKeyIdentifier else {
            self = .plain
            return
        }
        guard let signer else {
            throw Refusal(
                .conflict, "key-signer-missing",
                "Keys in CMS are signed, and this server has nothing to sign them with; ask without encryption.")
        }
        guard let recipient = Self.recipient(named: identifier, of: enrollment) else {
            throw Refusal(
                .invalid, "decrypt-key-unknown",
                "The AsymmetricDecryptKeyIdentifier names neither the key of your TLS client certificate nor that of the "
                    + "request; it must be the subject key identifier of one of them.")
        }
        self = .enveloped(recipient, wanted.capabilities, signer: signer)
        try ensurePossible()
    }

    /// The key as it goes out. Secret.
    func deliver(
        _ key: PrivateKey, at time: Timestamp
    ) throws -> (form: GeneratedKey.Form, bytes: [UInt8]) {
        switch self {
        case .plain: return (.pkcs8, key.pkcs8)
        case .enveloped(let recipient, let capabilities, let signer):
            let package = try SignedKeyPackage.encode(key, by: signer, at: time.seconds)
            let message = try EnvelopedData.encrypt(signedData: package, to: recipient, capabilities: capabilities)
            return (.envelopedData, message)
        }
    }

    /// Encrypts nothing to the recipient, so that what does not work is said before a certificate is issued.
    private func ensurePossible() throws(Refusal) {
        guard case .enveloped(let recipient, let capabilities, _) = self else { return }
        do {
            _ = try EnvelopedData.encrypt(signedData: [], to: recipient, capabilities: capabilities)
        } catch {
            throw Refusal(.invalid, "decrypt-key-unusable", error.description)
        }
    }

    private static func wanted(by request: CertificateRequest) throws(Refusal) -> RequestedKeyProtection {
        do {
            return try RequestedKeyProtection(request)
        } catch {
            throw Refusal(.invalid, "csr-malformed", error.description)
        }
    }

    /// The client has shown in TLS, or with the request's signature, that it holds either key.
    private static func recipient(named identifier: [UInt8], of enrollment: Enrollment) -> Recipient? {
        if let der = enrollment.client.presented.first, let certificate = try? ParsedCertificate(der: der),
            let recipient = Recipient(named: identifier, certificate: certificate)
        {
            return recipient
        }
        return Recipient(named: identifier, key: enrollment.request.publicKey)
    }
}
