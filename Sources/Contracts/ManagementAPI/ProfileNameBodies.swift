public import JSONSchema

/// What of a request's subject stands in the certificate.
public struct SubjectRulesBody: Codable, Sendable, Equatable {
    public var attributes: [SubjectAttributeRuleBody]?
    /// `kept` where it is left out.
    public var others: Treatment?

    public init(attributes: [SubjectAttributeRuleBody]? = nil, others: Treatment? = nil) {
        self.attributes = attributes
        self.others = others
    }
}

/// The rule for the attributes of one type.
public struct SubjectAttributeRuleBody: Codable, Sendable, Equatable {
    public enum Rule: String, WireEnumeration {
        case required
        case optional
        /// Written with `value`, whatever the request says.
        case fixed
        case dropped
        case refused
    }

    /// `common_name`, `organization`, `organization_unit`, `country`, `state`, `locality`, `serial_number`,
    /// `domain_component`, `user_id`, `email`, or an object identifier.
    public var type: String
    public var rule: Rule
    /// Of `fixed`.
    public var value: String?
    /// Of `required` and `optional`: what the text must look like. `?` is any character; `*`, at most once, any text.
    public var pattern: String?
    /// Of `required` and `optional`: how often it may occur; 1 where it is left out.
    public var countMax: Int?

    private enum CodingKeys: String, CodingKey {
        case type
        case rule
        case value
        case pattern
        case countMax = "count_max"
    }

    public init(type: String, rule: Rule, value: String? = nil, pattern: String? = nil, countMax: Int? = nil) {
        self.type = type
        self.rule = rule
        self.value = value
        self.pattern = pattern
        self.countMax = countMax
    }
}

/// Which subject alternative names a request may ask for. A kind without rules is treated as `others` says.
public struct AlternativeNameRulesBody: Codable, Sendable, Equatable {
    /// A certificate without alternative names is refused.
    public var required: Bool?
    /// Where no names are asked for, the common name becomes one: an IP address or a host name.
    public var fromCommonName: Bool?
    public var dns: NameKindRulesBody?
    public var ip: NameKindRulesBody?
    public var email: NameKindRulesBody?
    public var uri: NameKindRulesBody?
    /// `refused` where it is left out.
    public var others: Treatment?

    private enum CodingKeys: String, CodingKey {
        case required
        case fromCommonName = "from_common_name"
        case dns
        case ip
        case email
        case uri
        case others
    }

    public init(required: Bool? = nil, fromCommonName: Bool? = nil, others: Treatment? = nil) {
        self.required = required
        self.fromCommonName = fromCommonName
        self.others = others
    }
}

/// The rules of one kind of alternative name. Each kind has one or two of the lists.
public struct NameKindRulesBody: Codable, Sendable, Equatable {
    /// 100 where it is left out.
    public var countMax: Int?
    /// Of `dns` and `email`: domains, of which the host must be one or lie in one; any where it is left out.
    public var suffixes: [String]?
    /// Of `dns`: whether `*` may stand for the first label.
    public var wildcards: Bool?
    /// Of `ip`: such as `10.0.0.0/8` or `fd00::/8`; any where it is left out.
    public var networks: [String]?
    /// Of `uri`: such as `urn`; any where it is left out.
    public var schemes: [String]?

    private enum CodingKeys: String, CodingKey {
        case countMax = "count_max"
        case suffixes
        case wildcards
        case networks
        case schemes
    }

    public init(
        countMax: Int? = nil, suffixes: [String]? = nil, wildcards: Bool? = nil, networks: [String]? = nil,
        schemes: [String]? = nil
    ) {
        self.countMax = countMax
        self.suffixes = suffixes
        self.wildcards = wildcards
        self.networks = networks
        self.schemes = schemes
    }
}
