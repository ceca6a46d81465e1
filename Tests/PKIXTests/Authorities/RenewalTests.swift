import PKIX
import Testing

@Suite("Authorities whose certificate or key is renewed")
struct RenewalTests {
    /// Old and new root of one name, path length 0, and a leaf of each.
    private struct Rekeyed {
        let old: KeyedAuthority
        let new: KeyedAuthority
        let oldLeaf: ParsedCertificate
        let newLeaf: ParsedCertificate
        let links: LinkCertificates

        init(_ oldKind: PublicKeyKind, _ newKind: PublicKeyKind) throws {
            old = try KeyedAuthority.make(
                "Root", try PrivateKey(generating: oldKind), pathLength: 0,
                constraints: try NameConstraints(permitted: [.dns("plant.example")], excluded: []))
            let key = try PrivateKey(generating: newKind)
            let certificate = try CACertificate(
                renewing: old.certificate, publicKeyInfoDER: key.publicKey.der, serial: Issuer.serial(2),
                notBefore: Issuer.start + 30 * Issuer.day, notAfter: Issuer.start + 7_300 * Issuer.day)
            new = try KeyedAuthority.sealed(certificate.selfSigned(key.signatureAlgorithm), with: key, for: key)
            oldLeaf = try old.leaf("old leaf")
            newLeaf = try new.leaf("new leaf")
            links = try LinkCertificates(
                old: old.certificate, new: new.certificate, serials: (Issuer.serial(3), Issuer.serial(4)))
        }
    }

    @Test(
        "whoever trusts one key of a root validates what the other signed, by the links",
        arguments: [
            (PublicKeyKind.ecdsa(bits: 256), PublicKeyKind.ecdsa(bits: 384)), (.rsa(bits: 2048), .ed25519),
            (.ed25519, .ecdsa(bits: 521)),
        ])
    func links(_ oldKind: PublicKeyKind, _ newKind: PublicKeyKind) throws {
        let both = try Rekeyed(oldKind, newKind)
        let oldWithNew = try KeyedAuthority.sealed(both.links.oldWithNew, with: both.new.key, for: both.old.key)
        let newWithOld = try KeyedAuthority.sealed(both.links.newWithOld, with: both.old.key, for: both.new.key)
        for link in [oldWithNew.certificate, newWithOld.certificate] {
            #expect(link.selfIssued && !link.isSelfSigned && link.pathLength == 0 && link.hasNameConstraints)
        }
        #expect(newWithOld.certificate.notBefore == both.new.certificate.notBefore)
        #expect(newWithOld.certificate.notAfter == both.old.certificate.notAfter)
        #expect(oldWithNew.certificate.notAfter == both.old.certificate.notAfter)
        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("old.pem", both.old.certificate)
        try shell.write("new.pem", both.new.certificate)
        try shell.write("oldwithnew.pem", oldWithNew.certificate)
        try shell.write("newwithold.pem", newWithOld.certificate)
        try shell.write("oldleaf.pem", both.oldLeaf)
        try shell.write("newleaf.pem", both.newLeaf)
        #expect(try shell.lint(["new.pem", "oldwithnew.pem", "newwithold.pem"]) == "")
        let time = Issuer.start + 40 * Issuer.day
        let verify = "openssl verify -x509_strict -attime \(time)"
        let log = try shell.run(
            """
            \(verify) -CAfile old.pem -untrusted newwithold.pem newleaf.pem
            \(verify) -CAfile new.pem -untrusted oldwithnew.pem oldleaf.pem
            \(verify) -CAfile old.pem newwithold.pem && \(verify) -CAfile new.pem oldwithnew.pem
            \(verify) -CAfile old.pem newleaf.pem || echo refused
            """)
        #expect(log.contains("newleaf.pem: OK") && log.contains("oldleaf.pem: OK"), "\(log)")
        #expect(log.contains("newwithold.pem: OK") && log.contains("oldwithnew.pem: OK"), "\(log)")
        #expect(log.contains("refused"), "without the link there is no path")
        let path = try ChainValidation().validate(
            leaf: both.newLeaf, intermediates: [newWithOld.certificate], anchors: [both.old.certificate], at: time,
            requireClientAuth: true)
        #expect(path == [both.newLeaf, newWithOld.certificate, both.old.certificate])
    }

    @Test("a reissued CA keeps name, key, identifier and constraints, and vouches for what the first one signed")
    func reissue() throws {
        let first = try KeyedAuthority.make(
            "Root", try PrivateKey(generating: .ecdsa(bits: 256)), pathLength: 2,
            constraints: try NameConstraints(permitted: [.dns("plant.example")], excluded: []))
        let leaf = try first.leaf()
        let points = try Extension.crlDistributionPoints(["http://va.example/new.crl"])
        let certificate = try CACertificate(
            renewing: first.certificate, serial: Issuer.serial(5), notBefore: Issuer.start + Issuer.day,
            notAfter: Issuer.start + 7_300 * Issuer.day, replacing: [points])
        let second = try KeyedAuthority.sealed(
            certificate.selfSigned(first.key.signatureAlgorithm), with: first.key, for: first.key
        ).certificate
        #expect(second.subject == first.certificate.subject && second.publicKey == first.certificate.publicKey)
        #expect(second.subjectKeyIdentifier == first.certificate.subjectKeyIdentifier && second.pathLength == 2)
        #expect(try second.nameConstraints() == first.certificate.nameConstraints())
        #expect(second.extensions.value(.crlDistributionPoints) == points.value && second.serial == Issuer.serial(5))
        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("second.pem", second)
        try shell.write("leaf.pem", leaf)
        #expect(try shell.lint(["second.pem"]) == "")
        let log = try shell.run(
            "openssl verify -x509_strict -attime \(Issuer.start + 2 * Issuer.day) -CAfile second.pem leaf.pem")
        #expect(log.contains("leaf.pem: OK"), "\(log)")
    }

