public import JSONSchema

/// Why a certificate was revoked (RFC 5280, section 5.3.1). Read case-insensitively.
public enum RevocationReason: String, CaseIterable, Sendable, Hashable {
    case unspecified = "Unspecified"
    case keyCompromise = "KeyCompromise"
    case caCompromise = "CACompromise"
    case affiliationChanged = "AffiliationChanged"
    case superseded = "Superseded"
    case cessationOfOperation = "CessationOfOperation"
    case certificateHold = "CertificateHold"
    case removeFromCRL = "RemoveFromCRL"
    case privilegeWithdrawn = "PrivilegeWithdrawn"
    case aaCompromise = "AACompromise"

    public init?(named name: String) {
        let folded = name.lowercased()
        guard let match = Self.allCases.first(where: { $0.rawValue.lowercased() == folded }) else { return nil }
        self = match
    }
}

extension RevocationReason: Codable, SchemaDescribing {
    public static var schema: JSONSchema {
        let anyCase = allCases.map { reason in
            reason.rawValue.map { "[\($0.uppercased())\($0.lowercased())]" }.joined()
        }
        return .string(.init(pattern: "^(\(anyCase.joined(separator: "|")))$"))
    }
    public static var example: RevocationReason { .unspecified }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let reason = RevocationReason(named: name) else {
            let choices = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\"\(name)\" is not a revocation reason; use one of: \(choices)")
        }
        self = reason
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
