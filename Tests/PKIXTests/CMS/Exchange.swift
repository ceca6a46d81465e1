import PKIX
import Testing

/// A key on its way from a server to a client, whose key and certificate are openssl's.
struct Exchange {
    let shell: Shell
    /// The client's.
    let certificate: ParsedCertificate
    private let signer: MessageSigner

    /// - Parameter client: what openssl makes as the client's key.
    init(client: String, signer kind: PublicKeyKind = .ecdsa(bits: 256)) throws {
        shell = try Shell()
        let made = try shell.run(
            """
            openssl req -x509 -newkey \(client) -nodes -keyout client.key -subj /CN=client -days 30 -out client.pem
            openssl x509 -in client.pem -outform DER -out client.der
            """)
        certificate = try ParsedCertificate(der: try shell.read("client.der"))
        _ = try #require(certificate.subjectKeyIdentifier, "\(made)")
        let key = try PrivateKey(generating: kind)
        let issuer = try Issuer.ca("Server CA")
        let template = CertificateTemplate(
            issuerNameDER: issuer.certificate.subject.der, signatureAlgorithm: .ecdsaWithSHA256,
            authorityKeyIdentifier: issuer.certificate.subjectKeyIdentifier,
            constantExtensions: [.basicConstraints(ca: false), .keyUsage(.digitalSignature)])
        let tbs = template.tbs(
            serial: Issuer.serial(7), notBefore: Issuer.start, notAfter: Issuer.start + 365 * Issuer.day,
            subjectDER: Name(commonName: "est.example").der, publicKeyInfoDER: key.publicKey.der,
            extraExtensions: [.subjectKeyIdentifier(ofBits: key.publicKey.bits)])
        let der = template.certificate(tbs: tbs, signature: try Issuer.sign(issuer.key)(tbs))
        signer = try MessageSigner(certificates: [der, issuer.certificate.der], key: key)
        try shell.write("ca.pem", PEM.encode("CERTIFICATE", issuer.certificate.der))
        _ = try shell.python(Self.issuerAndSerial)
    }

    /// What the outside witnesses say; what they found in the message is in `key.der`.
    func deliver(
        _ key: PrivateKey, to recipient: Recipient, _ capabilities: SMIMECapabilities?
    ) throws -> String {
        let package = try SignedKeyPackage.encode(key, by: signer, at: Issuer.start + 100)
        try shell.write(
            "enveloped.der",
            try EnvelopedData.encrypt(signedData: package, to: recipient, capabilities: capabilities))
        let opened = try shell.run(
            """
            openssl cms -decrypt -binary -inform DER -in enveloped.der -recip client.pem -inkey client.key -out signed.der
            """)
        let wrapped = try shell.python(Self.wrap)
        let verified = try shell.run(
            """
            openssl cms -verify -binary -inform DER -in message.der -CAfile ca.pem -purpose any -no_check_time \
                -certsout certs.pem -out package.der
            """)
        return opened + wrapped + verified + (try shell.python(Self.unpack))
    }

    private static let issuerAndSerial = """
        from pyasn1.codec.der import encoder
        from pyasn1_alt_modules import rfc5280, rfc5652
        from pyasn1.codec.der import decoder
        certificate = decoder.decode(open("client.der", "rb").read(), asn1Spec=rfc5280.Certificate())[0]
        name = rfc5652.IssuerAndSerialNumber()
        name["issuer"] = certificate["tbsCertificate"]["issuer"]
        name["serialNumber"] = certificate["tbsCertificate"]["serialNumber"]
        open("issuer-and-serial.der", "wb").write(encoder.encode(name))
        """

    /// The EnvelopedData holds a bare SignedData, as its content type says (RFC 5652, 6.1): openssl wants a ContentInfo.
    private static let wrap = """
        from pyasn1.codec.der import decoder, encoder
        from pyasn1.type import univ
        from pyasn1_alt_modules import rfc5652
        outer = open("enveloped.der", "rb").read()
        info, rest = decoder.decode(outer, asn1Spec=rfc5652.ContentInfo())
        enveloped, more = decoder.decode(info["content"], asn1Spec=rfc5652.EnvelopedData())
        assert not rest and not more and encoder.encode(enveloped) == bytes(info["content"])
        recipients = enveloped["recipientInfos"]
        assert len(recipients) == 1 and enveloped["encryptedContentInfo"]["contentType"] == rfc5652.id_signedData
        inner = next(iter(recipients[0].values()))
        assert int(enveloped["version"]) == (0 if int(inner["version"]) == 0 else 2)
        signed = open("signed.der", "rb").read()
        parsed, rest = decoder.decode(signed, asn1Spec=rfc5652.SignedData())
        assert not rest and int(parsed["version"]) == 3 and encoder.encode(parsed) == signed
        message = rfc5652.ContentInfo()
        message["contentType"] = rfc5652.id_signedData
        message["content"] = univ.Any(signed)
        open("message.der", "wb").write(encoder.encode(message))
        """

    private static let unpack = """
        import hashlib
        from cryptography import x509
        from cryptography.hazmat.primitives.asymmetric import ec, rsa
        from pyasn1.type import univ
        from pyasn1.codec.der import decoder, encoder
        from pyasn1_alt_modules import rfc5652, rfc5958
        signed = decoder.decode(open("signed.der", "rb").read(), asn1Spec=rfc5652.SignedData())[0]
        content = signed["encapContentInfo"]
        assert content["eContentType"] == rfc5958.id_ct_KP_aKeyPackage
        package, rest = decoder.decode(bytes(content["eContent"]), asn1Spec=rfc5958.AsymmetricKeyPackage())
        assert not rest
        information = signed["signerInfos"][0]
        attributes = encoder.encode(information["signedAttrs"].clone(tagSet=univ.SetOf.tagSet, cloneValueFlag=True))
        signer = x509.load_der_x509_certificate(
            next(d for d in (encoder.encode(c["certificate"]) for c in signed["certificates"])
                 if x509.load_der_x509_certificate(d).serial_number == int(information["sid"]["issuerAndSerialNumber"]["serialNumber"])))
        digest = {a["attrType"]: bytes(a["attrValues"][0]) for a in information["signedAttrs"]}[rfc5652.id_messageDigest][2:]
        assert digest == hashlib.new({32: "sha256", 48: "sha384", 64: "sha512"}[len(digest)], bytes(content["eContent"])).digest()
        if not isinstance(signer.public_key(), (rsa.RSAPublicKey, ec.EllipticCurvePublicKey)):
            signer.public_key().verify(bytes(information["signature"]), attributes)
            print("cryptography verified the signature")
        open("key.der", "wb").write(encoder.encode(package[0]))
        print("the package has", len(package), "key")
        """
}
