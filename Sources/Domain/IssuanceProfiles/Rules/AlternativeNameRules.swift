public import ManagementAPI

/// Which subject alternative names a request may ask for (RFC 5280, section 4.2.1.6). A kind without rules is treated
/// as the others are.
public struct AlternativeNameRules: Sendable, Hashable {
    public let isRequired: Bool
    /// Where no names are asked for, the common name becomes one.
    public let fromCommonName: Bool
    public let dns: HostNameRules?
    public let ip: AddressRules?
    public let email: MailboxRules?
    public let uri: URIRules?
    public let others: Treatment

    /// The names of the request, byte for byte.
    public static let asRequested = AlternativeNameRules(others: .kept)

    init(
        isRequired: Bool = false, fromCommonName: Bool = false, dns: HostNameRules? = nil, ip: AddressRules? = nil,
        email: MailboxRules? = nil, uri: URIRules? = nil, others: Treatment
    ) {
        self.isRequired = isRequired
        self.fromCommonName = fromCommonName
        self.dns = dns
        self.ip = ip
        self.email = email
        self.uri = uri
        self.others = others
    }

    static let countMaxDefault = 100
}

public struct HostNameRules: Sendable, Hashable {
    public var countMax = AlternativeNameRules.countMaxDefault
    /// Domains in lower case, of which a host must be one or lie in one; empty for any.
    public var suffixes: [String] = []
    /// Whether `*` may stand for the first label (RFC 6125, section 6.4.3).
    public var allowsWildcards = false
}

public struct AddressRules: Sendable, Hashable {
    public var countMax = AlternativeNameRules.countMaxDefault
    /// Empty for any.
    public var networks: [IPNetwork] = []
}

public struct MailboxRules: Sendable, Hashable {
    public var countMax = AlternativeNameRules.countMaxDefault
    /// Domains in lower case, of which the host must be one or lie in one; empty for any.
    public var suffixes: [String] = []
}

public struct URIRules: Sendable, Hashable {
    public var countMax = AlternativeNameRules.countMaxDefault
    /// In lower case; empty for any.
    public var schemes: [String] = []
}
