import Crypto

/// How an OCSP request names an issuer: the hashes of its name and of its key (RFC 6960, 4.1.1). SHA-1 is a name here, not
/// a protection, and what most clients send.
public enum OCSPHashAlgorithm: String, Sendable, Hashable, CaseIterable {
    case sha1
    case sha256
    case sha384
    case sha512

    public func hash(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .sha1: Array(Insecure.SHA1.hash(data: bytes))
        case .sha256: Array(SHA256.hash(data: bytes))
        case .sha384: Array(SHA384.hash(data: bytes))
        case .sha512: Array(SHA512.hash(data: bytes))
        }
    }

    var oid: OID {
        switch self {
        case .sha1: .sha1
        case .sha256: .sha256
        case .sha384: .sha384
        case .sha512: .sha512
        }
    }

    init?(oid: OID) {
        guard let found = Self.allCases.first(where: { $0.oid == oid }) else { return nil }
        self = found
    }
}
