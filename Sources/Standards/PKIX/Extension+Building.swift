import Crypto

extension Extension {
    /// Critical, as a CA's must be (RFC 5280, 4.2.1.9). A path length is written for a CA only.
    public static func basicConstraints(ca: Bool, pathLength: Int? = nil) -> Extension {
        var fields: [UInt8] = []
        if ca { fields += DER.trueValue }
        if ca, let pathLength { fields += DER.integer(pathLength) }
        return Extension(oid: .basicConstraints, critical: true, value: DER.sequence(fields))
    }

    /// Critical (RFC 5280, 4.2.1.3).
    public static func keyUsage(_ usage: KeyUsage) -> Extension {
        let bits = usage.rawValue
        let unused = bits == 0 ? 0 : bits.trailingZeroBitCount % 8
        var octets: [UInt8] = [UInt8(truncatingIfNeeded: unused)]
        if bits != 0 { octets.append(UInt8(truncatingIfNeeded: bits >> 8)) }
        if bits & 0xff != 0 { octets.append(UInt8(truncatingIfNeeded: bits)) }
        return Extension(oid: .keyUsage, critical: true, value: DER.tlv(DERTag.bitString, octets))
    }

    /// Not critical. `purposes` must not be empty (RFC 5280, 4.2.1.12).
    public static func extendedKeyUsage(_ purposes: [OID], critical: Bool = false) -> Extension {
        precondition(!purposes.isEmpty, "an extended key usage names at least one purpose")
        return Extension(
            oid: .extendedKeyUsage, critical: critical, value: DER.tlv(DERTag.sequence, purposes.map(\.der)))
    }

    /// The identifier of a key: the SHA-1 of the BIT STRING's contents (RFC 5280, 4.2.1.2, method 1). A name, not a
    /// protection.
    public static func keyIdentifier(ofBits bits: [UInt8]) -> [UInt8] {
        Array(Insecure.SHA1.hash(data: bits))
    }

    /// The subject key identifier that hashes the BIT STRING's contents.
    public static func subjectKeyIdentifier(ofBits bits: [UInt8]) -> Extension {
        subjectKeyIdentifier(keyIdentifier(ofBits: bits))
    }

    public static func subjectKeyIdentifier(_ keyIdentifier: [UInt8]) -> Extension {
        Extension(oid: .subjectKeyIdentifier, critical: false, value: DER.tlv(DERTag.octetString, keyIdentifier))
    }

    public static func authorityKeyIdentifier(_ keyIdentifier: [UInt8]) -> Extension {
        let value = DER.sequence(DER.tlv(DERTag.context(0), keyIdentifier))
        return Extension(oid: .authorityKeyIdentifier, critical: false, value: value)
    }

    /// The names as they stand in a request. Critical if and only if the subject is empty (RFC 5280, 4.2.1.6).
    public static func subjectAltName(der: [UInt8], critical: Bool = false) -> Extension {
        Extension(oid: .subjectAltName, critical: critical, value: der)
    }

    /// - Throws: `notASCII` or `malformedExtension` for a name that has no encoding.
    public static func subjectAltName(_ names: [GeneralName], critical: Bool = false) throws(PKIXError) -> Extension {
        subjectAltName(der: try GeneralName.encode(names), critical: critical)
    }

    /// One distribution point a URI (RFC 5280, 4.2.1.13).
    ///
    /// - Throws: `notASCII` for a URI that is not percent-encoded.
    public static func crlDistributionPoints(_ uris: [String]) throws(PKIXError) -> Extension {
        var points: [UInt8] = []
        for uri in uris {
            let fullName = DER.tlv(DERTag.contextConstructed(0), try GeneralName.uri(uri).der())
            points += DER.sequence(DER.tlv(DERTag.contextConstructed(0), fullName))
        }
        return Extension(oid: .crlDistributionPoints, critical: false, value: DER.sequence(points))
    }

    /// Where to ask for the status, and where to find the issuer's certificate (RFC 5280, 4.2.2.1).
    ///
    /// - Throws: `notASCII` for a URI that is not percent-encoded.
    public static func authorityInfoAccess(ocsp: [String], caIssuers: [String]) throws(PKIXError) -> Extension {
        var descriptions: [UInt8] = []
        for uri in ocsp { descriptions += DER.sequence(OID.accessOCSP.der, try GeneralName.uri(uri).der()) }
        for uri in caIssuers { descriptions += DER.sequence(OID.accessCAIssuers.der, try GeneralName.uri(uri).der()) }
        return Extension(oid: .authorityInfoAccess, critical: false, value: DER.sequence(descriptions))
    }

    /// Critical, as it must be (RFC 5280, 4.2.1.10).
    public static func nameConstraints(_ constraints: NameConstraints) throws(PKIXError) -> Extension {
        Extension(oid: .nameConstraints, critical: true, value: try constraints.der())
    }

    /// Policies by identifier, without qualifiers (RFC 5280, 4.2.1.4).
    public static func certificatePolicies(_ policies: [OID]) -> Extension {
        precondition(!policies.isEmpty, "certificate policies name at least one policy")
        let value = DER.tlv(DERTag.sequence, policies.map { DER.sequence($0.der) })
        return Extension(oid: .certificatePolicies, critical: false, value: value)
    }

    /// Tells clients not to check the revocation of an OCSP responder's certificate (RFC 6960, 4.2.2.2.1).
    public static let ocspNoCheck = Extension(oid: .ocspNoCheck, critical: false, value: DER.null)
}
