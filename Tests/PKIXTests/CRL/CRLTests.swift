import Crypto
import PKIX
import Testing

@Suite("Certificate revocation lists")
struct CRLTests {
    /// A CRL of the issuer with these entries.
    static func crl(
        _ issuer: Issuer, number: UInt64 = 1, base: UInt64? = nil, point: IssuingDistributionPoint? = nil,
        freshest: [String] = [], _ entries: [CRLEntry] = []
    ) throws -> [UInt8] {
        let template = try CRLTemplate(
            issuerNameDER: issuer.certificate.subject.der, signatureAlgorithm: .ecdsaWithSHA256,
            authorityKeyIdentifier: issuer.certificate.subjectKeyIdentifier, issuingDistributionPoint: point,
            freshestCRL: freshest)
        var list = CRLEntries(capacity: entries.count)
        for entry in entries { list.append(entry) }
        let unsigned = template.unsigned(
            number: CRLNumber(number), base: base.map { CRLNumber($0) }, thisUpdate: Issuer.start,
            nextUpdate: Issuer.start + 7 * Issuer.day, entries: list)
        return unsigned.signed(try Issuer.sign(issuer.key)(unsigned.tbs))
    }

    /// Every reason, serial numbers with and without a sign octet, a date of each form.
    static func entries() throws -> [CRLEntry] {
        var entries = CRLReason.allCases.enumerated().map { index, reason in
            CRLEntry(
                serial: Issuer.serial(UInt64(index)), revocationDate: Issuer.start - Int64(index) * 3_601,
                reason: reason)
        }
        for (serial, date) in [([0x80], 2_524_608_000), ([0x7f], 2_524_607_999), ([0x01, 0x00], -631_152_000)] {
            entries.append(
                CRLEntry(
                    serial: try SerialNumber(bytes: serial.map { UInt8($0) }), revocationDate: Int64(date),
                    reason: .superseded))
        }
        return entries
    }

    @Test("what is written is read again, complete and delta, with every extension")
    func roundTrip() throws {
        let issuer = try Issuer.ca("Root")
        let entries = try CRLTests.entries()
        let point = IssuingDistributionPoint(
            uris: ["http://pki.test/crl/root/0.crl", "http://old.test/0.crl"], onlyContainsUserCerts: true)
        let complete = try ParsedCRL(
            der: try CRLTests.crl(issuer, number: 255, point: point, freshest: ["http://pki.test/0-delta.crl"], entries)
        )
        #expect(complete.entries == entries)
        #expect(complete.number == CRLNumber(255) && complete.number?.value == 255 && !complete.isDelta)
        #expect(complete.issuer == issuer.certificate.subject)
        #expect(complete.thisUpdate == Issuer.start && complete.nextUpdate == Issuer.start + 7 * Issuer.day)
        #expect(complete.authorityKeyIdentifier == issuer.certificate.subjectKeyIdentifier)
        #expect(complete.issuingDistributionPoint == point)
        #expect(complete.freshestCRL == ["http://pki.test/0-delta.crl"])
        #expect(complete.isSigned(by: issuer.certificate))
        #expect(complete.isSigned(by: try Issuer.ca("Root").certificate) == false, "another key of the same name")
        #expect(complete.entry(for: entries[3].serial) == entries[3])

        let delta = try ParsedCRL(
            der: try CRLTests.crl(issuer, number: 1 << 40, base: 128, freshest: ["http://pki.test/x"], entries))
        #expect(delta.isDelta && delta.baseNumber == CRLNumber(128) && delta.number?.value == 1 << 40)
        #expect(delta.freshestCRL.isEmpty, "a delta CRL does not point to another (RFC 5280, 5.2.6)")
    }

    @Test("an empty CRL has no list of entries, and a CA of version 1 lists is read too")
    func empty() throws {
        let issuer = try Issuer.ca("Root")
        let crl = try ParsedCRL(der: try CRLTests.crl(issuer))
        #expect(crl.entries.isEmpty && crl.isSigned(by: issuer.certificate))
        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("root.der", issuer.certificate.der)
        try shell.write("key.pem", Array(issuer.key.pemRepresentation.utf8))
        try shell.run(
            """
            openssl x509 -inform DER -in root.der -out root.pem; touch index.txt; echo 1000 > crlnumber
            printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\ndefault_md=sha256\\n' > v1.cnf
            openssl ca -config v1.cnf -gencrl -keyfile key.pem -cert root.pem -crldays 3 -out v1.pem
            openssl crl -in v1.pem -outform DER -out v1.der
            """)
        let old = try ParsedCRL(der: try shell.read("v1.der"))
        #expect(old.number == nil && old.entries.isEmpty && old.isSigned(by: issuer.certificate))
    }

    @Test("openssl verifies the signature and shows what was written")
    func openssl() throws {
        let issuer = try Issuer.ca("Root")
        let point = IssuingDistributionPoint(uris: ["http://pki.test/crl/root/0.crl"])
        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("root.der", issuer.certificate.der)
        try shell.write(
            "crl.der",
            try CRLTests.crl(
                issuer, number: 0x1234, point: point, freshest: ["http://pki.test/d.crl"], try CRLTests.entries()))
        try shell.write("delta.der", try CRLTests.crl(issuer, number: 7, base: 5, try CRLTests.entries()))
        let log = try shell.run(
            """
            openssl x509 -inform DER -in root.der -out root.pem
            openssl crl -inform DER -in crl.der -CAfile root.pem -verify -noout -text
            openssl crl -inform DER -in delta.der -CAfile root.pem -verify -noout -text
            """)
        #expect(log.ranges(of: "verify OK").count == 2, "\(log)")
        for expected in [
            "Version 2 (0x1)", "X509v3 CRL Number: \n                4660",
            "X509v3 Issuing Distribution Point: critical",
            "URI:http://pki.test/crl/root/0.crl", "X509v3 Freshest CRL", "X509v3 Delta CRL Indicator: critical",
            "Remove From CRL", "Serial Number: 80", "Revocation Date: Jan  1 00:00:00 2050 GMT", "AA Compromise",
        ] {
            #expect(log.contains(expected), "\(expected) in \(log)")
        }
        #expect(!log.contains("Unspecified"), "an unspecified reason is left out")
    }

    @Test("numbers compare as numbers")
    func numbers() {
        let numbers: [UInt64] = [0, 1, 127, 128, 255, 256, 65_535, 65_536, .max]
        #expect(numbers.map { CRLNumber($0) }.sorted() == numbers.map { CRLNumber($0) })
        #expect(numbers.compactMap { CRLNumber($0).value } == numbers)
    }
}
