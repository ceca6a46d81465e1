import ManagementAPI
import PKIX
import Testing

@testable import IssuanceProfiles

@Suite("A lint")
struct LintTests {
    @Test("has a name of its own, a severity and a source")
    func table() {
        #expect(Lints.all.count > 25 && Set(Lints.all.map(\.name)).count == Lints.all.count)
        for lint in Lints.all {
            #expect(lint.source.contains("section") || lint.source.contains("appendix"), "\(lint.name)")
            #expect(lint.name.utf8.allSatisfy { $0 == 0x2D || (0x61...0x7A).contains($0) }, "\(lint.name)")
        }
    }

    @Test("of variable parts objects to its own fault, and to nothing in a good certificate", arguments: variable)
    func variableParts(lint: String, parts: VariableParts) throws {
        try Lints.check(Self.good())
        let findings = VariableLints.all.filter { $0.fault(parts) != nil }.map(\.name)
        #expect(findings == [lint])
        let refusal = #expect(throws: Refusal.self) { try Lints.check(parts) }
        #expect(refusal?.code == "lint-\(lint)")
    }

    @Test("of constant parts objects to its own fault, and to nothing in a built-in profile", arguments: constant)
    func constantParts(lint: String, extensions: [Extension]) throws {
        for profile in IssuanceProfile.builtIn { try Lints.check(constant: profile.constantExtensions) }
        let parts = ConstantParts(extensions: extensions, fields: try CertificateExtensions(reading: extensions))
        #expect(ConstantLints.all.filter { $0.fault(parts) != nil }.map(\.name) == [lint])
    }

    @Test("of every name is shown to object by a case of these tests")
    func coverage() {
        let shown = Self.variable.map(\.0) + Self.constant.map(\.0) + EncodingLintTests.faults.map(\.lint)
        #expect(Set(Lints.all.map(\.name)).subtracting(shown) == [])
    }

    static func good(
        serial: [UInt8] = [0x40, 1], notBefore: Int64 = 0, notAfter: Int64 = 1,
        subject: Name = Name(commonName: "gw-1"),
        names: [GeneralName]? = nil, isCritical: Bool = false, key: PublicKeyKind = .ecdsa(bits: 256),
        usage: KeyUsage = .digitalSignature
    ) -> VariableParts {
        VariableParts(
            serialOctets: serial, notBefore: notBefore, notAfter: notAfter, subject: subject, names: names,
            areNamesCritical: isCritical, key: key, keyUsage: usage)
    }

    /// A name of one attribute whose value is this element.
    private static func name(_ type: OID, _ tag: UInt8, _ text: String) throws -> Name {
        let oid = [0x06, UInt8(type.contents.count)] + type.contents
        let value = [tag, UInt8(text.utf8.count)] + Array(text.utf8)
        let pair = [0x30, UInt8(oid.count + value.count)] + oid + value
        let set = [0x31, UInt8(pair.count)] + pair
        return try Name(der: [0x30, UInt8(set.count)] + set)
    }

