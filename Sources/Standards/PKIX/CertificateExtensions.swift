/// The extensions of a certificate, with those read that path validation needs (RFC 5280, 4.2.1).
public struct CertificateExtensions: Sendable, Hashable {
    public let all: [Extension]
    public let isCA: Bool
    public let pathLength: Int?
    public let keyUsage: KeyUsage?
    public let extendedKeyUsages: [OID]?
    public let subjectKeyIdentifier: [UInt8]?
    public let authorityKeyIdentifier: [UInt8]?

    /// - Throws: `malformedDER` or `malformedExtension` when one of those that are read is not what it should be.
    init(_ all: [Extension]) throws(PKIXError) {
        self.all = all
        (isCA, pathLength) = try CertificateExtensions.basicConstraints(all)
        keyUsage = try CertificateExtensions.keyUsage(all)
        extendedKeyUsages = try CertificateExtensions.extendedKeyUsage(all)
        subjectKeyIdentifier = try CertificateExtensions.subjectKeyIdentifier(all)
        authorityKeyIdentifier = try CertificateExtensions.authorityKeyIdentifier(all)
    }

    /// The value of an extension, verbatim; nil when it is absent.
    public func value(_ oid: OID) -> [UInt8]? { all.first { $0.oid == oid }?.value }

    private static func reader(_ oid: OID, _ all: [Extension], _ place: String) -> DERReader? {
        all.first { $0.oid == oid }.map { DERReader($0.value, in: "certificate: \(place)") }
    }

    private static func basicConstraints(_ all: [Extension]) throws(PKIXError) -> (Bool, Int?) {
        guard var outer = reader(.basicConstraints, all, "basic constraints") else { return (false, nil) }
        var fields = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        let isCA = fields.nextTag == DERTag.boolean ? try fields.boolean() : false
        let pathLength = fields.isAtEnd ? nil : try fields.smallInteger()
        try fields.requireEnd()
        guard isCA || pathLength == nil else {
            throw PKIXError(.malformedExtension, "Only a CA may have a path length.", in: outer.place)
        }
        return (isCA, pathLength)
    }

    private static func keyUsage(_ all: [Extension]) throws(PKIXError) -> KeyUsage? {
        guard var outer = reader(.keyUsage, all, "key usage") else { return nil }
        let bits = try outer.namedBits()
        try outer.requireEnd()
        return KeyUsage(rawValue: bits)
    }

    private static func extendedKeyUsage(_ all: [Extension]) throws(PKIXError) -> [OID]? {
        guard var outer = reader(.extendedKeyUsage, all, "extended key usage") else { return nil }
        var list = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        var purposes: [OID] = []
        while !list.isAtEnd { purposes.append(try list.objectIdentifier()) }
        guard !purposes.isEmpty else {
            throw PKIXError(.malformedExtension, "The extended key usage names no purpose.", in: outer.place)
        }
        return purposes
    }

    private static func subjectKeyIdentifier(_ all: [Extension]) throws(PKIXError) -> [UInt8]? {
        guard var outer = reader(.subjectKeyIdentifier, all, "subject key identifier") else { return nil }
        let identifier = outer.contents(try outer.next(DERTag.octetString))
        try outer.requireEnd()
        return identifier
    }

    /// The keyIdentifier alone; issuer and serial number, which may follow, lead nowhere that the name does not.
    private static func authorityKeyIdentifier(_ all: [Extension]) throws(PKIXError) -> [UInt8]? {
        guard var outer = reader(.authorityKeyIdentifier, all, "authority key identifier") else { return nil }
        var fields = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        return try fields.optional(DERTag.context(0)).map(fields.contents)
    }
}
