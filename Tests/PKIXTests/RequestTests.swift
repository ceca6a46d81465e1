import PKIX
import SwiftASN1
import Testing
import X509

@Suite("Certification requests, made by openssl")
struct RequestTests {
    @Test("a request that openssl made is read, verifies, and agrees with the library", arguments: OpenSSLRequests.good)
    func accepted(_ name: String) throws {
        let der = try OpenSSLRequests.der(name)
        let request = try CertificateRequest(der: der)
        #expect(request.verifySignature())
        #expect(try OpenSSLRequests.shared.get().opensslVerifies[name] == true)

        let library = try CertificateSigningRequest(derEncoded: der)
        #expect(try serialized(library.subject) == request.subjectDER)
        #expect(Array(library.publicKey.subjectPublicKeyInfoBytes) == request.publicKeyBits)
        var writer = DER.Serializer()
        try writer.serialize(PublicKeyElement(library.publicKey))
        #expect(writer.serializedBytes == request.publicKeyInfoDER)
    }

    @Test(
        "a key says what it is",
        arguments: [
            ("ec256", PublicKeyKind.ecdsa(bits: 256)), ("ec384", .ecdsa(bits: 384)), ("ec521", .ecdsa(bits: 521)),
            ("rsa2048", .rsa(bits: 2048)), ("rsa3072", .rsa(bits: 3072)), ("ed25519", .ed25519),
        ])
    func kinds(_ name: String, _ kind: PublicKeyKind) throws {
        #expect(try CertificateRequest(der: OpenSSLRequests.der(name)).key == kind)
    }

    @Test(
        "a request that asks too much is refused with a code that says what to change",
        arguments: [
            ("rsa1024", PKIXError.Code.weakKey), ("k1", .unsupportedKey), ("explicit", .unsupportedKey),
            ("compressed", .unsupportedKey), ("ed448", .unsupportedKey), ("sha1", .unsupportedSignatureAlgorithm),
            ("sha1rsa", .unsupportedSignatureAlgorithm), ("pss", .unsupportedSignatureAlgorithm),
        ])
    func refused(_ name: String, _ expected: PKIXError.Code) throws {
        let der = try OpenSSLRequests.der(name)
        #expect(try OpenSSLRequests.shared.get().opensslVerifies[name] == true, "openssl itself finds it sound")
        #expect(code { () throws(PKIXError) in try CertificateRequest(der: der) } == expected)
    }

    @Test("the attributes of the subject are read, whatever string type carries them")
    func subjects() throws {
        let full = try CertificateRequest(der: OpenSSLRequests.der("ec256")).subject
        #expect(full.country == "NL" && full.state == "Gelderland" && full.locality == "Ede")
        #expect(full.organization == "Plant" && full.organizationalUnit == "Line 3" && full.commonName == "device-1")
        #expect(full.description == "CN=device-1,OU=Line 3,O=Plant,L=Ede,ST=Gelderland,C=NL")
        for name in ["t61", "bmp"] {
            #expect(try CertificateRequest(der: OpenSSLRequests.der(name)).subject.commonName == "Gerät 7", "\(name)")
        }
        #expect(try OpenSSLRequests.der("t61").contains(0x14))
        let multiple = try CertificateRequest(der: OpenSSLRequests.der("multivalue")).subject
        #expect(multiple.relativeNames.map(\.count) == [2, 1])
        #expect(try CertificateRequest(der: OpenSSLRequests.der("empty")).subject.isEmpty)
        let two = try CertificateRequest(der: OpenSSLRequests.der("twonames")).subject
        #expect(two.commonNames == ["first", "second"] && two.commonName == "first")
    }

    @Test("requested extensions are listed and the alternative name is kept verbatim")
    func extensions() throws {
        let request = try CertificateRequest(der: OpenSSLRequests.der("san"))
        #expect(request.requestedExtensions == ["2.5.29.17", "2.5.29.15", "2.5.29.37"])
        #expect(
            try request.subjectAltNames() == [
                .dns("Device-2.plant.example"), .ip([10, 0, 0, 7]), .uri("urn:dev:2"), .email("ops@plant.example"),
            ])
        let library = try CertificateSigningRequest(derEncoded: request.der)
        let requested = try #require(try library.attributes.extensionRequest)
        let name = try #require(requested.extensions[oid: .X509ExtensionID.subjectAlternativeName])
        #expect(Array(name.value) == request.subjectAltNameDER)
        #expect(!request.hasChallengePassword)
    }

    @Test("a challenge password is noticed and does no harm")
    func challenge() throws {
        let request = try CertificateRequest(der: OpenSSLRequests.der("challenge"))
        #expect(request.hasChallengePassword && request.requestedExtensions.isEmpty)
        #expect(request.subjectAltNameDER == nil)
    }

    @Test("a request signed by another key is read but does not verify", arguments: ["ec256", "rsa2048", "ed25519"])
    func wrongSignature(_ name: String) throws {
        var der = try OpenSSLRequests.der(name)
        let at = try #require(der.firstRange(of: Array("device-1".utf8))).lowerBound
        der[at] = UInt8(ascii: "D")
        let request = try CertificateRequest(der: der)
        #expect(request.subject.commonName == "Device-1")
        #expect(!request.verifySignature())
    }

    @Test("trailing bytes and missing bytes are refused")
    func lengths() throws {
        let der = try OpenSSLRequests.der("ec256")
        #expect(code { () throws(PKIXError) in try CertificateRequest(der: der + [0]) } == .malformedDER)
        #expect(code { () throws(PKIXError) in try CertificateRequest(der: der.dropLast()) } == .malformedDER)
        #expect(code { () throws(PKIXError) in try CertificateRequest(der: []) } == .malformedDER)
        let large = [UInt8](repeating: 0x30, count: CertificateRequest.sizeMax + 1)
        #expect(code { () throws(PKIXError) in try CertificateRequest(der: large) } == .tooLarge)
    }

    @Test("whatever encoding a client sends, the request is the same")
    func encodings() throws {
        let der = try OpenSSLRequests.der("san")
        let pem = PEM.encode("CERTIFICATE REQUEST", der)
        let old = PEM.encode("NEW CERTIFICATE REQUEST", der)
        let bodies = [
            der, pem, old, Base64.encode(der), Base64.encode(der, lines: .columns76), Base64.encode(pem),
            [UInt8]("  \r\n") + Base64.encode(der, lines: .columns64), [UInt8]("0 leading text\n") + pem,
            [UInt8](pem.text.replacing("\n", with: "\r\n")),
            PEM.encode("EC PARAMETERS", [6, 1, 42]) + pem,
        ]
        for body in bodies { #expect(try CertificateRequest(anyEncoding: body).der == der) }
    }

    @Test(
        "a body that is no request is refused with the reason",
        arguments: [
            ("", PKIXError.Code.malformedRequest), ("hello, world", .malformedBase64), ("AAAA", .malformedDER),
            ("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n", .malformedPEM),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", .noPEMBlock),
            ("-----BEGIN CERTIFICATE REQUEST-----\nAA!A\n-----END CERTIFICATE REQUEST-----\n", .malformedBase64),
        ])
    func bodies(_ text: String, _ expected: PKIXError.Code) {
        #expect(code { () throws(PKIXError) in try CertificateRequest(anyEncoding: [UInt8](text)) } == expected)
    }

    @Test("two requests in one body are refused")
    func two() throws {
        let pem = PEM.encode("CERTIFICATE REQUEST", try OpenSSLRequests.der("ec256"))
        #expect(code { () throws(PKIXError) in try CertificateRequest(anyEncoding: pem + pem) } == .malformedRequest)
    }
}