    static let variable: [(String, VariableParts)] = {
        let long = String(repeating: "ü", count: 65)
        var cases: [(String, VariableParts)] = [
            ("serial-number-size", good(serial: [])), ("serial-number-size", good(serial: [0])),
            ("serial-number-size", good(serial: [0x80, 1])),
            ("serial-number-size", good(serial: [UInt8](repeating: 1, count: 21))),
            ("validity-order", good(notBefore: 5, notAfter: 5)), ("validity-order", good(notBefore: 6, notAfter: 5)),
            ("validity-range", good(notBefore: -631_152_001)), ("validity-range", good(notAfter: 253_402_300_800)),
            ("subject-empty", good(subject: .empty)),
            ("subject-empty", good(subject: .empty, names: [.dns("a")])),
            ("subject-attribute-length", good(subject: Name(commonName: long))),
            ("subject-attribute-length", good(subject: Name(locality: long + long))),
            ("subject-attribute-twice", good(subject: Name([(.commonName, "a"), (.commonName, "a")]))),
            ("subject-country", good(subject: Name(country: "Germany"))),
            ("subject-country", good(subject: Name(country: "D1"))),
            ("subject-country", good(subject: Name([(.country, "DE"), (.country, "AT")]))),
            ("alternative-names-empty", good(names: [])),
            ("alternative-name-syntax", good(names: [.dns("a_b.example")])),
            ("alternative-name-syntax", good(names: [.dns("*")])),
            ("alternative-name-syntax", good(names: [.ip([1, 2, 3])])),
            ("alternative-name-syntax", good(names: [.uri("plant")])),
            ("alternative-name-syntax", good(names: [.email("plant")])),
            ("alternative-name-twice", good(names: [.dns("a"), .dns("b"), .dns("a")])),
            ("key-strength", good(key: .rsa(bits: 2047))), ("key-strength", good(key: .rsa(bits: 8193))),
            ("key-usage-of-key", good(usage: [.digitalSignature, .keyEncipherment])),
            ("key-usage-of-key", good(key: .rsa(bits: 2048), usage: .keyAgreement)),
            ("key-usage-of-key", good(key: .ed25519, usage: .keyAgreement)),
        ]
        for (type, tag, text): (OID, UInt8, String) in [
            (.commonName, 0x13, "a@b"), (.commonName, 0x13, "a_b"), (.serialNumber, 0x0C, "4711"),
            (.emailAddress, 0x0C, "a@b"), (.domainComponent, 0x13, "b"),
        ] {
            guard let name = try? name(type, tag, text) else { continue }
            cases.append(("subject-string-type", good(subject: name)))
        }
        if let name = try? name(.country, 0x0C, "DE") { cases.append(("subject-country", good(subject: name))) }
        if let name = try? name(.organization, 0x0C, "") {
            cases.append(("subject-attribute-length", good(subject: name)))
        }
        return cases
    }()

    static let constant: [(String, [Extension])] = [
        ("key-usage-empty", [.keyUsage([])]), ("key-usage-of-ca", [.keyUsage(.keyCertSign)]),
        ("key-usage-of-ca", [.basicConstraints(ca: true), .keyUsage(.cRLSign)]),
        ("key-usage-of-agreement", [.keyUsage(.encipherOnly)]),
        ("extended-key-usage-twice", [.keyUsage(.digitalSignature), .extendedKeyUsage([.serverAuth, .serverAuth])]),
        ("extended-key-usage-and-key-usage", [.keyUsage(.dataEncipherment), .extendedKeyUsage([.serverAuth])]),
        ("time-stamping-alone", [.keyUsage(.digitalSignature), .extendedKeyUsage([.timeStamping])]),
        ("any-extended-key-usage", [.keyUsage(.digitalSignature), .extendedKeyUsage([.anyExtendedKeyUsage])]),
        ("ocsp-no-check", [.keyUsage(.digitalSignature), .ocspNoCheck]),
        ("extension-twice", [.keyUsage(.digitalSignature), .keyUsage(.digitalSignature)]),
        (
            "extension-criticality",
            [.keyUsage(.digitalSignature), Extension(oid: .subjectKeyIdentifier, critical: true, value: [4, 1, 1])]
        ),
        (
            "basic-constraints-critical",
            [
                Extension(oid: .basicConstraints, critical: false, value: [0x30, 3, 1, 1, 0xFF]),
                .keyUsage(.keyCertSign),
            ]
        ),
        (
            "extension-of-ca",
            [.keyUsage(.digitalSignature), Extension(oid: .policyConstraints, critical: true, value: [0x30, 0])]
        ),
        (
            "extension-der",
            [.keyUsage(.digitalSignature), Extension(oid: .issuerAltName, critical: false, value: [0x30, 1])]
        ),
    ]
}