    @Test("a link does not say where to ask about the certificate that it is made from")
    func linkPoints() throws {
        let key = try PrivateKey(generating: .ecdsa(bits: 256))
        let points: [PKIX.Extension] = [
            try .crlDistributionPoints(["http://va.example/a.crl"]),
            try .authorityInfoAccess(ocsp: ["http://va.example/ocsp"], caIssuers: []),
            .certificatePolicies([try OID(dotted: "1.2.3.4")]),
        ]
        let roots = try (1...2).map { number in
            let own = number == 1 ? key : try PrivateKey(generating: .ed25519)
            let certificate = try CACertificate(
                subject: Name(commonName: "Root"), publicKeyInfoDER: own.publicKey.der, serial: Issuer.serial(7),
                notBefore: Issuer.start, notAfter: Issuer.start + Issuer.day, pathLength: nil, extraExtensions: points)
            return try KeyedAuthority.sealed(certificate.selfSigned(own.signatureAlgorithm), with: own, for: own)
        }
        let links = try LinkCertificates(
            old: roots[0].certificate, new: roots[1].certificate, serials: (Issuer.serial(8), Issuer.serial(9)))
        let link = try KeyedAuthority.sealed(links.oldWithNew, with: roots[1].key, for: key).certificate
        #expect(link.isSigned(by: roots[1].certificate) && link.publicKey == key.publicKey)
        #expect(link.extensions.value(.crlDistributionPoints) == nil)
        #expect(link.extensions.value(.authorityInfoAccess) == nil)
        #expect(link.extensions.value(.certificatePolicies) != nil, "the rest is kept")
    }

    @Test("an imported CA's own key identifier and key usage survive a reissue")
    func unusual() throws {
        let shell = try Shell()
        defer { shell.remove() }
        try shell.run(
            """
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout key.pem -outform DER -out ca.der \\
              -days 3650 -subj /CN=Foreign -addext 'subjectKeyIdentifier=01:02:03:04' \\
              -addext 'keyUsage=critical,digitalSignature,keyCertSign' -addext 'certificatePolicies=1.2.3.4'
            """)
        let key = try PrivateKey(anyEncoding: try shell.read("key.pem"))
        let ca = try ParsedCertificate(der: try shell.read("ca.der"))
        #expect(ca.isSelfSigned && ca.publicKey == key.publicKey && ca.subjectKeyIdentifier == [1, 2, 3, 4])
        let certificate = try CACertificate(
            renewing: ca, serial: Issuer.serial(5), notBefore: ca.notBefore, notAfter: ca.notAfter + Issuer.day)
        let again = try KeyedAuthority.sealed(certificate.selfSigned(key.signatureAlgorithm), with: key, for: key)
        #expect(again.certificate.subjectKeyIdentifier == [1, 2, 3, 4])
        #expect(again.certificate.authorityKeyIdentifier == [1, 2, 3, 4])
        #expect(again.certificate.keyUsage == [.digitalSignature, .keyCertSign, .cRLSign])
        #expect(again.certificate.extensions.value(.certificatePolicies) != nil)
        #expect(again.certificate.isSelfSigned)
    }

    @Test("what is no CA cannot be renewed as one, and links join two keys of one name")
    func refused() throws {
        let root = try KeyedAuthority.make("Root", try PrivateKey(generating: .ecdsa(bits: 256)))
        let other = try KeyedAuthority.make("Other", try PrivateKey(generating: .ecdsa(bits: 256)))
        let leaf = try root.leaf()
        let serials = (oldWithNew: Issuer.serial(1), newWithOld: Issuer.serial(2))
        for (old, new) in [(root, root), (root, other)] {
            #expect(
                code { () throws(PKIXError) in
                    try LinkCertificates(old: old.certificate, new: new.certificate, serials: serials)
                } == .malformedCertificate)
        }
        #expect(
            code { () throws(PKIXError) in
                try CACertificate(renewing: leaf, serial: Issuer.serial(1), notBefore: 0, notAfter: 1)
            } == .malformedCertificate)
        let renewed = { (begin: Int64, end: Int64) throws(PKIXError) in
            try CACertificate(renewing: root.certificate, serial: Issuer.serial(1), notBefore: begin, notAfter: end)
        }
        #expect(code { () throws(PKIXError) in try renewed(2, 1) } == .invalidTime)
    }
}
