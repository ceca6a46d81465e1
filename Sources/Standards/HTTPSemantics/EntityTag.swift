import Crypto

/// Names one state of a representation (RFC 9110, section 8.8.3).
public struct EntityTag: Sendable, Hashable, CustomStringConvertible {
    /// What stands between the quotes.
    public let opaque: String
    public let isWeak: Bool

    public init(opaque: String, isWeak: Bool = false) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// The strong tag of these very bytes: half of their SHA-256, which nobody can make two bodies share.
    public init(of body: [UInt8]) {
        let digits = SHA256.hash(data: body).prefix(16).map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }
        self.init(opaque: digits.joined())
    }

    public var description: String { (isWeak ? "W/" : "") + "\"\(opaque)\"" }
}

extension EntityTag {
    /// Both are strong and the same (RFC 9110, section 8.8.3.2).
    public func isStronglyEqual(to other: EntityTag) -> Bool {
        !isWeak && !other.isWeak && opaque == other.opaque
    }

    public func isWeaklyEqual(to other: EntityTag) -> Bool {
        opaque == other.opaque
    }
}
