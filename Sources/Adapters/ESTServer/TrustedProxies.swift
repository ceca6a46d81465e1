public import HTTPTypes

/// The reverse proxies that may say who their clients are. What anyone else says in these headers is not looked at.
public struct TrustedProxies: Sendable, Hashable {
    /// Where their connections come from. Empty: nobody is trusted.
    public var networks: [IPNetwork]
    /// The header with the client's certificate; nil where the proxies pass none.
    ///
    /// `Client-Cert` with `Client-Cert-Chain` is read as RFC 9440 has it; any other name as either a byte sequence of
    /// that kind or PEM, percent-encoded as nginx's `$ssl_client_escaped_cert`.
    public var certificateHeader: HTTPField.Name?
    /// The header with the client's address: `Forwarded` as RFC 7239 has it, any other as a list of addresses, to which
    /// each proxy appends the one that it sees; nil where the proxies pass none.
    public var addressHeader: HTTPField.Name?

    public init(
        networks: [IPNetwork] = [], certificateHeader: HTTPField.Name? = nil, addressHeader: HTTPField.Name? = nil
    ) {
        self.networks = networks
        self.certificateHeader = certificateHeader
        self.addressHeader = addressHeader
    }

    func includes(_ address: String) -> Bool {
        networks.contains { $0.contains(address) }
    }

    /// The last address in the list that is not a trusted proxy's own: those before it are only claims.
    func clientAddress(_ fields: HTTPFields, peer: String) -> String {
        guard let addressHeader else { return peer }
        var client = peer
        for hop in ForwardedAddresses.read(fields[values: addressHeader], isForwarded: addressHeader == .forwarded)
            .reversed()
        {
            guard let hop else { return client }
            client = hop
            if !includes(hop) { return client }
        }
        return client
    }
}

extension HTTPField.Name {
    /// RFC 7239.
    static let forwarded = HTTPField.Name("Forwarded")!
    /// RFC 9440.
    static let clientCertificate = HTTPField.Name("Client-Cert")!
    static let clientCertificateChain = HTTPField.Name("Client-Cert-Chain")!
}
