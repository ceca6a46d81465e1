import PKIX

extension VariableLints {
    /// Strings are of the type of their attribute, and hold what their type can.
    static let subjectStringType = Lint<VariableParts>(
        "subject-string-type", "RFC 5280, section 4.1.2.4 and appendix A.1; X.680, section 41.4"
    ) { parts in
        for attribute in parts.subject.relativeNames.joined() {
            let name = SubjectAttributeRule.name
            switch attribute.type {
            case .serialNumber where attribute.stringTag != Name.StringTag.printable:
                return "The subject's \(name(attribute.type)) is not a PrintableString."
            case .domainComponent where attribute.stringTag != Name.StringTag.ia5,
                .emailAddress where attribute.stringTag != Name.StringTag.ia5:
                return "The subject's \(name(attribute.type)) is not an IA5String."
            default: break
            }
            if let type = misfit(attribute.stringTag, attribute.valueOctets) {
                return "The subject's \(name(attribute.type)) is \(type) with a character that it cannot hold."
            }
        }
        return nil
    }
}

/// The string type, where the octets are none of its characters.
private func misfit(_ tag: UInt8?, _ octets: some Sequence<UInt8>) -> String? {
    switch tag {
    case Name.StringTag.printable: octets.allSatisfy(isPrintable) ? nil : "a PrintableString"
    case Name.StringTag.ia5: octets.allSatisfy { $0 < 0x80 } ? nil : "an IA5String"
    case Name.StringTag.numeric:
        octets.allSatisfy { $0 == 0x20 || (0x30...0x39).contains($0) } ? nil : "a NumericString"
    default: nil
    }
}

private func isPrintable(_ octet: UInt8) -> Bool {
    switch octet {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x20, 0x27...0x29, 0x2B...0x2F, 0x3A, 0x3D, 0x3F: true
    default: false
    }
}
