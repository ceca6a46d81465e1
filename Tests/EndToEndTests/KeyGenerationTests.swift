import Foundation
import TestSupport
import Testing

@Suite("csrattrs and serverkeygen of a live server", .liveServer())
struct KeyGenerationTests {
    static let kinds: [(name: String, algorithm: [String])] = [
        ("P-256", DeviceRequest.p256), ("P-384", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"]),
        ("RSA-2048", ["-newkey", "rsa:2048"]), ("Ed25519", ["-newkey", "ed25519"]),
    ]

    @Test("curl gets keys of every kind, and openssl signs with them and verifies by their certificates")
    func keys() async throws {
        let server = try LiveServer.ofSuite()
        try await server.createCAs()
        try await server.createDMS(Self.dms("line-1", makesKeys: true))
        try await server.createDMS(Self.dms("line-2", makesKeys: false))
        let bootstrap = try await server.identity("boot")
        for (name, algorithm) in Self.kinds {
            let request = try await DeviceRequest.make("/CN=pump-\(name)", in: server.folder, key: algorithm)
            let reply = try await Self.generate(request, bootstrap, server)
            #expect(reply.status == 200 && reply.mediaType == "multipart/mixed", "\(reply)")
            #expect(reply.headers["content-length"] == String(reply.body.count))
            let parts = try await Self.parts(of: reply, server, name)
            #expect(parts.types == "application/pkcs8 application/pkcs7-mime")
            try await Self.expectPair(parts, server)
        }
        let request = try await DeviceRequest.make("/CN=pump-x", in: server.folder)
        let off = try await Self.generate(request, bootstrap, server, at: "line-2")
        #expect(off.status == 403 && off.text.contains("server_key_generation"))
        let again = try await DeviceRequest.make("/CN=pump-P-256", in: server.folder)
        let taken = try await Self.generate(again, bootstrap, server)
        #expect(taken.status == 409 && taken.text.contains("is not kept"))

        try await Self.expectEncrypted(to: bootstrap, server)
        let wanted = try await server.est("line-1/csrattrs")
        #expect(wanted.status == 200 && wanted.mediaType == "application/csrattrs")
        let der = try #require(Data(base64Encoded: Data(wanted.body), options: .ignoreUnknownCharacters))
        let shown = try await Command.check("openssl", ["asn1parse", "-inform", "DER"], stdin: Array(der)).text
        #expect(shown.contains(":commonName"))
        #expect(try await server.est("nowhere/csrattrs").status == 404)
    }

    static func dms(_ name: String, makesKeys: Bool) -> JSON {
        [
            "name": .string(name), "cloud_dms": true,
            "identity_profile": [
                "enrollment_settings": [
                    "authorized_ca": "issuing", "bootstrap_cas": ["bootstrap"],
                    "server_key_generation": .bool(makesKeys),
                ]
            ],
        ]
    }

    private static func generate(
        _ request: DeviceRequest, _ client: Identity, _ server: LiveServer, at dms: String = "line-1"
    ) async throws -> Reply {
        try await server.est(
            "\(dms)/serverkeygen", client.arguments + ["-H", "Content-Type: application/pkcs10"], body: request.base64)
    }

    private struct Parts {
        let types: String
        let key: String
        let certificate: String
    }

    /// As Python's mail parser takes them apart.
    private static func parts(of reply: Reply, _ server: LiveServer, _ name: String) async throws -> Parts {
        let head = "MIME-Version: 1.0\r\nContent-Type: \(reply.headers["content-type"] ?? "")\r\n\r\n"
        let message = try server.folder.write("\(name).mime", Array(head.utf8) + reply.body)
        let program = """
            import email, sys
            message = email.message_from_binary_file(open(sys.argv[1], "rb"))
            key, certificate = message.get_payload()
            open(sys.argv[1] + ".key", "wb").write(key.get_payload(decode=True))
            open(sys.argv[1] + ".p7", "wb").write(certificate.get_payload(decode=True))
            print(key.get_content_type(), certificate.get_content_type(), end="")
            """
        let types = try await Command.check(PythonEnvironment.judges.python(), ["-c", program, message]).text
        let certificate = "\(message).pem"
        try await Command.check(
            "openssl", ["pkcs7", "-inform", "DER", "-in", "\(message).p7", "-print_certs", "-out", certificate])
        return Parts(types: types, key: "\(message).key", certificate: certificate)
    }

    private static func expectPair(_ parts: Parts, _ server: LiveServer) async throws {
        let text = parts.certificate + ".text"
        try Data("what the device says".utf8).write(to: URL(filePath: text))
        let program = """
            set -e
            openssl x509 -in "$1" -noout -pubkey >"$1.pub"
            openssl pkeyutl -sign -rawin -inkey "$2" -keyform DER -in "$3" -out "$3.sig"
            openssl pkeyutl -verify -rawin -pubin -inkey "$1.pub" -in "$3" -sigfile "$3.sig"
            """
        let verdict = try await Command.run("sh", ["-c", program, "sh", parts.certificate, parts.key, text])
        #expect(verdict.text.contains("Signature Verified Successfully"), "\(verdict.text) \(verdict.stderr)")
    }

    /// The key comes encrypted to the client's TLS certificate and signed by the server's: openssl opens and verifies it.
    private static func expectEncrypted(to client: Identity, _ server: LiveServer) async throws {
        let python = try PythonEnvironment.judges.python()
        let der = try await Command.check(python, ["-c", asking, client.certificate]).stdout
        let reply = try await generate(DeviceRequest(der: der, key: ""), client, server)
        #expect(reply.status == 200, "\(reply)")
        let parts = try await parts(of: reply, server, "encrypted")
        #expect(parts.types == "application/pkcs7-mime application/pkcs7-mime")
        let opened = parts.key + ".opened"
        try await Command.check(
            "openssl",
            ["cms", "-decrypt", "-binary", "-inform", "DER", "-in", parts.key, "-out", opened]
                + ["-recip", client.certificate, "-inkey", client.key])
        try await Command.check(python, ["-c", wrapping, opened])
        let verdict = try await Command.run(
            "openssl",
            ["cms", "-verify", "-binary", "-inform", "DER", "-in", "\(opened).cms", "-CAfile", server.trust]
                + ["-purpose", "any", "-out", "\(opened).package"])
        #expect(verdict.stderr.contains("CMS Verification successful"), "\(verdict.stderr)")
        try await Command.check(python, ["-c", unpacking, "\(opened).package"])
        let key = "\(opened).package.key"
        try await expectPair(Parts(types: "", key: key, certificate: parts.certificate), server)
    }

    private static let asking = """
        import sys
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.name import _ASN1Type
        certificate = x509.load_pem_x509_certificate(open(sys.argv[1], "rb").read())
        identifier = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pump-encrypted")])
        request = x509.CertificateSigningRequestBuilder().subject_name(name).add_attribute(
            x509.ObjectIdentifier("1.2.840.113549.1.9.16.2.54"), identifier, _tag=_ASN1Type.OctetString)
        signed = request.sign(ec.generate_private_key(ec.SECP384R1()), hashes.SHA384())
        sys.stdout.buffer.write(signed.public_bytes(serialization.Encoding.DER))
        """

    /// The envelope holds a bare SignedData (RFC 5652, 6.1), and openssl wants a ContentInfo.
    private static let wrapping = """
        import sys
        from pyasn1.codec.der import encoder
        from pyasn1.type import univ
        from pyasn1_alt_modules import rfc5652
        message = rfc5652.ContentInfo()
        message["contentType"] = rfc5652.id_signedData
        message["content"] = univ.Any(open(sys.argv[1], "rb").read())
        open(sys.argv[1] + ".cms", "wb").write(encoder.encode(message))
        """

    private static let unpacking = """
        import sys
        from pyasn1.codec.der import decoder, encoder
        from pyasn1_alt_modules import rfc5958
        package, rest = decoder.decode(open(sys.argv[1], "rb").read(), asn1Spec=rfc5958.AsymmetricKeyPackage())
        assert not rest and len(package) == 1
        open(sys.argv[1] + ".key", "wb").write(encoder.encode(package[0]))
        """
}
