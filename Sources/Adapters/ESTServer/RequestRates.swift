/// Judges each request by the rates of its client and of its DMS, before anything else is done for it.
struct RequestRates: Sendable {
    private let clients: RateLimiter?
    private let labels: RateLimiter?
    private let uptimeNanoseconds: @Sendable () -> UInt64

    init(_ rates: ESTRates, uptimeNanoseconds: @escaping @Sendable () -> UInt64) {
        clients = rates.perClient > 0 ? RateLimiter(requestsPerSecond: rates.perClient) : nil
        labels = rates.perDMS > 0 ? RateLimiter(requestsPerSecond: rates.perDMS) : nil
        self.uptimeNanoseconds = uptimeNanoseconds
    }

    /// The client comes first: one that asks too often takes nothing from the rate of its DMS.
    /// - Throws: ``ESTRefusal`` with 429 and the time to wait.
    func check(label: String?, _ client: () throws -> ClientIdentity) throws {
        guard clients != nil || labels != nil else { return }
        let now = uptimeNanoseconds()
        if let clients, let wait = clients.take(Self.key(try client()), now: now) {
            throw ESTRefusal(
                .tooManyRequests, "This client sends too many requests; wait \(wait) s.", retryAfterSeconds: wait)
        }
        if let labels, let wait = labels.take((label ?? "").hashValue, now: now) {
            throw ESTRefusal(
                .tooManyRequests, "This DMS gets too many requests; wait \(wait) s.", retryAfterSeconds: wait)
        }
    }

    private static func key(_ client: ClientIdentity) -> Int {
        var hasher = Hasher()
        if let leaf = client.chain.first {
            leaf.withUnsafeBytes { hasher.combine(bytes: $0) }
        } else {
            hasher.combine(client.remoteAddress)
        }
        return hasher.finalize()
    }
}
