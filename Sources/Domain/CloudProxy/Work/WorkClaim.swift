/// One resource that is being worked on: what was wanted of it, and of which generation. It gives the right to store the
/// result until another claim takes its place.
struct WorkClaim: Sendable {
    let connectorID: String
    let key: ResourceKey
    let wish: Wish
    let generation: Int64
    /// Attempts before this one that failed.
    let attempts: Int
    let token: String
}

/// What became of an attempt.
enum WorkOutcome: Sendable {
    case settled
    /// - Parameter parks: no further attempt is made on its own.
    case failed(String, parks: Bool)
    /// The whole account is to be left alone for a while; the attempt does not count.
    case throttled(String)
    /// We stopped it ourselves; the attempt does not count.
    case interrupted
}

/// What came of asking for one resource.
enum WorkTicket: Sendable {
    case claimed(WorkClaim)
    /// Nothing is wanted of it, and nothing is to be done.
    case unneeded
    /// Another resource has to be there first.
    case waits(for: ResourceKey)
    /// Somebody else is working on it.
    case busy
}
