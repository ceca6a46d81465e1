import Crypto
import CryptoExtras
import Foundation
import PKIX
import SwiftASN1
import Testing
import X509

@Suite("Certificates that we write")
struct CertificateTests {
    /// A certificate with everything a profile can put into it, for the request `name`.
    static func device(_ name: String, issuer: Issuer) throws -> [UInt8] {
        let request = try CertificateRequest(der: OpenSSLRequests.der(name))
        let template = CertificateTemplate(
            issuerNameDER: issuer.certificate.subject.der, signatureAlgorithm: .ecdsaWithSHA256,
            authorityKeyIdentifier: issuer.certificate.subjectKeyIdentifier,
            constantExtensions: [
                .basicConstraints(ca: false), .keyUsage([.digitalSignature, .keyEncipherment]),
                .extendedKeyUsage([.clientAuth, try OID(dotted: "1.3.6.1.4.1.99999.1")]),
                try .crlDistributionPoints(["http://va.example/crl/1", "http://va.example/crl/2"]),
                try .authorityInfoAccess(ocsp: ["http://va.example/ocsp"], caIssuers: ["http://va.example/ca"]),
                .certificatePolicies([try OID(dotted: "1.3.6.1.4.1.99999.2")]),
            ])
        var extra: [PKIX.Extension] = [.subjectKeyIdentifier(ofBits: request.publicKeyBits)]
        if let names = request.subjectAltNameDER {
            extra.append(.subjectAltName(der: names, critical: request.subject.isEmpty))
        }
        let tbs = template.tbs(
            serial: Issuer.serial(99), notBefore: Issuer.start, notAfter: Issuer.start + 3_600,
            subjectDER: request.subjectDER, publicKeyInfoDER: request.publicKeyInfoDER, extraExtensions: extra)
        return template.certificate(tbs: tbs, signature: try Issuer.sign(issuer.key)(tbs))
    }

    @Test("the library reads every field as we meant it", arguments: OpenSSLRequests.good)
    func differential(_ name: String) throws {
        let issuer = try Issuer.ca("Issuing CA")
        let der = try CertificateTests.device(name, issuer: issuer)
        let request = try CertificateRequest(der: OpenSSLRequests.der(name))
        let library = try Certificate(derEncoded: der)
        #expect(library.version == .v3)
        #expect(Array(library.serialNumber.bytes) == Issuer.serial(99).bytes)
        #expect(library.notValidBefore == Date(timeIntervalSince1970: Double(Issuer.start)))
        #expect(library.notValidAfter == Date(timeIntervalSince1970: Double(Issuer.start + 3_600)))
        #expect(try serialized(library.issuer) == issuer.certificate.subject.der)
        #expect(try serialized(library.subject) == request.subjectDER)
        #expect(library.publicKey == request.x509?.publicKey)
        #expect(try #require(issuer.certificate.x509).publicKey.isValidSignature(library.signature, for: library))
        #expect(library.extensions.count == (request.subjectAltNameDER == nil ? 8 : 9))
        try compareExtensions(library, request, issuer)

        let parsed = try ParsedCertificate(der: der)
        #expect(parsed.isSigned(by: issuer.certificate) && !parsed.isCA && !parsed.selfIssued)
        #expect(parsed.subject == request.subject && parsed.publicKeyInfoDER == request.publicKeyInfoDER)
        #expect(parsed.extendedKeyUsages == ["1.3.6.1.5.5.7.3.2", "1.3.6.1.4.1.99999.1"])
        #expect(parsed.keyUsage == [.digitalSignature, .keyEncipherment])
        #expect(parsed.notBefore == Issuer.start && parsed.notAfter == Issuer.start + 3_600)
        #expect(parsed.subjectAltNameDER == request.subjectAltNameDER)
    }

