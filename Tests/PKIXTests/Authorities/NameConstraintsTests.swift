import PKIX
import Testing
import TestSupport

@Suite("Name constraints of authorities")
struct NameConstraintsTests {
    private func constraints() throws -> NameConstraints {
        try NameConstraints(
            permitted: [
                .dns("plant.example"), .email(".plant.example"), .uri(".plant.example"), .ip("10.16.0.0/12"),
                .ip("2001:db8::/33"), .directory(Name(organization: "Plant")),
            ], excluded: [.dns("office.plant.example"), .email("root@mail.plant.example"), .ip("10.17.3.128/25")])
    }

    @Test("openssl, GnuTLS, cryptography and pkilint read what we write, and we read it back")
    func written() throws {
        let constraints = try constraints()
        let root = try KeyedAuthority.make(
            "Root", try PrivateKey(generating: .ecdsa(bits: 256)), constraints: constraints
        ).certificate
        #expect(try root.nameConstraints() == constraints)
        #expect(root.hasNameConstraints)
        #expect(root.extensions.all.first { $0.oid == .nameConstraints }?.isCritical == true)
        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("root.pem", root)
        #expect(try shell.lint(["root.pem"]) == "")
        let log = try shell.run(
            "openssl x509 -in root.pem -noout -ext nameConstraints; certtool --certificate-info --infile root.pem")
        #expect(log.contains("X509v3 Name Constraints: critical"))
        for text in [
            "DNS:plant.example", "email:.plant.example", "URI:.plant.example", "IP:10.16.0.0/255.240.0.0",
            "IP:2001:DB8:0:0:0:0:0:0/FFFF:FFFF:8000:0:0:0:0:0", "DirName:O = Plant", "DNS:office.plant.example",
            "IP:10.17.3.128/255.255.255.128", "DNSname: office.plant.example", "IPAddress: 10.17.3.128/25",
        ] {
            #expect(log.contains(text), "\(text) in \(log)")
        }
        let names = try shell.python(
            """
            from cryptography import x509
            root = x509.load_pem_x509_certificate(open("root.pem", "rb").read())
            value = root.extensions.get_extension_for_class(x509.NameConstraints).value
            print(*[str(getattr(name.value, "rfc4514_string", lambda: name.value)()) for name in
                    value.permitted_subtrees + value.excluded_subtrees])
            """)
        #expect(
            names == "plant.example .plant.example .plant.example 10.16.0.0/12 2001:db8::/33 O=Plant "
                + "office.plant.example root@mail.plant.example 10.17.3.128/25\n")
    }

    @Test("openssl and we accept and refuse the same names below")
    func enforced() throws {
        let constraints = try constraints()
        let root = try KeyedAuthority.make(
            "Root", try PrivateKey(generating: .ecdsa(bits: 256)), constraints: constraints)
        let cases: [(GeneralName, Bool)] = [
            (.dns("pump.plant.example"), true), (.dns("plant.example"), true), (.dns("plants.example"), false),
            (.dns("a.office.plant.example"), false), (.email("ops@mail.plant.example"), true),
            (.email("root@mail.plant.example"), false), (.email("ops@other.example"), false),
            (.uri("https://pump.plant.example:8443/x?y"), true), (.uri("coaps://plant.example.org/"), false),
            (.ip([10, 17, 3, 127]), true), (.ip([10, 17, 3, 129]), false), (.ip([10, 32, 0, 1]), false),
            (.ip([0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 12)), true),
            (.ip([0x20, 0x01, 0x0d, 0xb8, 0x80] + [UInt8](repeating: 0, count: 11)), false),
        ]
        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("root.pem", root.certificate)
        var script = ""
        for (index, each) in cases.enumerated() {
            #expect(constraints.permits(each.0) == each.1, "\(each.0)")
            let leaf = try root.leaf("leaf", [each.0])
            let verdict = try? ChainValidation().validate(
                leaf: leaf, intermediates: [], anchors: [root.certificate], at: Issuer.start + 60,
                requireClientAuth: true)
            #expect((verdict != nil) == each.1, "\(each.0)")
            try shell.write("leaf\(index).pem", leaf)
            script += "openssl verify -x509_strict -attime \(Issuer.start + 60) -CAfile root.pem leaf\(index).pem\n"
        }
        let log = try shell.run(script)
        for (index, each) in cases.enumerated() {
            #expect(log.contains("leaf\(index).pem: OK") == each.1, "\(each.0): \(log)")
        }
    }

    @Test("a URI without a host, or with an address for it, lies in no subtree and is refused")
    func hostlessURIs() throws {
        let permitting = try NameConstraints(permitted: [.uri("plant.example")], excluded: [])
        let excluding = try NameConstraints(permitted: [], excluded: [.uri("plant.example")])
        for uri in ["urn:dev:1", "https://10.0.0.1/", "https://[::1]/", "https:///x", "mailto:a@plant.example", ""] {
            #expect(!permitting.permits(.uri(uri)) && !excluding.permits(.uri(uri)), "\(uri)")
        }
        #expect(permitting.permits(.uri("https://user:pass@PLANT.example:1/x")))
        #expect(!permitting.permits(.uri("https://plant.example@evil.example/")))
        #expect(excluding.permits(.uri("https://evil.example/")))
        #expect(permitting.permits(.dns("any.example")), "other forms are not constrained")
    }

    @Test("what no relying party could apply is not taken")
    func refused() {
        let texts: [(String, (String) throws(PKIXError) -> NameSubtree)] = [
            (".plant.example", { text throws(PKIXError) in try .dns(text) }),
            ("*.plant.example", { text throws(PKIXError) in try .dns(text) }),
            ("plant..example", { text throws(PKIXError) in try .dns(text) }),
            ("plänt.example", { text throws(PKIXError) in try .dns(text) }),
            ("plant.example.", { text throws(PKIXError) in try .dns(text) }),
            ("a@b@c", { text throws(PKIXError) in try .email(text) }),
            ("", { text throws(PKIXError) in try .email(text) }),
            ("@plant.example", { text throws(PKIXError) in try .email(text) }),
            ("https://plant.example/", { text throws(PKIXError) in try .uri(text) }),
            (".", { text throws(PKIXError) in try .uri(text) }),
            ("10.0.0.0", { text throws(PKIXError) in try .ip(text) }),
            ("10.0.0.1/8", { text throws(PKIXError) in try .ip(text) }),
            ("10.0.0.0/33", { text throws(PKIXError) in try .ip(text) }),
            ("10.0.0.0/-1", { text throws(PKIXError) in try .ip(text) }),
            ("10.0.0.0\0/8", { text throws(PKIXError) in try .ip(text) }),
            ("2001:db8::1/64", { text throws(PKIXError) in try .ip(text) }),
            ("2001:db8::/129", { text throws(PKIXError) in try .ip(text) }),
            ("/", { text throws(PKIXError) in try .ip(text) }), ("", { text throws(PKIXError) in try .ip(text) }),
        ]
        for (text, subtree) in texts {
            #expect(code { () throws(PKIXError) in try subtree(text) } == .malformedExtension, "\(text)")
        }
        #expect(code { () throws(PKIXError) in try NameSubtree.directory(.empty) } == .malformedExtension)
        #expect(
            code { () throws(PKIXError) in try NameConstraints(permitted: [], excluded: []) } == .malformedExtension)
        #expect(
            code { () throws(PKIXError) in try NameConstraints(permitted: [.dns("a"), .dns("a")], excluded: []) }
                == .malformedExtension)
    }

    @Test("subtrees are shown as they were given, and mutated extensions are a value or an error")
    func shown() throws {
        #expect(try NameSubtree.ip("10.16.0.0/12").description == "10.16.0.0/12")
        #expect(try NameSubtree.ip("2001:db8::/33").description == "2001:db8:0:0:0:0:0:0/33")
        #expect(try NameSubtree.ip("0.0.0.0/0").description == "0.0.0.0/0")
        let der = try constraints().der()
        #expect(try NameConstraints(der: der) == constraints())
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            let mutated = MutationTests.mutate(der, &generator)
            guard let read = try? NameConstraints(der: mutated) else { continue }
            for name in [GeneralName.ip([10, 17, 3, 1]), .uri("a://b"), .email("a@b"), .email("@"), .dns("")] {
                _ = read.permits(name)
            }
        }
    }

    @Test("the whole of a form can be excluded")
    func everything() throws {
        let nobody = try NameConstraints(permitted: [], excluded: [.dns(""), .ip("0.0.0.0/0"), .ip("::/0")])
        #expect(!nobody.permits(.dns("a.example")) && !nobody.permits(.ip([1, 2, 3, 4])))
        #expect(nobody.permits(.directory(Name(commonName: "x"))))
        let key = try PrivateKey(generating: .ecdsa(bits: 256))
        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("root.pem", try KeyedAuthority.make("Root", key, constraints: nobody).certificate)
        #expect(try shell.lint(["root.pem"]) == "")
    }
}
