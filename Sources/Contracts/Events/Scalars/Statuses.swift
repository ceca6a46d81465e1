public import JSONSchema

/// Status of a CA and of a certificate.
public enum CertificateStatus: String, WireEnumeration {
    case active = "ACTIVE"
    case nearingExpiration = "NEARING_EXPIRATION"
    case criticalExpiration = "CRITICAL_EXPIRATION"
    case expired = "EXPIRED"
    case revoked = "REVOKED"

    /// Neither expired nor revoked.
    public var isLive: Bool { self != .expired && self != .revoked }
}

/// Status of a DMS.
public enum DMSStatus: String, WireEnumeration {
    case pendingApproval = "PENDING_APPROVAL"
    case rejected = "REJECTED"
    case approved = "APPROVED"
    case expired = "EXPIRED"
    case revoked = "REVOKED"
}

/// Status of a device; it follows the worst slot.
public enum DeviceStatus: String, WireEnumeration {
    case pendingProvisioning = "PENDING_PROVISIONING"
    case fullyProvisioned = "FULLY_PROVISIONED"
    case provisionedWithWarnings = "PROVISIONED_WITH_WARNINGS"
    case requiresAction = "REQUIRES_ACTION"
    case decommissioned = "DECOMMISSIONED"
}

/// Where the private key is: with us, brought to us, or elsewhere.
public enum CertificateType: String, WireEnumeration {
    case managed = "MANAGED"
    case imported = "IMPORTED"
    case external = "EXTERNAL"
}
