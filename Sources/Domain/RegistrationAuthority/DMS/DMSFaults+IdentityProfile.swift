import Events
import ManagementAPI
import PKIX

/// The rules of the settings of a cloud DMS that can be judged without the store.
extension DMSFaults {
    mutating func check(_ profile: IdentityProfile, at place: String = "/identity_profile") {
        check(profile.enrollmentSettings, at: "\(place)/enrollment_settings")
        check(profile.reenrollmentSettings, at: "\(place)/reenrollment_settings")
        check(profile.caDistributionSettings, at: "\(place)/ca_distribution_settings")
    }

    private mutating func check(_ settings: EnrollmentSettings, at place: String) {
        if settings.authorizedCA.isEmpty { add("\(place)/authorized_ca", "must name the CA that signs") }
        check(settings.bootstrapCAs, at: "\(place)/bootstrap_cas", countMax: Self.casMax)
        let level = settings.chainValidationLevel
        if level != -1 && !(1..<ChainValidation.depthMax).contains(level) {
            add(
                "\(place)/chain_validation_level",
                "must be -1 for the whole chain, or 1 to \(ChainValidation.depthMax - 1)")
        }
        checkAuthentication(settings, at: place)
        checkAppearance(settings, at: place)
    }

    /// A check that is configured and never made would be worse than none.
    private mutating func checkAuthentication(_ settings: EnrollmentSettings, at place: String) {
        if settings.authenticationMode == .bootstrapMTLS, settings.bootstrapCAs.isEmpty {
            add("\(place)/bootstrap_cas", "must name at least one CA")
        }
        let mode = EnrollmentSettings.AuthenticationMode.externalWebhook
        switch settings.externalWebhook {
        case nil where settings.authenticationMode == mode:
            add("\(place)/external_webhook", "is required where authentication_mode is \(mode.rawValue)")
        case nil: break
        case .some where settings.authenticationMode != mode:
            add(
                "\(place)/external_webhook", "is asked only where authentication_mode is \(mode.rawValue); leave it out"
            )
        case let webhook?: check(webhook, at: "\(place)/external_webhook")
        }
    }

    private mutating func check(_ webhook: ExternalWebhook, at place: String) {
        if let fault = HTTPSAddress.fault(of: webhook.url) { add("\(place)/url", fault) }
        if !(Self.timeoutMin...Self.timeoutMax).contains(webhook.timeout) {
            add("\(place)/timeout", "must be \(Self.timeoutMin) to \(Self.timeoutMax)")
        }
        if webhook.trustedCAs.count > Self.casMax {
            add("\(place)/trusted_cas", "must have at most \(Self.casMax) entries")
        }
        for (index, certificate) in webhook.trustedCAs.enumerated() {
            check(certificate, at: "\(place)/trusted_cas/\(index)")
        }
    }

    private static let timeoutMin = WireDuration(milliseconds: 100)
    /// A device waits as long, with its connection.
    private static let timeoutMax = WireDuration.seconds(30)

    private mutating func checkAppearance(_ settings: EnrollmentSettings, at place: String) {
        check(settings.tags, at: "\(place)/tags", countMax: Self.tagsMax)
        for (index, tag) in settings.tags.enumerated() { check(tag, at: "\(place)/tags/\(index)", isRequired: true) }
        check(settings.icon, at: "\(place)/icon")
        if !Self.isColor(settings.color) {
            add("\(place)/color", "must be empty, one color such as #25ee32, or two such as #25ee32-#0f0f0f")
        }
    }

    private static let tagsMax = 32

    private static func isColor(_ text: String) -> Bool {
        let colors = text.split(separator: "-", omittingEmptySubsequences: false)
        return text.isEmpty
            || colors.count <= 2
                && colors.allSatisfy {
                    $0.utf8.count == 7 && $0.first == "#" && $0.dropFirst().allSatisfy(\.isHexDigit)
                }
    }

    private mutating func check(_ settings: ReenrollmentSettings, at place: String) {
        let interval = settings.preventiveRenewalInterval
        if !(interval > .seconds(0) && interval <= Self.intervalMax) {
            add("\(place)/preventive_renewal_interval", "must be more than 0s and at most \(Self.intervalMax)")
        }
        check(settings.additionalValidationCAs, at: "\(place)/additional_validation_cas", countMax: Self.casMax)
    }

    /// Longer than devices' certificates are valid.
    private static let intervalMax = WireDuration.days(20 * 364)

    private mutating func check(_ settings: CADistributionSettings, at place: String) {
        check(settings.managedCAs, at: "\(place)/managed_cas", countMax: Self.casMax)
        check(settings.staticCAs.map(\.id), at: "\(place)/static_cas", countMax: Self.casMax)
        for (index, ca) in settings.staticCAs.enumerated() {
            check(ca.id, at: "\(place)/static_cas/\(index)/id", isRequired: true)
            if ((try? ca.certificates()) ?? []).isEmpty {
                add("\(place)/static_cas/\(index)/certificate", "must be a certificate in PEM, alone or with its chain")
            }
        }
    }

    private mutating func check(_ certificate: EncodedPEM, at pointer: String) {
        if (try? certificate.certificateDER()) == nil { add(pointer, "must be one certificate in PEM") }
    }
}

extension EncodedPEM {
    /// - Throws: `PKIXError` where the text is not one certificate.
    func certificateDER() throws(PKIXError) -> [UInt8] {
        let blocks = try PEM.decode(Array(pem.utf8), label: "CERTIFICATE")
        guard blocks.count == 1, let der = blocks.first?.der else {
            throw PKIXError(.malformedPEM, "There is not one certificate, but \(blocks.count).", in: "certificate")
        }
        return try ParsedCertificate(der: der).der
    }
}
