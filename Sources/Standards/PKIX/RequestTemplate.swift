/// The form of a request that a server wants, partly filled in: CertificationRequestInfoTemplate (RFC 9908, 3.4).
public struct RequestTemplate: Sendable, Hashable {
    /// An attribute of the subject, a relative name of its own.
    public struct SubjectAttribute: Sendable, Hashable {
        public let type: OID
        /// Nil leaves the value to the client.
        public let text: String?

        public init(type: OID, text: String? = nil) {
            self.type = type
            self.text = text
        }
    }

    /// An extension to ask for.
    public struct ExtensionTemplate: Sendable, Hashable {
        public let oid: OID
        public let isCritical: Bool
        /// The DER inside the OCTET STRING; nil leaves it to the client.
        public let value: [UInt8]?

        public init(oid: OID, critical: Bool = false, value: [UInt8]? = nil) {
            self.oid = oid
            isCritical = critical
            self.value = value
        }
    }

    /// Empty where nothing is wanted of the subject.
    public var subject: [SubjectAttribute]
    /// Nil where any key will do.
    public var key: PublicKeyKind?
    public var extensions: [ExtensionTemplate]

    public init(subject: [SubjectAttribute] = [], key: PublicKeyKind? = nil, extensions: [ExtensionTemplate] = []) {
        self.subject = subject
        self.key = key
        self.extensions = extensions
    }

    /// The element.
    /// - Throws: `unsupportedKey` for a key whose requests would be refused.
    func der() throws(PKIXError) -> [UInt8] {
        var fields = DER.integer(0)
        if !subject.isEmpty { fields += DER.tlv(DERTag.sequence, subject.map(\.relativeName)) }
        if let key { fields += try Self.publicKeyInfo(key) }
        return DER.sequence(fields, DER.tlv(DERTag.contextConstructed(1), extensionRequest))
    }

    /// SubjectPublicKeyInfoTemplate, `[0]`. An RSA key's size is told by a placeholder of that size.
    private static func publicKeyInfo(_ key: PublicKeyKind) throws(PKIXError) -> [UInt8] {
        let (algorithm, placeholder): ([UInt8], [UInt8]) =
            switch key {
            case .rsa(let bits):
                (DER.sequence(OID.rsaEncryption.der, DER.null), try Self.placeholder(bits: bits))
            case .ecdsa(let bits): (DER.sequence(OID.ecPublicKey.der, try CSRAttributes.curve(bits: bits).der), [])
            case .ed25519: (DER.sequence(OID.ed25519.der), [])
            case .mlDSA65: (DER.sequence(OID.mlDSA65.der), [])
            case .mlDSA87: (DER.sequence(OID.mlDSA87.der), [])
            case .other(let name): throw CSRAttributes.unsupported(name)
            }
        return DER.tlv(DERTag.contextConstructed(0), algorithm, placeholder)
    }

    /// The BIT STRING of an RSAPublicKey whose modulus is 2^(bits - 1): nobody's key.
    private static func placeholder(bits: Int) throws(PKIXError) -> [UInt8] {
        try CSRAttributes.requireRSA(bits: bits)
        let high: UInt8 = 1 << ((bits - 1) % 8)
        let modulus = (high == 0x80 ? [0, high] : [high]) + [UInt8](repeating: 0, count: (bits - 1) / 8)
        let key = DER.sequence(DER.tlv(DERTag.integer, modulus), DER.integer(65_537))
        return DER.tlv(DERTag.bitString, [0], key)
    }

    /// An extensionRequest where every value is known, else an extensionReqTemplate: never both (RFC 9908, 3.4).
    private var extensionRequest: [UInt8] {
        guard !extensions.isEmpty else { return [] }
        let isWhole = extensions.allSatisfy { $0.value != nil }
        let type: OID = isWhole ? .extensionRequest : .extensionRequestTemplate
        return DER.sequence(type.der, DER.tlv(DERTag.set, DER.tlv(DERTag.sequence, extensions.map(\.der))))
    }
}

extension RequestTemplate.SubjectAttribute {
    fileprivate var relativeName: [UInt8] {
        let value = text.map { DirectoryText.encode($0, for: type) } ?? []
        return DER.tlv(DERTag.set, DER.sequence(type.der, value))
    }
}

extension RequestTemplate.ExtensionTemplate {
    fileprivate var der: [UInt8] {
        DER.sequence(
            oid.der, isCritical ? DER.trueValue : [], value.map { DER.tlv(DERTag.octetString, $0) } ?? [])
    }
}

extension OID {
    /// RFC 9908, 5.
    static let certificationRequestInfoTemplate = OID(1, 2, 840, 113549, 1, 9, 16, 2, 61)
    static let extensionRequestTemplate = OID(1, 2, 840, 113549, 1, 9, 16, 2, 62)
}
