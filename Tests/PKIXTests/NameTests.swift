import PKIX
import SwiftASN1
import Testing
import X509

@Suite("Names")
struct NameTests {
    @Test("a name that we build is the library's, byte for byte")
    func building() throws {
        let ours = Name(
            commonName: "Gerät 7", organization: "Plant", organizationalUnit: "Line", country: "NL", state: "GE",
            locality: "Ede", serialNumber: "SN-1")
        let theirs = try DistinguishedName {
            CountryName("NL")
            StateOrProvinceName("GE")
            LocalityName("Ede")
            OrganizationName("Plant")
            OrganizationalUnitName("Line")
        }
        let library = try DistinguishedName(derEncoded: try DER.parse(ours.der))
        #expect(Array(library.prefix(5)) == Array(theirs))
        #expect(try serialized(library) == ours.der)
        #expect(try Name(der: ours.der).relativeNames == ours.relativeNames)
        #expect(ours.commonName == "Gerät 7" && ours.serialNumber == "SN-1" && ours.locality == "Ede")
    }

    @Test("an empty name is an empty sequence, and values that are empty are left out")
    func empty() throws {
        #expect(Name().der == [0x30, 0] && Name(commonName: "").isEmpty && Name.empty == Name())
        #expect(try Name(der: [0x30, 0]).isEmpty)
    }

    @Test("names match by value: case, white space, string type and normal form do not matter")
    func matching() throws {
        let name = Name(commonName: "Device  Seven", organization: "Plant")
        #expect(name.matches(Name(commonName: " device seven ", organization: "PLANT")))
        #expect(!name.matches(Name(commonName: "DeviceSeven", organization: "Plant")))
        #expect(!name.matches(Name(commonName: "Device Seven")))
        #expect(!name.matches(Name([(.commonName, "Device Seven"), (.organization, "Plant")])), "order matters")
        #expect(Name(commonName: "\u{e9}").matches(Name(commonName: "E\u{301}")))
        #expect(!Name(commonName: "a+O=b").matches(Name(commonName: "a", organization: "b")))
        let texts = try ["t61", "bmp"].map { try CertificateRequest(der: OpenSSLRequests.der($0)).subject }
        #expect(texts[0] != texts[1] && texts[0].matches(texts[1]))
    }

    @Test("the bounds of X.520 are checked when asked for")
    func bounds() throws {
        try Name(commonName: String(repeating: "ü", count: 64), country: "NL").requireBounds()
        let bad: [(Name, PKIXError.Code)] = [
            (Name(commonName: String(repeating: "x", count: 65)), .nameTooLong), (Name(country: "NLD"), .malformedName),
            (Name(country: "N_"), .malformedName), (Name(commonName: "a\0b"), .malformedName),
            (Name(locality: String(repeating: "x", count: 129)), .nameTooLong),
        ]
        for (name, expected) in bad {
            #expect(code { () throws(PKIXError) in try name.requireBounds() } == expected, "\(name)")
        }
    }

    @Test(
        "text that is not what its type says is refused",
        arguments: [
            [0x0c, 0x02, 0xc3, 0x28], [0x0c, 0x03, 0x61, 0x00, 0x62], [0x1e, 0x03, 0x00, 0x61, 0x00],
            [0x1e, 0x02, 0xd8, 0x00],
            [0x13, 0x01, 0x00], [0x1c, 0x04, 0x00, 0x11, 0x00, 0x00],
        ] as [[UInt8]])
    func text(_ value: [UInt8]) {
        let pair: [UInt8] = [0x06, 0x03, 0x55, 0x04, 0x03] + value
        let sequence: [UInt8] = [0x30, UInt8(pair.count)] + pair
        let set: [UInt8] = [0x31, UInt8(sequence.count)] + sequence
        #expect(code { () throws(PKIXError) in try Name(der: [0x30, UInt8(set.count)] + set) } == .malformedName)
    }

    @Test("the text form escapes what would mislead a reader")
    func description() {
        let name = Name(commonName: " a,b+c\"\\<>;\u{7}#", organization: "#x")
        #expect(name.description == ##"CN=\ a\,b\+c\"\\\<\>\;\07#,O=\#x"##)
    }

    @Test("alternative names are compared by value, in any order")
    func alternativeNames() throws {
        let encode = { (names: [PKIX.GeneralName]) in try PKIX.GeneralName.encode(names) }
        let one = try encode([.dns("A.example"), .ip([1, 2, 3, 4]), .directory(Name(commonName: "X"))])
        let two = try encode([.directory(Name(commonName: "x")), .dns("a.EXAMPLE"), .ip([1, 2, 3, 4])])
        #expect(one != two)
        #expect(try PKIX.GeneralName.sameNames(one, two))
        #expect(try !PKIX.GeneralName.sameNames(one, try encode([.dns("a.example")])))
        #expect(try !PKIX.GeneralName.sameNames(one, nil) && PKIX.GeneralName.sameNames(nil, nil))
        #expect(try PKIX.GeneralName.decode(one).count == 3)
        #expect(code { () throws(PKIXError) in try PKIX.GeneralName.encode([.dns("é.example")]) } == .notASCII)
        #expect(code { () throws(PKIXError) in try PKIX.GeneralName.encode([]) } == .malformedExtension)
    }

    @Test(
        "object identifiers are written and read as the library does",
        arguments: [
            "1.2.840.113549.1.1.11", "2.5.29.17", "0.9.2342.19200300.100.1.25", "2.999.1", "1.3.6.1.4.1.4294967296",
            "0.0", "2.39.128",
        ])
    func identifiers(_ dotted: String) throws {
        let oid = try OID(dotted: dotted)
        #expect(oid.dotted == dotted && OID(contents: oid.contents) == oid)
        let library = try ASN1ObjectIdentifier(dotRepresentation: dotted[...])
        var serializer = DER.Serializer()
        try library.serialize(into: &serializer, withIdentifier: .objectIdentifier)
        #expect(Array(serializer.serializedBytes.dropFirst(2)) == oid.contents)
    }

    @Test(
        "what is no object identifier is refused",
        arguments: ["", "1", "3.1", "1.40", "1..2", "1.2.", "1.-2", "a.b", "1.99999999999999999999", "1.+2"])
    func badIdentifiers(_ dotted: String) {
        #expect(code { () throws(PKIXError) in try OID(dotted: dotted) } == .invalidObjectIdentifier)
    }
}
