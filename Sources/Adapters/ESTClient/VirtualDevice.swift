/// A device as the server sees it: a name, a key that it made itself, and the certificate that it holds.
public struct VirtualDevice: Sendable {
    /// The common name of its requests.
    public let name: String
    /// DER; nil until it enrolled.
    public private(set) var certificate: [UInt8]?
    private var key: DeviceKey?
    /// The key and the request that no certificate came for yet. A device sends the same again: if only the answer was lost,
    /// it gets the certificate that was made for it.
    private var open: (key: DeviceKey, request: [UInt8])?

    public init(name: String) {
        self.name = name
    }

    /// Whether it has a certificate to renew by.
    public var isEnrolled: Bool { certificate != nil }

    /// Enrols by the credentials that it left the factory with.
    /// - Throws: as `ESTClient`.
    public mutating func enroll(
        with client: ESTClient, label: String?, as credentials: ESTClient.Credentials
    ) async throws -> ESTClient.Answer {
        try take(try await client.simpleEnroll(label: label, request: try request(), as: credentials))
    }

    /// Renews by its own certificate, for a new key.
    /// - Throws: as `ESTClient`; `ESTClientError` where it has no certificate yet.
    public mutating func renew(with client: ESTClient, label: String?) async throws -> ESTClient.Answer {
        guard let certificate, let key else {
            throw ESTClientError(status: 0, sentence: "\(name) has no certificate to renew by")
        }
        let own = ESTClient.Credentials.certificate(try .init(certificate: certificate, key: key))
        return try take(try await client.simpleReenroll(label: label, request: try request(), as: own))
    }

    private mutating func request() throws -> [UInt8] {
        if let open { return open.request }
        let key = DeviceKey()
        let request = try key.request(commonName: name)
        open = (key, request)
        return request
    }

    private mutating func take(_ answer: ESTClient.Answer) throws -> ESTClient.Answer {
        guard case .issued(let issued) = answer, let next = open?.key else { return answer }
        guard try next.isKey(of: issued) else {
            throw ESTClientError(status: 200, sentence: "\(name) got a certificate for another key")
        }
        (certificate, key, open) = (issued, next, nil)
        return answer
    }
}
