import Events
import ManagementAPI

/// By what rules the devices of a DMS get their certificates.
struct EnrollmentRules: Sendable {
    let authorizedCA: String
    let issuanceProfile: String
    let registrationMode: EnrollmentSettings.RegistrationMode
    let allowNewAutoEnrollment: Bool
    let manualApproval: Bool
    /// How long before its end a certificate may be renewed, and is NEARING_EXPIRATION.
    let preventiveRenewalInterval: WireDuration
    let tags: [String]
    let icon: String
    let color: String

    /// What was signed by other rules is not stored by these: the settings may change between the two.
    /// - Throws: `Refusal` that asks to come again.
    func ensureIssue(as signed: EnrollmentRules) throws(Refusal) {
        guard authorizedCA == signed.authorizedCA, issuanceProfile == signed.issuanceProfile else {
            throw Refusal(
                .unavailable, "dms-changed", "The settings of the DMS were changed just now; send the request again.")
        }
    }
}

extension DMS {
    /// - Parameter wanted: the CA that the client chose; nil for the first that is authorised.
    /// - Throws: `Refusal` where no CA may sign for the DMS, or not this one.
    func rules(signedBy wanted: String? = nil) throws(Refusal) -> EnrollmentRules {
        guard let ca = wanted ?? authorizedCAs.first else {
            throw Refusal(.forbidden, "no-authorized-ca", "DMS \"\(name)\" has no authorised CA.")
        }
        try ensureAuthorized(ca)
        switch kind {
        case .cloud(let profile):
            let settings = profile.enrollmentSettings
            return EnrollmentRules(
                authorizedCA: ca, issuanceProfile: settings.issuanceProfile,
                registrationMode: settings.registrationMode, allowNewAutoEnrollment: settings.allowNewAutoEnrollment,
                manualApproval: settings.manualApproval,
                preventiveRenewalInterval: profile.reenrollmentSettings.preventiveRenewalInterval,
                tags: settings.tags, icon: settings.icon, color: settings.color)
        case .remote:
            return EnrollmentRules(
                authorizedCA: ca, issuanceProfile: EnrollmentSettings.defaultProfile, registrationMode: .jitp,
                allowNewAutoEnrollment: true, manualApproval: false,
                preventiveRenewalInterval: ReenrollmentSettings().preventiveRenewalInterval, tags: [], icon: "",
                color: "")
        }
    }

    func ensureAuthorized(_ ca: String) throws(Refusal) {
        guard authorizedCAs.contains(ca) else {
            throw Refusal(
                .forbidden, "ca-not-authorized", "CA \"\(ca)\" may not sign for DMS \"\(name)\": it is not authorised.")
        }
    }
}
