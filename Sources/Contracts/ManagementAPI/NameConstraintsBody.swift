/// The names that may stand in certificates below a CA (RFC 5280, section 4.2.1.10).
public struct NameConstraintsBody: Codable, Sendable, Equatable {
    /// Of each kind that is named here, only names in one of its subtrees are allowed.
    public var permitted: [SubtreeBody]?
    /// No name in one of these is allowed.
    public var excluded: [SubtreeBody]?

    public init(permitted: [SubtreeBody]? = nil, excluded: [SubtreeBody]? = nil) {
        self.permitted = permitted
        self.excluded = excluded
    }
}

/// One subtree of names: exactly one of the members is given.
public struct SubtreeBody: Codable, Sendable, Hashable {
    /// A host name; it stands for itself and all names below it: `plant.example`.
    public var dns: String?
    /// A network, with the length of its prefix: `10.20.0.0/16`, `fd00::/8`.
    public var ip: String?
    /// A mailbox, a host for all its mailboxes, or a dot and a domain for all hosts below it.
    public var email: String?
    /// A host, or a dot and a domain for all hosts below it.
    public var uri: String?
    /// The beginning of a distinguished name.
    public var directoryName: SubjectBody?

    private enum CodingKeys: String, CodingKey {
        case dns
        case ip
        case email
        case uri
        case directoryName = "directory_name"
    }

    public init(
        dns: String? = nil, ip: String? = nil, email: String? = nil, uri: String? = nil,
        directoryName: SubjectBody? = nil
    ) {
        self.dns = dns
        self.ip = ip
        self.email = email
        self.uri = uri
        self.directoryName = directoryName
    }
}
