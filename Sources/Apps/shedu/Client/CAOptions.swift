import ArgumentParser
import ManagementAPI

/// The key of a CA.
struct KeyOptions: ParsableArguments {
    @Option(help: "ECDSA, RSA, Ed25519 or ML-DSA. (default: ECDSA)") var keyType: String?
    @Option(help: "256, 384 or 521; 2048 to 4096; 256; 65 or 87. (default: 256; 3072; 256; 65)") var keyBits: Int?

    static let standard = KeyBody(type: "ECDSA", bits: 256)

    /// Nil where neither option is given.
    var body: KeyBody? {
        guard keyType != nil || keyBits != nil else { return nil }
        let type = keyType ?? Self.standard.type
        return KeyBody(type: type, bits: keyBits ?? Self.usualBits[type] ?? Self.standard.bits)
    }

    private static let usualBits = ["RSA": 3072, "ML-DSA": 65]
}

/// The name of a CA beside its common name.
struct NameOptions: ParsableArguments {
    @Option(help: "Organisation of its name.") var organization: String?
    @Option(help: "Country of its name, two letters.") var country: String?

    func subject(_ commonName: String) -> SubjectBody {
        SubjectBody(commonName: commonName, organization: organization, country: country)
    }
}

/// The names below a CA.
struct NameConstraintsOptions: ParsableArguments {
    @Option(
        help: """
            Names that may stand below it; may be given more than once: dns:plant.example, ip:10.0.0.0/8, \
            email:plant.example, uri:.plant.example, name:O=Plant,C=DE.
            """)
    var permit: [String] = []
    @Option(help: "Names that may not, likewise.") var exclude: [String] = []

    /// Nil where nothing is constrained.
    func body() throws -> NameConstraintsBody? {
        guard !(permit.isEmpty && exclude.isEmpty) else { return nil }
        return NameConstraintsBody(
            permitted: permit.isEmpty ? nil : try permit.map(Self.subtree),
            excluded: exclude.isEmpty ? nil : try exclude.map(Self.subtree))
    }

    private static func subtree(_ text: String) throws -> SubtreeBody {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.last) {
        case (_, _) where parts.count != 2: break
        case ("dns", let name?): return SubtreeBody(dns: name)
        case ("ip", let network?): return SubtreeBody(ip: network)
        case ("email", let address?): return SubtreeBody(email: address)
        case ("uri", let host?): return SubtreeBody(uri: host)
        case ("name", let name?): return SubtreeBody(directoryName: try subject(name))
        default: break
        }
        throw ValidationError(
            "\"\(text)\" is no subtree of names; write dns:, ip:, email:, uri: or name: and what it stands for.")
    }

    private static func subject(_ text: String) throws -> SubjectBody {
        var subject = SubjectBody(commonName: nil)
        for attribute in text.split(separator: ",") {
            let parts = attribute.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let member = members[parts[0]] else {
                throw ValidationError("\"\(attribute)\" is no attribute; write CN=, O=, OU=, C=, ST= or L=.")
            }
            subject[keyPath: member] = parts[1]
        }
        return subject
    }

    private static var members: [String: WritableKeyPath<SubjectBody, String?>] {
        [
            "CN": \.commonName, "O": \.organization, "OU": \.organizationUnit, "C": \.country, "ST": \.state,
            "L": \.locality,
        ]
    }
}
