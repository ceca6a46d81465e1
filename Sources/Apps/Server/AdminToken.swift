import Foundation

/// The bearer token of the administrator: made at the first start, kept in a file that its owner alone may read.
struct AdminToken: Sendable, CustomStringConvertible {
    let secret: String

    var description: String { "AdminToken(hidden)" }

    static func load(_ file: URL) throws(StartError) -> AdminToken {
        if let bytes = try file.contentsIfPresent() {
            let secret = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            guard secret.utf8.count >= 32 else {
                throw StartError("\(file.path) holds a token of under 32 characters; remove it to have one made.")
            }
            return AdminToken(secret: secret)
        }
        var generator = SystemRandomNumberGenerator()
        let secret = (0..<32).map { _ in
            let byte = UInt8.random(in: 0...255, using: &generator)
            return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
        try file.writePrivately(Array((secret + "\n").utf8))
        return AdminToken(secret: secret)
    }
}
