/// What a process of Shedu does. One process does all of it by default.
public enum ServerRole: String, Sendable, CaseIterable {
    /// The management API.
    case api
    /// The EST listener.
    case est
    /// The listener of OCSP, CRLs and CA certificates.
    case validation
    /// Keeps the clouds equal to the PKI.
    case proxy
}
