import Crypto
import PKIX
import Testing
import X509

@Suite("Certificates of authorities, and bundles of certificates")
struct AuthorityTests {
    private func root(_ key: P256.Signing.PrivateKey) throws -> ParsedCertificate {
        let unsigned = try CACertificate(
            subject: Name(commonName: "Root", organization: "Plant", country: "NL"), publicKeyInfoDER: Issuer.spki(key),
            serial: Issuer.serial(1), notBefore: Issuer.start, notAfter: Issuer.start + 7_300 * Issuer.day,
            pathLength: 1
        ).selfSigned(.ecdsaWithSHA256)
        return try ParsedCertificate(der: unsigned.signed(try Issuer.sign(key)(unsigned.tbs)))
    }

    @Test("a root and its subordinate satisfy openssl's strict checks")
    func authorities() throws {
        let (rootKey, subKey) = (P256.Signing.PrivateKey(), P384.Signing.PrivateKey())
        let root = try root(rootKey)
        let unsigned = try CACertificate(
            subject: Name(commonName: "Sub", organization: "Plant"),
            publicKeyInfoDER: Array(subKey.publicKey.derRepresentation), serial: Issuer.serial(2),
            notBefore: Issuer.start, notAfter: Issuer.start + 30 * 365 * Issuer.day, pathLength: 0,
            extraExtensions: [try .crlDistributionPoints(["http://va.example/root.crl"])]
        ).issued(by: root, .ecdsaWithSHA256)
        let sub = try ParsedCertificate(der: unsigned.signed(try Issuer.sign(rootKey)(unsigned.tbs)))
        #expect(root.selfIssued && root.isCA && root.pathLength == 1 && root.isSigned(by: root))
        #expect(root.subjectKeyIdentifier == root.authorityKeyIdentifier)
        #expect(sub.isCA && sub.pathLength == 0 && sub.isSigned(by: root) && sub.key == .ecdsa(bits: 384))
        #expect(sub.authorityKeyIdentifier == root.subjectKeyIdentifier && sub.keyUsage == [.keyCertSign, .cRLSign])
        #expect(sub.notAfter > 2_524_608_000, "the subordinate ends after 2049")

        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("root.pem", PEM.encode("CERTIFICATE", root.der))
        try shell.write("sub.pem", PEM.encode("CERTIFICATE", sub.der))
        let log = try shell.run(
            """
            openssl verify -x509_strict -attime \(Issuer.start + 1) -CAfile root.pem root.pem sub.pem
            openssl x509 -in sub.pem -noout -text -fingerprint -sha256
            """)
        #expect(log.contains("root.pem: OK") && log.contains("sub.pem: OK"), "\(log)")
        #expect(log.contains("X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0"))
        #expect(log.contains("X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign"))
        #expect(log.contains("Not After : Dec 25 00:00:00 2055 GMT"))
        #expect(log.lowercased().replacing(":", with: "").contains("fingerprint=\(sub.sha256Fingerprint)"))
    }

    @Test("a CA without a name or with a weak key cannot be made")
    func refused() {
        let spki = Issuer.spki(P256.Signing.PrivateKey())
        let made = { (subject: Name, key: [UInt8]) throws(PKIXError) in
            try CACertificate(
                subject: subject, publicKeyInfoDER: key, serial: Issuer.serial(1), notBefore: 0, notAfter: 1,
                pathLength: nil)
        }
        #expect(code { () throws(PKIXError) in try made(.empty, spki) } == .malformedName)
        #expect(code { () throws(PKIXError) in try made(Name(commonName: "x"), [0x30, 0]) } == .malformedDER)
    }

    @Test("openssl and the library's CMS parser read our certs-only message; we read openssl's")
    func certificatesOnly() throws {
        let root = try Issuer.ca("Root CA")
        let all = try [root.certificate, Issuer.ca("Sub", by: root).certificate, root.leaf()]
        let message = CertificatesOnly.encode(all.map(\.der))
        #expect(Set(try CertificatesOnly.decode(message)) == Set(all.map(\.der)))
        #expect(
            message == CertificatesOnly.encode(all.reversed().map(\.der)), "a SET is sorted, whatever the order given")

        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("ours.p7", message)
        try shell.write("empty.p7", CertificatesOnly.encode([]))
        try shell.write("all.pem", Array(all.map { PEM.encode("CERTIFICATE", $0.der) }.joined()))
        let log = try shell.run(
            """
            openssl pkcs7 -inform DER -in ours.p7 -print_certs -out printed.pem && echo read
            openssl pkcs7 -inform DER -in empty.p7 -print_certs -noout && echo empty
            openssl crl2pkcs7 -nocrl -certfile all.pem -outform DER -out theirs.p7
            """)
        #expect(log.contains("read") && log.contains("empty"), "\(log)")
        let printed = try PEM.decode(try shell.read("printed.pem"), label: "CERTIFICATE").map(\.der)
        #expect(Set(printed) == Set(all.map(\.der)))
        #expect(Set(try CertificatesOnly.decode(try shell.read("theirs.p7"))) == Set(all.map(\.der)))
        #expect(try CertificatesOnly.decode(try shell.read("empty.p7")).isEmpty)
    }

    @Test("openssl reads the attributes that a server asks for")
    func csrAttributes() throws {
        let der = try CSRAttributes.encode([
            .ecdsaKey(bits: 384), .rsaKey(bits: 3_072), .ed25519Key, .signature(.ecdsaWithSHA384),
            .identifier(.challengePassword),
            .extensions([Extension(oid: .subjectAltName, critical: false, value: []), .extendedKeyUsage([.clientAuth])]
            ),
        ])
        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("attrs.der", der)
        let lines = try shell.run("openssl asn1parse -inform DER -in attrs.der").split(separator: "\n").compactMap {
            $0.split(separator: "prim:").last?.split(separator: " ").joined(separator: " ")
        }
        let primitives = lines.filter { !$0.contains("cons:") }
        #expect(
            primitives == [
                "OBJECT :id-ecPublicKey", "OBJECT :secp384r1", "OBJECT :rsaEncryption", "INTEGER :0C00",
                "OBJECT :ED25519", "OBJECT :ecdsa-with-SHA384", "OBJECT :challengePassword",
                "OBJECT :Extension Request", "OBJECT :X509v3 Subject Alternative Name", "OCTET STRING",
                "OBJECT :X509v3 Extended Key Usage", "OCTET STRING [HEX DUMP]:300A06082B06010505070302",
            ])
        #expect(code { () throws(PKIXError) in try CSRAttributes.encode([.rsaKey(bits: 1_024)]) } == .unsupportedKey)
        #expect(code { () throws(PKIXError) in try CSRAttributes.encode([.ecdsaKey(bits: 255)]) } == .unsupportedKey)
        #expect(try CSRAttributes.encode([]) == [0x30, 0])
    }

    @Test("what is no certs-only message is refused")
    func notPKCS7() throws {
        let certificate = try Issuer.ca("Root").certificate.der
        #expect(code { () throws(PKIXError) in try CertificatesOnly.decode(certificate) } == .malformedDER)
        let message = CertificatesOnly.encode([certificate])
        #expect(code { () throws(PKIXError) in try CertificatesOnly.decode(message + [0]) } == .malformedDER)
        let many = CertificatesOnly.encode(
            [[UInt8]](repeating: [0x30, 0], count: CertificatesOnly.certificatesMax + 1))
        #expect(code { () throws(PKIXError) in try CertificatesOnly.decode(many) } == .tooLarge)
    }
}
