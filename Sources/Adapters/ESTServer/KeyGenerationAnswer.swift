/// What a request for a key and a certificate led to.
public enum KeyGenerationAnswer: Sendable {
    case issued(IssuedKey)
    /// 202, as in ``EnrollmentAnswer/pending(retryAfterSeconds:)``.
    case pending(retryAfterSeconds: Int)
}

/// A private key on its way to its owner, with its certificate. The key does not show in descriptions or mirrors.
public struct IssuedKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// How the key is written (RFC 7030, 4.4.2).
    public enum Form: Sendable, Hashable {
        /// A PrivateKeyInfo in the clear (RFC 5208).
        case pkcs8
        /// A CMS EnvelopedData that the client alone can open.
        case envelopedData
    }

    let form: Form
    let key: [UInt8]
    let certificate: [UInt8]

    /// - Parameters:
    ///   - key: DER, in this form.
    ///   - certificate: DER.
    public init(form: Form, key: [UInt8], certificate: [UInt8]) {
        self.form = form
        self.key = key
        self.certificate = certificate
    }

    public var description: String { "IssuedKey(\(form), hidden)" }
    public var customMirror: Mirror { Mirror(self, children: ["form": form]) }
}
