/// Of what differs from certificate to certificate.
enum VariableLints {
    static let all: [Lint<VariableParts>] = [
        serialNumberSize, validityOrder, validityRange, subjectOrNames, subjectAttributeLength, subjectCountry,
        subjectAttributeTwice, subjectStringType, namesNotEmpty, nameSyntax, nameTwice, keyStrength, keyUsageOfKey,
    ]
}
