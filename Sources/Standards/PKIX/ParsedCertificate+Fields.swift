extension ParsedCertificate {
    /// The parts of a certificate, as our own reader slices them.
    struct Fields {
        let serial: SerialNumber
        let issuer: Name
        let subject: Name
        let notBefore: Int64
        let notAfter: Int64
        let publicKey: PublicKeyInfo
        let signatureAlgorithm: SignatureAlgorithm?
        let extensions: CertificateExtensions
        /// Where the TBSCertificate lies.
        let tbs: Range<Int>
        let signature: [UInt8]

        init(_ der: [UInt8]) throws(PKIXError) {
            var outer = DERReader(der, in: "certificate")
            var certificate = try outer.enter(DERTag.sequence)
            try outer.requireEnd()
            let signed = try certificate.next(DERTag.sequence)
            self.tbs = signed.range
            var tbs = certificate.inside(signed)
            let algorithm = certificate.whole(try certificate.next(DERTag.sequence))
            signature = try certificate.octetAlignedBits()
            try certificate.requireEnd()

            let version = try Fields.version(&tbs)
            serial = try Fields.serial(&tbs)
            guard tbs.whole(try tbs.next(DERTag.sequence)) == algorithm else {
                throw tbs.malformed("The signature algorithm inside the certificate differs from the one outside.")
            }
            issuer = try Name(der: tbs.whole(try tbs.next(DERTag.sequence)), in: "certificate: issuer")
            var validity = try tbs.enter(DERTag.sequence, "certificate: validity")
            notBefore = try ASN1Time.decode(try validity.next(), in: validity)
            notAfter = try ASN1Time.decode(try validity.next(), in: validity)
            try validity.requireEnd()
            subject = try Name(der: tbs.whole(try tbs.next(DERTag.sequence)), in: "certificate: subject")
            let keyPlace = "certificate: public key"
            publicKey = try PublicKeyInfo(der: tbs.whole(try tbs.next(DERTag.sequence)), in: keyPlace)
            try publicKey.requireSupported(in: keyPlace)
            signatureAlgorithm = try SignatureAlgorithm.requireOrSHA1(algorithm, in: "certificate: signature")
            extensions = try Fields.extensions(&tbs, version)
        }

        /// 0, 1 or 2 for versions 1 to 3.
        private static func version(_ tbs: inout DERReader) throws(PKIXError) -> Int {
            guard tbs.nextTag == DERTag.contextConstructed(0) else { return 0 }
            var tagged = try tbs.enter(DERTag.contextConstructed(0))
            let version = try tagged.smallInteger()
            try tagged.requireEnd()
            guard version == 1 || version == 2 else {
                throw tbs.malformed("The version of the certificate is unknown.")
            }
            return version
        }

        private static func serial(_ tbs: inout DERReader) throws(PKIXError) -> SerialNumber {
            let octets = try tbs.integer()
            guard let first = octets.first, first < 0x80 else {
                throw PKIXError(.invalidSerialNumber, "The serial number is negative.", in: "certificate")
            }
            guard octets != [0] else {
                throw PKIXError(
                    .invalidSerialNumber, "The serial number is zero, which RFC 5280 does not allow.", in: "certificate"
                )
            }
            return try SerialNumber(bytes: Array(octets))
        }

        private static func extensions(_ tbs: inout DERReader, _ version: Int) throws(PKIXError)
            -> CertificateExtensions
        {
            for uniqueIdentifier in [DERTag.context(1), DERTag.context(2)] {
                _ = try tbs.optional(uniqueIdentifier)
            }
            guard tbs.nextTag != nil else { return try CertificateExtensions([]) }
            var tagged = try tbs.enter(DERTag.contextConstructed(3), "certificate: extensions")
            try tbs.requireEnd()
            guard version == 2 else { throw tagged.malformed("Only certificates of version 3 have extensions.") }
            var list = try tagged.enter(DERTag.sequence)
            try tagged.requireEnd()
            return try CertificateExtensions(try Extension.readAll(&list))
        }
    }
}
