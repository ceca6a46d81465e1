public import PKIX

/// Where relying parties ask for what was revoked: the addresses that stand in certificates, and nothing else does.
public struct ValidationPoints: Sendable, Hashable {
    /// Without a slash at its end, for instance `http://pki.example:8081`.
    public let base: String

    public init(base: String) {
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
    }

    /// OCSP of every CA (RFC 6960, appendix A).
    public var ocsp: String { base + "/ocsp" }

    /// The newest certificate of a key of a CA, DER (RFC 5280, section 4.2.2.1). After a rekey it stays that of the key
    /// that signed, which the present certificate of the CA is not.
    public func certificate(ofCA caID: String, key: Int) -> String { "\(base)/ca/\(caID)/\(key).cer" }

    /// The CRL of a key of a CA, whole.
    public func crl(ofCA caID: String, key: Int) -> String { "\(base)/crl/\(caID)/\(key).crl" }

    /// The changes since that CRL (RFC 5280, section 5.2.4).
    public func deltaCRL(ofCA caID: String, key: Int) -> String { "\(base)/crl/\(caID)/\(key)-delta.crl" }

    /// The part of the CRL that a certificate is in, where the CA's CRL is divided.
    public func crl(ofCA caID: String, key: Int, shard: Int) -> String { "\(base)/crl/\(caID)/\(key)/\(shard).crl" }

    /// By the last octet, which is random in serial numbers of ours.
    public static func shard(of serial: SerialNumber, among count: Int) -> Int {
        Int(serial.bytes.last ?? 0) % max(count, 1)
    }
}