    private func compareExtensions(
        _ library: Certificate, _ request: CertificateRequest, _ issuer: Issuer
    ) throws {
        let extensions = library.extensions
        #expect(try extensions.basicConstraints == .notCertificateAuthority)
        let usage = try #require(try extensions.keyUsage)
        #expect(usage == X509.KeyUsage(digitalSignature: true, keyEncipherment: true))
        let purposes = try #require(try extensions.extendedKeyUsage)
        #expect(Array(purposes) == [.clientAuth, .init(oid: [1, 3, 6, 1, 4, 1, 99999, 1])])
        let hash = Insecure.SHA1.hash(data: library.publicKey.subjectPublicKeyInfoBytes)
        #expect(try extensions.subjectKeyIdentifier?.keyIdentifier == ArraySlice(hash))
        #expect(
            try extensions.authorityKeyIdentifier?.keyIdentifier
                == issuer.certificate.subjectKeyIdentifier.map { $0[...] })
        let access = try #require(try extensions.authorityInformationAccess)
        #expect(access.map(\.method) == [.ocspServer, .issuingCA])
        #expect(
            access.map(\.location) == [
                .uniformResourceIdentifier("http://va.example/ocsp"),
                .uniformResourceIdentifier("http://va.example/ca"),
            ])
        if request.subjectAltNameDER != nil {
            #expect(try extensions.subjectAlternativeNames?.count == request.subjectAltNames().count)
            #expect(extensions[oid: .X509ExtensionID.subjectAlternativeName]?.critical == request.subject.isEmpty)
        }
    }

    @Test("openssl prints, verifies and strictly approves all of them, in one go")
    func openssl() throws {
        let shell = try Shell()
        defer { shell.remove() }
        let root = try Issuer.ca("Root CA")
        let issuing = try Issuer.ca("Issuing CA", by: root) { $0.pathLength = 0 }
        try shell.write("root.pem", PEM.encode("CERTIFICATE", root.certificate.der))
        try shell.write("issuing.pem", PEM.encode("CERTIFICATE", issuing.certificate.der))
        for name in OpenSSLRequests.good {
            try shell.write(
                "\(name).pem", PEM.encode("CERTIFICATE", try CertificateTests.device(name, issuer: issuing)))
        }
        let names = OpenSSLRequests.good.joined(separator: " ")
        let log = try shell.run(
            """
            for n in \(names); do openssl verify -x509_strict -purpose sslclient -attime \(Issuer.start + 60) \
              -CAfile root.pem -untrusted issuing.pem $n.pem; done
            openssl x509 -in san.pem -noout -text -nameopt RFC2253 >san.txt
            openssl x509 -in san.pem -outform DER -out san.der; openssl asn1parse -inform DER -in san.der >san.asn1
            """)
        for name in OpenSSLRequests.good { #expect(log.contains("\(name).pem: OK"), "\(log)") }
        let text = try shell.text("san.txt")
        for line in OpenSSLText.expected { #expect(text.contains(line), "\(line) in \(text)") }
        let asn1 = try shell.text("san.asn1")
        #expect(asn1.contains("UTCTIME           :260101000000Z") && asn1.contains("UTCTIME           :260101010000Z"))
        #expect(!asn1.lowercased().contains("error"))
    }

    private enum OpenSSLText {
        static let expected = [
            "Version: 3 (0x2)", "Not Before: Jan  1 00:00:00 2026 GMT", "Not After : Jan  1 01:00:00 2026 GMT",
            "Issuer: CN=Issuing CA,O=Plant", "Subject: CN=device-2", "X509v3 Basic Constraints: critical",
            "CA:FALSE", "Digital Signature, Key Encipherment", "TLS Web Client Authentication, 1.3.6.1.4.1.99999.1",
            "Full Name:\n                  URI:http://va.example/crl/2", "OCSP - URI:http://va.example/ocsp",
            "CA Issuers - URI:http://va.example/ca", "Policy: 1.3.6.1.4.1.99999.2",
            "DNS:Device-2.plant.example, IP Address:10.0.0.7, URI:urn:dev:2, email:ops@plant.example",
        ]
    }

    @Test(
        "times cross 2050 and leap days as the library and openssl expect",
        arguments: [
            (0, "700101000000Z"), (951_782_400, "000229000000Z"), (2_524_607_999, "491231235959Z"),
            (2_524_608_000, "20500101000000Z"), (4_107_542_399, "21000228235959Z"), (4_107_542_400, "21000301000000Z"),
            (-631_152_000, "500101000000Z"), (-1, "691231235959Z"), (.min, "500101000000Z"), (.max, "99991231235959Z"),
        ] as [(Int64, String)])
    func times(_ seconds: Int64, _ expected: String) throws {
        let der = try Issuer.ca("CA") {
            $0.days = 0...0
            $0.serial = 3
        }.certificate
        let template = CertificateTemplate(
            issuerNameDER: der.subject.der, signatureAlgorithm: .ed25519, authorityKeyIdentifier: nil,
            constantExtensions: [])
        let tbs = template.tbs(
            serial: der.serial, notBefore: seconds, notAfter: seconds, subjectDER: der.subject.der,
            publicKeyInfoDER: der.publicKeyInfoDER, extraExtensions: [])
        #expect(tbs.ranges(of: Array(expected.utf8)).count == 2)
        let parsed = try ParsedCertificate(
            der: template.certificate(tbs: tbs, signature: [UInt8](repeating: 1, count: 64)))
        let clamped = min(max(seconds, -631_152_000), 253_402_300_799)
        #expect(parsed.notBefore == clamped)
        #expect(parsed.x509?.notValidAfter == Date(timeIntervalSince1970: Double(clamped)))
    }

    @Test("a day count of eight centuries agrees with Foundation")
    func calendar() throws {
        let ca = try Issuer.ca("CA").certificate
        let template = CertificateTemplate(
            issuerNameDER: ca.subject.der, signatureAlgorithm: .ed25519, authorityKeyIdentifier: nil,
            constantExtensions: [])
        for day in stride(from: Int64(29_220), to: 29_220 + 292_200, by: 97) {
            let seconds = day * 86_400 + day % 86_400
            let tbs = template.tbs(
                serial: ca.serial, notBefore: seconds, notAfter: seconds, subjectDER: ca.subject.der,
                publicKeyInfoDER: ca.publicKeyInfoDER, extraExtensions: [])
            let expected = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601).filter { $0.isNumber }
            #expect(tbs.ranges(of: [UInt8](expected + "Z")).count == 2, "\(expected)")
        }
    }

    @Test("every algorithm identifier is the library's")
    func algorithms() throws {
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let name = try DistinguishedName { CommonName("x") }
        let keys: [(SignatureAlgorithm, Certificate.SignatureAlgorithm, Certificate.PrivateKey)] = [
            (.ecdsaWithSHA256, .ecdsaWithSHA256, .init(P256.Signing.PrivateKey())),
            (.ecdsaWithSHA384, .ecdsaWithSHA384, .init(P384.Signing.PrivateKey())),
            (.ecdsaWithSHA512, .ecdsaWithSHA512, .init(P521.Signing.PrivateKey())),
            (.sha256WithRSA, .sha256WithRSAEncryption, .init(rsa)),
            (.sha384WithRSA, .sha384WithRSAEncryption, .init(rsa)),
            (.sha512WithRSA, .sha512WithRSAEncryption, .init(rsa)),
            (.ed25519, .ed25519, .init(Curve25519.Signing.PrivateKey())),
        ]
        #expect(keys.count == SignatureAlgorithm.allCases.count - 2, "all but ML-DSA")
        for (ours, theirs, key) in keys {
            let certificate = try Certificate(
                version: .v3, serialNumber: .init(1), publicKey: key.publicKey,
                notValidBefore: Date(timeIntervalSince1970: 0),
                notValidAfter: Date(timeIntervalSince1970: 1), issuer: name, subject: name, signatureAlgorithm: theirs,
                extensions: .init([]), issuerPrivateKey: key)
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            #expect(serializer.serializedBytes.ranges(of: ours.der).count == (ours == .ed25519 ? 3 : 2))
            let parsed = try ParsedCertificate(der: serializer.serializedBytes)
            #expect(SignatureAlgorithm(oid: ours.oid) == ours && parsed.isSigned(by: parsed))
        }
    }
}
