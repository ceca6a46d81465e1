import ManagementAPI
import PKIX
import Testing

@testable import IssuanceProfiles

@Suite("A rule")
struct RuleTests {
    @Test(
        "of a network takes addresses in it and no others",
        arguments: [
            ("10.0.0.0/8", [10, 255, 0, 1] as [UInt8], true), ("10.0.0.0/8", [11, 0, 0, 0], false),
            ("192.168.4.0/22", [192, 168, 7, 255], true), ("192.168.4.0/22", [192, 168, 8, 0], false),
            ("0.0.0.0/0", [1, 2, 3, 4], true), ("1.2.3.4/32", [1, 2, 3, 4], true), ("1.2.3.4/32", [1, 2, 3, 5], false),
            ("fd00::/8", [0xFD, 1] + [UInt8](repeating: 7, count: 14), true), ("fd00::/8", [253, 0, 0, 0], false),
            ("2001:db8:0:1::/64", [0x20, 1, 0x0D, 0xB8, 0, 0, 0, 1] + [UInt8](repeating: 9, count: 8), true),
            ("::/0", [UInt8](repeating: 1, count: 16), true),
            ("::ffff:10.0.0.0/104", [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 10, 1, 2, 3], true),
        ])
    func networks(text: String, address: [UInt8], isInside: Bool) throws {
        let network = try #require(IPNetwork(text))
        #expect(network.contains(address) == isInside)
        #expect(IPNetwork(network.description) == network)
    }

