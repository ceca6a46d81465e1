public import PKIX

/// The extensions that are the same in every certificate of a profile.
struct ConstantParts: Sendable {
    let extensions: [Extension]
    /// The same, read.
    let fields: CertificateExtensions

    var keyUsage: KeyUsage { fields.keyUsage ?? [] }
    var purposes: [OID] { fields.extendedKeyUsages ?? [] }
}

/// What differs from certificate to certificate.
public struct VariableParts: Sendable {
    /// The contents of the INTEGER.
    let serialOctets: [UInt8]
    /// Seconds since 1970.
    let notBefore: Int64
    /// Seconds since 1970.
    let notAfter: Int64
    let subject: Name
    /// Nil where there are none.
    let names: [GeneralName]?
    let areNamesCritical: Bool
    let key: PublicKeyKind
    let keyUsage: KeyUsage

    /// What is about to be signed under a profile.
    public init(
        _ admission: Admission, under profile: IssuanceProfile, serial: SerialNumber, notBefore: Int64, notAfter: Int64
    ) {
        serialOctets = serial.bytes[0] < 0x80 ? serial.bytes : [0] + serial.bytes
        self.notBefore = notBefore
        self.notAfter = notAfter
        subject = admission.subject
        names = admission.names?.names
        areNamesCritical = admission.subject.isEmpty
        key = admission.publicKey.kind
        keyUsage = profile.keyUsage
    }

    init(_ certificate: TBSCertificate, names: [GeneralName]?) {
        serialOctets = certificate.serialOctets
        notBefore = certificate.notBefore
        notAfter = certificate.notAfter
        subject = certificate.subject
        self.names = names
        areNamesCritical = certificate.extensions.all.contains { $0.oid == .subjectAltName && $0.isCritical }
        key = certificate.publicKey.kind
        keyUsage = certificate.extensions.keyUsage ?? []
    }

    /// For tests of single lints.
    init(
        serialOctets: [UInt8], notBefore: Int64, notAfter: Int64, subject: Name, names: [GeneralName]?,
        areNamesCritical: Bool, key: PublicKeyKind, keyUsage: KeyUsage
    ) {
        self.serialOctets = serialOctets
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.subject = subject
        self.names = names
        self.areNamesCritical = areNamesCritical
        self.key = key
        self.keyUsage = keyUsage
    }
}
