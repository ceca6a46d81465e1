/// Why bytes from outside could not be used: a stable code, a sentence and a place.
///
/// The sentence is written for the developer of a client; it never quotes key material.
public struct PKIXError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case malformedDER
        case malformedBase64
        case malformedPEM
        case noPEMBlock
        case tooLarge
        case unsupportedKey
        case weakKey
        case malformedPrivateKey
        /// The private key is encrypted, and no passphrase is asked for here.
        case encryptedPrivateKey
        /// The parts of a key do not belong together.
        case inconsistentKey
        case unsupportedSignatureAlgorithm
        case malformedRequest
        case malformedCertificate
        case malformedName
        case malformedExtension
        case duplicateExtension
        case invalidSerialNumber
        case invalidObjectIdentifier
        case invalidTime
        case nameTooLong
        case notASCII
        /// What the other end can use is not offered here.
        case noCommonAlgorithm
    }

    public let code: Code
    /// One sentence that a person can act on.
    public let message: String
    /// The part of the structure that was being read, such as `certification request: subject`.
    public let place: String

    public init(_ code: Code, _ message: String, in place: String) {
        self.code = code
        self.message = message
        self.place = place
    }

    public var description: String { "\(message) (\(place))" }
}
