/// Of the extensions that are the same in every certificate of a profile.
enum ConstantLints {
    static let all: [Lint<ConstantParts>] = [
        keyUsageNotEmpty, keyUsageOfAuthority, keyUsageOfAgreement, purposesTwice, purposesAndKeyUsage,
        timeStampingAlone, anyPurpose, ocspNoCheck, extensionTwice, extensionCriticality, basicConstraintsCritical,
        extensionOfAuthority, extensionDER,
    ]
}
