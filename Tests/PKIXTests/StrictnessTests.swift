import Crypto
import PKIX
import SwiftASN1
import Testing
import X509

@Suite("What DER and the profile forbid")
struct StrictnessTests {
    @Test(
        "forms that only BER allows are refused",
        arguments: [
            ("a length in more octets than needed", [0x30, 0x81, 0x00]),
            ("a length that starts with zero", [0x30, 0x82, 0x00, 0x00]),
            ("an indefinite length", [0x30, 0x80, 0x00, 0x00]),
            ("a length of five octets", [0x30, 0x85, 0x01, 0x00, 0x00, 0x00, 0x00]),
            ("a length beyond the end", [0x30, 0x84, 0xff, 0xff, 0xff, 0xff]),
            ("a multi-byte tag", [0x3f, 0x81, 0x00, 0x00]),
            ("another tag", [0x31, 0x00]), ("nothing", []), ("a tag alone", [0x30]),
        ] as [(String, [UInt8])])
    func encodings(_ what: String, _ bytes: [UInt8]) {
        #expect(code { () throws(PKIXError) in try Name(der: bytes) } == .malformedDER, "\(what)")
    }

    /// A tag, a length of up to two octets, and the contents.
    private func tlv(_ tag: UInt8, _ parts: [UInt8]...) -> [UInt8] {
        let contents = Array(parts.joined())
        if contents.count < 0x80 { return [tag, UInt8(contents.count)] + contents }
        let length: [UInt8] = [UInt8(contents.count >> 8), UInt8(contents.count & 0xff)]
        return [tag] + (length[0] == 0 ? [0x81, length[1]] : [0x82] + length) + contents
    }

    /// A request, spelled out, whose signature is of the right form but of nothing.
    private func request(attributes: [UInt8]) -> [UInt8] {
        let key = Issuer.spki(P256.Signing.PrivateKey())
        let info = tlv(0x30, [2, 1, 0], Name(commonName: "device").der, key, tlv(0xa0, attributes))
        return tlv(0x30, info, SignatureAlgorithm.ecdsaWithSHA256.der, tlv(0x03, [0], [0x30, 6, 2, 1, 1, 2, 1, 1]))
    }

    private func extensionRequest(_ extensions: [PKIX.Extension]) throws -> [UInt8] {
        let list = try CSRAttributes.encode([.extensions(extensions)])
        return Array(list.dropFirst(2))
    }

    @Test("extensions that are requested twice are refused, in one list and in two")
    func duplicates() throws {
        let usage = try extensionRequest([.keyUsage(.digitalSignature)])
        let purpose = try extensionRequest([.extendedKeyUsage([.clientAuth])])
        #expect(try CertificateRequest(der: request(attributes: usage)).requestedExtensions == ["2.5.29.15"])
        #expect(try CertificateRequest(der: request(attributes: [])).requestedExtensions == [])
        let inOne = try extensionRequest([.ocspNoCheck, .ocspNoCheck])
        for attributes in [usage + purpose, usage + usage, inOne] {
            let der = request(attributes: attributes)
            #expect(throws: Never.self, "the library keeps the last of them") {
                try CertificateSigningRequest(derEncoded: der)
            }
            #expect(code { () throws(PKIXError) in try CertificateRequest(der: der) } == .duplicateExtension)
        }
        let root = try Issuer.ca("Root")
        #expect {
            try root.leaf { $0.extensions = [.ocspNoCheck, .ocspNoCheck] }
        } throws: {
            ($0 as? PKIXError)?.code == .duplicateExtension
        }
    }

    @Test("lengths of every size are written in their shortest form")
    func lengths() throws {
        for count in Array(100...270) + [4_000] {
            let name = Name(commonName: String(repeating: "x", count: count))
            #expect(try serialized(DistinguishedName(derEncoded: try DER.parse(name.der))) == name.der, "\(count)")
            #expect(try Name(der: name.der).commonName?.count == count)
        }
        let bundle = CertificatesOnly.encode(
            [tlv(0x30, tlv(0x04, [UInt8](repeating: 0, count: 65_000)))] + [[0x30, 0]])
        #expect(throws: Never.self) { try DER.parse(bundle) }
    }

    @Test("a certificate whose two signature algorithms differ is refused")
    func algorithms() throws {
        let root = try Issuer.ca("Root").certificate.der
        var changed = root
        let last = try #require(root.ranges(of: SignatureAlgorithm.ecdsaWithSHA256.der).last)
        changed.replaceSubrange(last, with: SignatureAlgorithm.ecdsaWithSHA384.der)
        #expect(changed != root && changed.count == root.count)
        #expect(code { () throws(PKIXError) in try ParsedCertificate(der: changed) } == .malformedDER)
    }

    @Test("key usages of one and two octets are written as the library writes them")
    func keyUsages() throws {
        let cases: [(PKIX.KeyUsage, X509.KeyUsage)] = [
            (.digitalSignature, .init(digitalSignature: true)),
            ([.digitalSignature, .keyAgreement], .init(digitalSignature: true, keyAgreement: true)),
            ([.keyAgreement, .decipherOnly], .init(keyAgreement: true, decipherOnly: true)),
            ([.keyAgreement, .encipherOnly], .init(keyAgreement: true, encipherOnly: true)),
            (.contentCommitment, .init(nonRepudiation: true)),
            ([.keyCertSign, .cRLSign], .init(keyCertSign: true, cRLSign: true)),
            ([.keyEncipherment, .dataEncipherment], .init(keyEncipherment: true, dataEncipherment: true)),
        ]
        let root = try Issuer.ca("Root")
        for (ours, theirs) in cases {
            let library = try Certificate.Extension(theirs, critical: true)
            #expect(PKIX.Extension.keyUsage(ours).value == Array(library.value), "\(ours)")
            #expect(try root.leaf { $0.extensions = [.keyUsage(ours)] }.keyUsage == ours)
        }
    }

    @Test("a constraint of a form that is not compared permits nothing of that form")
    func unknownForms() throws {
        let uri = [0x86, 1, 0x61] as [UInt8]
        for constraint in [
            ChainCases.nameConstraints(permitted: [uri]), ChainCases.nameConstraints(excluded: [uri]),
        ] {
            let ca = try Issuer.ca("Constrained") { $0.extensions = [constraint] }
            let names = try PKIX.Extension.subjectAltName([.uri("urn:dev:1")])
            let leaf = try ca.leaf { $0.extensions = [names] }
            #expect {
                try ChainValidation().validate(
                    leaf: leaf, intermediates: [], anchors: [ca.certificate], at: Issuer.start, requireClientAuth: true)
            } throws: {
                ($0 as? ChainError)?.shortName == "nameNotPermitted 1"
            }
        }
    }
}
