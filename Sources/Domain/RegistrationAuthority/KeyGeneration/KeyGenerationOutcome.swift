public import Events

/// What a request for a key and a certificate led to (RFC 7030, section 4.4).
public enum KeyGenerationOutcome: Sendable {
    case issued(GeneratedKey)
    /// A person has to decide first: the client is to send the same again after this time.
    case pending(retryAfter: WireDuration)
}

/// A key that was made for a device, with its certificate: nothing here keeps the key. It does not show in descriptions
/// or mirrors.
public struct GeneratedKey: Sendable, CustomStringConvertible, CustomReflectable {
    public enum Form: Sendable, Hashable {
        /// A PrivateKeyInfo, DER, in the clear (RFC 5208).
        case pkcs8
        /// A ContentInfo with EnvelopedData, DER, that only the client's key opens.
        case envelopedData
    }

    public let form: Form
    /// Secret, whatever its form.
    public let key: [UInt8]
    /// The certificate, DER. It is durable, with its events.
    public let certificate: [UInt8]

    public var description: String { "GeneratedKey(\(form), hidden)" }
    public var customMirror: Mirror { Mirror(self, children: ["form": form]) }
}
