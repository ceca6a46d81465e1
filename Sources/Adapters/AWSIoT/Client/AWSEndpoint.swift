import Foundation

/// A region of AWS, for instance `eu-west-1`. It becomes part of a host name, so it is no more than a label of one.
public struct AWSRegion: Sendable, Hashable {
    public let name: String

    /// - Returns: nil unless `name` is 1 to 63 lower-case letters, digits and hyphens.
    public init?(_ name: String) {
        let alphabet = "abcdefghijklmnopqrstuvwxyz0123456789-".utf8
        guard (1...63).contains(name.utf8.count), name.utf8.allSatisfy(alphabet.contains) else { return nil }
        self.name = name
    }
}

/// Where a service answers: scheme, host and port.
public struct AWSEndpoint: Sendable, Hashable {
    /// `https://iot.eu-west-1.amazonaws.com`
    public let base: String
    /// The `Host` header: the port is in it unless it is the scheme's own.
    public let authority: String

    /// - Parameter url: http or https with a host; a path is not allowed.
    public init?(_ url: String) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            let host = parts.host?.lowercased(), !host.isEmpty, let defaultPort = ["http": 80, "https": 443][scheme],
            ["", "/"].contains(parts.path), parts.query == nil, parts.fragment == nil, parts.user == nil
        else { return nil }
        let port = parts.port.flatMap { $0 == defaultPort ? nil : ":\($0)" } ?? ""
        authority = host + port
        base = "\(scheme)://\(authority)"
    }

    private init(host: String) {
        authority = host
        base = "https://\(host)"
    }

    /// The public endpoint of a service in a region. The data plane has none: its host is the account's own, and
    /// comes from `DescribeEndpoint`.
    static func regional(_ service: AWSService, region: AWSRegion) -> AWSEndpoint {
        let suffix = region.name.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        return AWSEndpoint(host: "\(service.rawValue).\(region.name).\(suffix)")
    }
}
