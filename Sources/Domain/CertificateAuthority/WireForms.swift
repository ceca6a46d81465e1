public import Events
public import PKIX

extension EncodedPEM {
    /// The wire form of a certificate in DER.
    public init(certificate der: [UInt8]) {
        self.init(pem: String(decoding: PEM.encode("CERTIFICATE", der), as: UTF8.self))
    }
}

extension Name {
    /// The six attributes that the wire shows.
    public var fields: SubjectFields {
        SubjectFields(
            commonName: commonName ?? "", organization: organization ?? "",
            organizationUnit: organizationalUnit ?? "", country: country ?? "", state: state ?? "",
            locality: locality ?? "")
    }
}

extension KeyMetadata {
    public init(_ kind: PublicKeyKind) {
        switch kind {
        case .rsa(let bits): self.init(type: "RSA", bits: bits)
        case .ecdsa(let bits): self.init(type: "ECDSA", bits: bits)
        case .ed25519: self.init(type: "Ed25519", bits: 256)
        case .mlDSA65: self.init(type: "ML-DSA", bits: 65)
        case .mlDSA87: self.init(type: "ML-DSA", bits: 87)
        case .other(let name): self.init(type: name, bits: 0)
        }
    }
}
