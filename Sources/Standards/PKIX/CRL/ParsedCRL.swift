/// A CRL from outside or from a store (RFC 5280, 5.1): complete or delta, of one issuer's own certificates.
public struct ParsedCRL: Sendable, Hashable {
    public let der: [UInt8]
    public let signatureAlgorithm: SignatureAlgorithm
    public let issuer: Name
    /// Seconds since 1970.
    public let thisUpdate: Int64
    /// Seconds since 1970; nil where the issuer does not say, against RFC 5280, 5.1.2.5.
    public let nextUpdate: Int64?
    public let entries: [CRLEntry]
    /// Nil where the CRL has none, as one of version 1.
    public let number: CRLNumber?
    /// The complete CRL that a delta CRL adds to; nil for a complete one.
    public let baseNumber: CRLNumber?
    public let authorityKeyIdentifier: [UInt8]?
    public let issuingDistributionPoint: IssuingDistributionPoint?
    /// Where the delta CRLs are.
    public let freshestCRL: [String]
    private let tbs: Range<Int>
    private let signature: [UInt8]

    /// The largest CRL that is read, in bytes of DER: a million entries and more.
    public static let sizeMax = 64 << 20

    /// - Throws: `tooLarge`, `malformedDER`, `malformedName`, `invalidSerialNumber`, `invalidTime`,
    ///   `unsupportedSignatureAlgorithm`, `duplicateExtension` or `malformedExtension`: the last also for a critical
    ///   extension that is not understood, for then the CRL cannot be used.
    public init(der: [UInt8]) throws(PKIXError) {
        guard der.count <= ParsedCRL.sizeMax else {
            throw PKIXError(.tooLarge, "The CRL is larger than 64 MiB.", in: ParsedCRL.place)
        }
        let fields = try Fields(der)
        let extensions = fields.extensions
        self.der = der
        tbs = fields.tbs
        signature = fields.signature
        signatureAlgorithm = fields.signatureAlgorithm
        issuer = fields.issuer
        thisUpdate = fields.thisUpdate
        nextUpdate = fields.nextUpdate
        entries = fields.entries
        number = try extensions.number(.crlNumber)
        baseNumber = try extensions.number(.deltaCRLIndicator)
        authorityKeyIdentifier = try extensions.authorityKeyIdentifier()
        issuingDistributionPoint = try extensions.issuingDistributionPoint()
        freshestCRL = try extensions.freshestCRL()
        guard baseNumber == nil || number != nil else {
            throw PKIXError(.malformedExtension, "The delta CRL has no number.", in: ParsedCRL.place)
        }
    }

    public var isDelta: Bool { baseNumber != nil }

    /// What the CRL says of a certificate; nil where it does not stand in it. Looks at every entry: for many questions
    /// make a dictionary.
    public func entry(for serial: SerialNumber) -> CRLEntry? { entries.first { $0.serial == serial } }

    /// Whether the CRL is in the issuer's name and its key made the signature. Its times and scope are not looked at.
    public func isSigned(by certificate: ParsedCertificate) -> Bool {
        issuer.matches(certificate.subject) && (certificate.keyUsage?.contains(.cRLSign) ?? true)
            && certificate.publicKey.isValid(signature: signature, algorithm: signatureAlgorithm, for: Array(der[tbs]))
    }

    public static func == (left: ParsedCRL, right: ParsedCRL) -> Bool { left.der == right.der }
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }

    static let place = "CRL"
}
