import PKIX
import Testing
import TestSupport

@Suite("Templates of requests (RFC 9908, 3.4)")
struct RequestTemplateTests {
    @Test("pyasn1, compiled from the RFC, reads them and writes the same bytes")
    func judged() throws {
        let template = RequestTemplate(
            subject: [
                .init(type: .country, text: "NL"), .init(type: .organization, text: "Plänt"), .init(type: .commonName),
            ],
            key: .ecdsa(bits: 384),
            extensions: [
                .init(oid: .subjectAltName), .init(oid: .keyUsage, critical: true, value: [0x03, 2, 7, 0x80]),
            ])
        let log = try judge([.ecdsaKey(bits: 384), .template(template)])
        #expect(
            log == """
                1.2.840.10045.2.1 06052b81040022
                1.2.840.113549.1.9.16.2.61
                v1
                2.5.4.6 13024e4c
                2.5.4.10 0c06506cc3a46e74
                2.5.4.3 -
                1.2.840.10045.2.1 06052b81040022 -
                1.2.840.113549.1.9.16.2.62
                2.5.29.17 False -
                2.5.29.15 True 03020780

                """)
    }

    @Test("the size of an RSA key is told by a placeholder", arguments: [2_048, 3_000, 4_096])
    func rsa(bits: Int) throws {
        let log = try judge([.template(RequestTemplate(key: .rsa(bits: bits)))])
        #expect(log.contains("1.2.840.113549.1.1.1 0500 \(bits) 65537\n"), "\(log)")
    }

    @Test("other keys are told by their identifier, in both styles")
    func others() throws {
        let kinds: [(PublicKeyKind, String)] = [
            (.ed25519, "1.3.101.112"), (.mlDSA65, "2.16.840.1.101.3.4.3.18"), (.mlDSA87, "2.16.840.1.101.3.4.3.19"),
        ]
        for (kind, name) in kinds {
            let log = try judge([.key(kind), .template(RequestTemplate(key: kind))])
            #expect(log.hasPrefix("\(name)\n") && log.contains("\n\(name) - -\n"), "\(log)")
        }
    }

    @Test("whole extensions are an extensionRequest, and none is neither")
    func extensions() throws {
        let whole = RequestTemplate(extensions: [.init(oid: .keyUsage, critical: true, value: [0x03, 2, 7, 0x80])])
        #expect(try judge([.template(whole)]).contains("1.2.840.113549.1.9.14\n2.5.29.15 True 03020780\n"))
        #expect(try judge([.template(RequestTemplate(subject: [.init(type: .commonName)]))]).hasSuffix("2.5.4.3 -\n"))
    }

    @Test("what would be refused is not asked for")
    func refused() {
        let wrong: [PublicKeyKind] = [.rsa(bits: 1_024), .rsa(bits: 16_384), .ecdsa(bits: 255), .other("1.2.3")]
        for kind in wrong {
            for item in [CSRAttributes.Item.key(kind), .template(RequestTemplate(key: kind))] {
                #expect(code { () throws(PKIXError) in try CSRAttributes.encode([item]) } == .unsupportedKey)
            }
        }
    }

    private func judge(_ items: [CSRAttributes.Item]) throws -> String {
        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("attrs.der", try CSRAttributes.encode(items))
        return try shell.python(Self.program)
    }

    private static let program = """
        from pyasn1.codec.der import decoder, encoder
        from pyasn1_alt_modules import rfc7030, rfc8017, rfc9908
        def read(der, spec):
            value, rest = decoder.decode(bytes(der), asn1Spec=spec)
            # The module has one attribute or more in a template, where RFC 2986, whose type it is, has any number.
            isEmpty = "attributes" in value and not len(value["attributes"])
            assert not rest and (isEmpty or encoder.encode(value) == bytes(der)), spec
            return value
        def text(value):
            return bytes(value).hex() if value.isValue else "-"
        for item in read(open("attrs.der", "rb").read(), rfc7030.CsrAttrs()):
            if item.getName() == "oid":
                print(item["oid"])
                continue
            type, values = item["attribute"]["attrType"], item["attribute"]["attrValues"]
            assert len(values) == 1
            if type != rfc9908.id_aa_certificationRequestInfoTemplate:
                print(type, text(values[0]))
                continue
            print(type)
            template = read(values[0], rfc9908.CertificationRequestInfoTemplate())
            print(template["version"].prettyPrint())
            if template["subject"].isValue:
                for name in template["subject"]["rdnSequence"]:
                    for attribute in name:
                        print(attribute["type"], text(attribute["value"]))
            if template["subjectPKInfo"].isValue:
                algorithm, key = template["subjectPKInfo"]["algorithm"], template["subjectPKInfo"]["subjectPublicKey"]
                size = "-"
                if key.isValue:
                    rsa = read(key.asOctets(), rfc8017.RSAPublicKey())
                    size = f"{int(rsa['modulus']).bit_length()} {rsa['publicExponent']}"
                print(algorithm["algorithm"], text(algorithm["parameters"]), size)
            for attribute in template["attributes"]:
                print(attribute["type"])
                assert len(attribute["values"]) == 1
                for each in read(attribute["values"][0], rfc9908.ExtensionReqTemplate()):
                    print(each["extnID"], bool(each["critical"]), text(each["extnValue"]))
        """
}
