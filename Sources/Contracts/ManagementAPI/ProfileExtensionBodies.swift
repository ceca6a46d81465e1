/// Whether the certificates are those of CAs (RFC 5280, section 4.2.1.9).
public struct BasicConstraintsBody: Codable, Sendable, Equatable {
    public var ca: Bool
    /// How many CAs may follow below; any number where it is left out.
    public var pathLength: Int?

    private enum CodingKeys: String, CodingKey {
        case ca
        case pathLength = "path_length"
    }

    public init(ca: Bool, pathLength: Int? = nil) {
        self.ca = ca
        self.pathLength = pathLength
    }
}

/// A policy that certificates are issued under (RFC 5280, section 4.2.1.4).
public struct CertificatePolicyBody: Codable, Sendable, Equatable {
    public var oid: String
    /// Where the certification practice statement is.
    public var cps: String?

    public init(oid: String, cps: String? = nil) {
        self.oid = oid
        self.cps = cps
    }
}

/// An extension that is written as it is given.
public struct CustomExtensionBody: Codable, Sendable, Equatable {
    public var oid: String
    /// False where it is left out.
    public var critical: Bool?
    /// Base64 of the DER that stands inside the extension's OCTET STRING.
    public var value: String

    public init(oid: String, critical: Bool? = nil, value: String) {
        self.oid = oid
        self.critical = critical
        self.value = value
    }
}

/// Which addresses of the validation authority are written; all of them where it is left out.
public struct ValidationPointRulesBody: Codable, Sendable, Equatable {
    /// The CRL distribution point (RFC 5280, section 4.2.1.13).
    public var crl: Bool?
    /// The OCSP responder (RFC 5280, section 4.2.2.1).
    public var ocsp: Bool?
    /// The certificate of the issuer (RFC 5280, section 4.2.2.1).
    public var caCertificate: Bool?

    private enum CodingKeys: String, CodingKey {
        case crl
        case ocsp
        case caCertificate = "ca_certificate"
    }

    public init(crl: Bool? = nil, ocsp: Bool? = nil, caCertificate: Bool? = nil) {
        self.crl = crl
        self.ocsp = ocsp
        self.caCertificate = caCertificate
    }
}

/// What a lint says of a profile that is allowed all the same.
public struct ProfileWarning: Codable, Sendable, Equatable {
    /// The name of the lint.
    public let lint: String
    /// The document and section that it is taken from.
    public let source: String
    public let sentence: String

    public init(lint: String, source: String, sentence: String) {
        self.lint = lint
        self.source = source
        self.sentence = sentence
    }
}
