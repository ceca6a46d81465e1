import HTTPTypes
import PKIX

/// A user name and a password (RFC 7617). Nobody has judged them yet.
public struct BasicCredentials: Sendable, Hashable, CustomStringConvertible {
    public let user: String
    public let password: String

    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    /// Without the password.
    public var description: String { "BasicCredentials(\(user))" }
}

extension BasicCredentials {
    /// - Returns: nil where the client sends none, or uses another scheme, which is not for us.
    /// - Throws: an ``ESTRefusal`` that says what is wrong, and repeats nothing of it.
    static func read(_ fields: HTTPFields) throws(ESTRefusal) -> BasicCredentials? {
        guard let value = fields[.authorization] else { return nil }
        let scheme = value.prefix { $0 != " " }
        guard scheme.lowercased() == "basic" else { return nil }
        let token = Array(value.utf8.dropFirst(scheme.utf8.count).drop { $0 == 0x20 })
        guard let text = decoded(token), let colon = text.firstIndex(of: ":") else { throw malformed }
        let (user, password) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
        guard user.utf8.count <= userBytesMax, password.utf8.count <= passwordBytesMax else { throw malformed }
        return BasicCredentials(user: user, password: password)
    }

    /// UTF-8 without control characters (RFC 7617, section 2).
    private static func decoded(_ token: [UInt8]) -> String? {
        guard token.count <= 4 * (userBytesMax + passwordBytesMax) / 3 + 8, let bytes = try? Base64.decode(token),
            !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static var malformed: ESTRefusal {
        ESTRefusal(
            .badRequest,
            "The Authorization header is not Basic with base64 of user:password in UTF-8,"
                + " the user of at most \(userBytesMax) bytes, the password of at most \(passwordBytesMax).")
    }

    private static let userBytesMax = 255
    private static let passwordBytesMax = 1_024
}
