/// Why the cloud proxy refuses a request; every sentence is written for the person who sent it.
public enum CloudProxyError: Error, Sendable, Equatable {
    /// What was asked for does not exist.
    case notFound(String)
    /// It cannot be done in the present state; nothing was changed.
    case conflict(String)
    /// A member of the request is wrong.
    /// - Parameter pointer: JSON pointer (RFC 6901) to the member, for instance `/credentials/profile`.
    case invalid(pointer: String, String)
}
