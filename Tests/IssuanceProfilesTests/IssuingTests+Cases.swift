import PKIX
import X509

extension IssuingTests {
    static func cases() throws -> [Case] {
        let person = Name(commonName: "gw-1", organization: "Elsewhere", country: "DE", serialNumber: "4711")
        let names: [PKIX.GeneralName] = [.dns("a.plant.example"), .ip([10, 0, 0, 1])]
        return [
            Case(profile: "device", subject: person, names: names, purpose: "sslclient"),
            Case(profile: "device", subject: .empty, names: [.uri("https://plant.example/gw-1")], purpose: "sslclient"),
            // A URN has no authority, and needs none (RFC 8141).
            Case(
                profile: "device", subject: .empty, names: [.uri("urn:dev:mac:0024befffe804ff1")],
                purpose: "sslclient",
                findings: ["ERROR pkix.invalid_uri_syntax: Invalid URI syntax: \"urn:dev:mac:0024befffe804ff1\""]),
            Case(profile: "device", subject: person, key: try Request.rsa(2048), purpose: "sslclient"),
            Case(profile: "device", subject: person, key: Request.edwards(), purpose: "sslclient"),
            Case(profile: "server", subject: Name(commonName: "plant.example"), purpose: "sslserver"),
            // RFC 5280 leaves wildcards to others (section 4.2.1.6).
            Case(
                profile: "server", subject: Name(commonName: "*.plant.example"), purpose: "sslserver",
                findings: ["ERROR pkix.invalid_domain_name_syntax: Invalid domain name syntax: \"*.plant.example\""]),
            Case(profile: "server", subject: person, names: names, purpose: "sslserver"),
            Case(profile: "dms", subject: person, purpose: "sslclient"),
            Case(profile: "subordinate-ca", subject: person, names: names, purpose: "any"),
            Case(profile: "ocsp-signer", subject: person, purpose: "ocsphelper"),
            Case(profile: "everything", subject: person, names: names, purpose: "sslserver"),
            Case(profile: "legacy-rsa", subject: person, key: try Request.rsa(2048), purpose: "smimeencrypt"),
            Case(profile: "agreement", subject: person),
            Case(profile: "stamps", subject: person, purpose: "timestampsign"),
            Case(profile: "last-ca", subject: person, purpose: "any"),
        ]
    }

    static let custom: [(String, String)] = [
        ("everything", ProfileReadingTests.full),
        (
            "legacy-rsa",
            """
            {"key_usage":["digitalSignature","keyEncipherment","dataEncipherment"],
             "keys":{"rsa":{"min":2048,"max":2048}},"extended_key_usages":["emailProtection"],
             "subject":{"others":"dropped","attributes":[{"type":"common_name","rule":"optional"}]}}
            """
        ),
        (
            "agreement",
            """
            {"key_usage":["keyAgreement","decipherOnly"],"keys":{"ecdsa":[256]},
             "subject":{"attributes":[{"type":"organization","rule":"fixed","value":"Plänt & Söhne"}]}}
            """
        ),
        (
            "stamps",
            """
            {"key_usage":["digitalSignature"],"extended_key_usages":["timeStamping"],
             "extended_key_usages_critical":true,"validity":{"fixed":{"type":"Duration","duration":"30d"}}}
            """
        ),
        (
            "last-ca",
            """
            {"key_usage":["digitalSignature","keyCertSign","cRLSign"],"basic_constraints":{"ca":true,"path_length":0},
             "subject":{"attributes":[{"type":"common_name","rule":"required"}]},
             "extensions":[{"oid":"2.5.29.36","critical":true,"value":"MAOAAQA="},
                {"oid":"2.5.29.54","critical":true,"value":"AgEA"}]}
            """
        ),
    ]
}

extension IssuingTests.Case {
    /// The subject, as `cryptography` writes it, where the profile changes it.
    var expected: String? {
        switch profile {
        case "everything": "CN=gw-1,C=DE,O=Plant"
        case "legacy-rsa": "CN=gw-1"
        case "agreement": "CN=gw-1,2.5.4.5=4711,C=DE,O=Plänt & Söhne"
        default: nil
        }
    }
}