    @Test(
        "of a network is not read from anything else",
        arguments: [
            "", "/", "10.0.0.0", "10.0.0/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.1/8", "010.0.0.0/8",
            "256.0.0.0/8", "fd00::/129", "fd00::1/8", "1:2:3:4:5:6:7/16", "1:2:3:4:5:6:7:8:9/16", "::1::/8", ":::/8",
            "12345::/16", "+1::/16", "g::/16", "1::2:/16", "10.0.0.0/8/8",
        ])
    func noNetworks(text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test("of a pattern matches the whole text")
    func patterns() throws {
        for (pattern, text, fits) in [
            ("gw-*", "gw-1", true), ("gw-*", "gw-", true), ("gw-*", "xgw-1", false), ("*-gw", "1-gw", true),
            ("a*a", "a", false), ("a*a", "aa", true), ("a*a", "abca", true), ("gw-??", "gw-12", true),
            ("gw-??", "gw-1", false), ("?*", "", false), ("*", "", true), ("gw", "GW", false), ("é?", "éü", true),
        ] {
            #expect(try #require(TextPattern(pattern)).matches(text) == fits, "\(pattern) \(text)")
        }
        for pattern in ["", "a*b*", "**", String(repeating: "a", count: 256)] { #expect(TextPattern(pattern) == nil) }
    }

    @Test("of subjects leaves a subject as it is, byte for byte, unless something must change")
    func verbatim() throws {
        let subject = Name([(.organization, "Plant"), (.commonName, "gw-1")])
        let profile = try IssuanceProfile(json: Self.subject(#"{"type":"common_name","rule":"required"}"#, "kept"))
        #expect(try profile.subject.apply(to: subject).der == subject.der)
        #expect(try IssuanceProfile.device.subject.apply(to: subject).der == subject.der)
    }

    @Test("of subjects writes what is fixed first, drops what is dropped, and keeps the rest in its order")
    func fixed() throws {
        let rules = """
            {"type":"country","rule":"fixed","value":"DE"},{"type":"organization","rule":"fixed","value":"Plant"},
            {"type":"common_name","rule":"required","pattern":"gw-*"},{"type":"serial_number","rule":"optional"}
            """
        let profile = try IssuanceProfile(json: Self.subject(rules, "dropped"))
        let asked = Name([
            (.organization, "Elsewhere"), (.organizationalUnit, "7"), (.commonName, "gw-1"), (.serialNumber, "4711"),
        ])
        let made = try profile.subject.apply(to: asked)
        #expect(made.description == "serialNumber=4711,CN=gw-1,O=Plant,C=DE")
        #expect(try Name(der: made.der).relativeNames == made.relativeNames)
    }

    @Test(
        "of subjects refuses what is missing, too often there, of another form, or not taken",
        arguments: [
            ("common_name is required", [] as [String], ""), ("does not match", ["pump-1"], ""),
            ("occurs 2 times", ["gw-1", "gw-2"], ""), ("organization is not taken", ["gw-1"], "Plant"),
        ])
    func refusedSubjects(sentence: String, commonNames: [String], organization: String) throws {
        let rules = """
            {"type":"common_name","rule":"required","pattern":"gw-*"},{"type":"organization","rule":"refused"}
            """
        let profile = try IssuanceProfile(json: Self.subject(rules, "dropped"))
        let subject = Name(commonNames.map { (.commonName, $0) } + [(.organization, organization)])
        let refusal = #expect(throws: Refusal.self) { try profile.subject.apply(to: subject) }
        #expect(refusal?.code == "csr-subject" && refusal?.sentence.contains(sentence) == true)
    }

    @Test("of alternative names takes the kinds, counts, domains, networks and schemes that it says")
    func names() throws {
        let profile = try IssuanceProfile(json: ProfileReadingTests.full)
        let subject = Name(commonName: "gw-1")
        func outcome(_ names: [GeneralName], _ subject: Name = subject) throws -> [GeneralName]? {
            let request = try Request.make(subject, names: names)
            return try profile.alternativeNames.apply(to: request, subject: subject)?.names
        }
        let good: [GeneralName] = [
            .dns("a.PLANT.example"), .dns("*.plant.example"), .ip([10, 1, 2, 3]), .email("x@plant.example"),
            .uri("urn:dev:1"), .uri("SPIFFE://plant/1"),
        ]
        #expect(try outcome(good) == good)
        #expect(try outcome([.directory(Name(commonName: "x")), .dns("plant.example")]) == [.dns("plant.example")])
        for wrong: GeneralName in [
            .dns("a.example"), .dns("evilplant.example"), .dns("*.example"), .ip([11, 0, 0, 1]),
            .email("x@example"), .uri("https://plant.example"), .dns("a..plant.example"),
        ] {
            let refusal = #expect(throws: Refusal.self) { try outcome([wrong]) }
            #expect(refusal?.code == "csr-alternative-name", "\(wrong)")
        }
        let many = (0..<6).map { GeneralName.dns("a\($0).plant.example") }
        #expect(try outcome(Array(many.prefix(5)))?.count == 5)
        #expect(throws: Refusal.self) { try outcome(many) }
    }

    @Test("of alternative names makes one of the common name, where it is asked for none")
    func fromCommonName() throws {
        func names(_ commonName: String) throws -> [GeneralName]? {
            let subject = Name(commonName: commonName)
            return try IssuanceProfile.server.alternativeNames.apply(to: Request.make(subject), subject: subject)?.names
        }
        #expect(try names("plant.example") == [.dns("plant.example")])
        #expect(try names("*.plant.example") == [.dns("*.plant.example")])
        #expect(try names("10.0.0.1") == [.ip([10, 0, 0, 1])])
        #expect(try names("fd00::1") == [.ip([0xFD] + [UInt8](repeating: 0, count: 14) + [1])])
        #expect(throws: Refusal.self) { try names("Plant 1") }
    }

    @Test("of keys takes those of its sizes, and says which they are")
    func keys() throws {
        let profile = try IssuanceProfile(
            json: #"{"key_usage":["digitalSignature"],"keys":{"ecdsa":[384],"rsa":{"min":3072,"max":4096}}}"#)
        #expect(profile.keys.allows(.ecdsa(bits: 384)) && profile.keys.allows(.rsa(bits: 3072)))
        for key: PublicKeyKind in [.ecdsa(bits: 256), .rsa(bits: 2048), .rsa(bits: 4097), .ed25519, .other("1.2.3")] {
            #expect(!profile.keys.allows(key), "\(key)")
        }
        let refusal = #expect(throws: Refusal.self) { try profile.admit(Request.make(Name(commonName: "x"))) }
        #expect(
            refusal?.code == "csr-key-type" && refusal?.sentence.contains("RSA of 3072 to 4096 bits, P-384") == true)
    }

    private static func subject(_ rules: String, _ others: String) -> String {
        #"{"key_usage":["digitalSignature"],"subject":{"attributes":[\#(rules)],"others":"\#(others)"}}"#
    }
}
