import Foundation

/// Where a listener of the server is.
public struct ServerAddress: Sendable, Equatable {
    public let host: String
    public let port: Int
    public let isTLS: Bool

    /// `127.0.0.1:8443`
    public var authority: String { "\(host):\(port)" }

    public init(host: String, port: Int, isTLS: Bool) {
        self.host = host
        self.port = port
        self.isTLS = isTLS
    }

    /// Reads `https://127.0.0.1:8443`.
    public init?(url: String) {
        guard let parts = URLComponents(string: url), let host = parts.host, let port = parts.port,
            parts.scheme == "http" || parts.scheme == "https"
        else { return nil }
        self.init(host: host, port: port, isTLS: parts.scheme == "https")
    }
}
