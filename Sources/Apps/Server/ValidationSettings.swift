public import Events
import CertificateAuthority

/// What the server is told of its validation services.
public struct ValidationSettings: Sendable, Hashable {
    public var address: ListenAddress
    /// Nil where certificates name the listener's own address.
    public var url: String?
    /// What caches keep at most.
    public var cache: WireDuration
    public var crlValidity: WireDuration
    public var crlDeltaValidity: WireDuration
    public var ocspValidity: WireDuration

    init(_ values: ConfiguredValues) throws(StartError) {
        address = try values.parse(.validationAddress, ListenAddress.init)
        url = try values.optional(.validationURL).map { text throws(StartError) in
            guard Self.isAddress(text) else { throw values.error(.validationURL, text) }
            return text
        }
        cache = try values.parse(.validationCache) { try? WireDuration($0) }
        crlValidity = try values.span(.crlValidity)
        crlDeltaValidity = try values.span(.crlDeltaValidity)
        ocspValidity = try values.span(.ocspValidity)
    }

    /// `http://HOST`, with a port and a path perhaps. Not https: the certificate of that server would have to be
    /// validated first (RFC 5280, section 8). Only characters that stand in a URI as they are.
    private static func isAddress(_ text: String) -> Bool {
        let scheme = "http://"
        guard text.hasPrefix(scheme), text.utf8.count <= 512 else { return false }
        let rest = text.dropFirst(scheme.count)
        let allowed = Array("-._~:/[]@!$&'()*+,;=%".utf8)
        return rest.first != nil && rest.first != "/"
            && rest.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || allowed.contains(byte)
            }
    }
}

extension ExpiryWindows {
    init(_ values: ConfiguredValues) throws(StartError) {
        let preventive = try values.span(.expiryPreventive)
        let critical = try values.span(.expiryCritical)
        guard critical <= preventive else { throw values.error(.expiryCritical, critical.description) }
        self.init(preventive: preventive, critical: critical)
    }
}

extension ConfiguredValues {
    /// A length of time of a second or more.
    func span(_ key: ConfigurationKey) throws(StartError) -> WireDuration {
        try parse(key) { text in
            guard let duration = try? WireDuration(text), duration >= .seconds(1) else { return nil }
            return duration
        }
    }
}
