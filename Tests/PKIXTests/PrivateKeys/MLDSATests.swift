import PKIX
import Testing
import TestSupport

/// OpenSSL 3.0 and GnuTLS 3.7 have no ML-DSA; the judge is OpenSSL 4 inside of PyPI's cryptography.
@Suite("ML-DSA (FIPS 204, RFC 9881)")
struct MLDSATests {
    @Test(
        "cryptography reads our keys, certificates and requests, and finds their signatures valid", arguments: [65, 87])
    func judged(_ set: Int) throws {
        let key = try PrivateKey(generating: set == 65 ? .mlDSA65 : .mlDSA87)
        let root = try KeyedAuthority.make("Root", key, pathLength: 1).certificate
        let request = try UnsignedRequest.signed(by: key, subject: Name(commonName: "device"))
        #expect(root.isSelfSigned && root.x509 == nil && root.key == key.kind && request.verifySignature())
        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("key.pem", key.pkcs8PEM)
        try shell.write("spki.der", key.publicKey.der)
        try shell.write("root.pem", root)
        try shell.write("request.der", request.der)
        #expect(try shell.lint(["root.pem"]) == "")
        let log = try shell.python(
            """
            from cryptography import x509
            from cryptography.hazmat.primitives import serialization as s
            key = s.load_pem_private_key(open("key.pem", "rb").read(), None)
            spki = open("spki.der", "rb").read()
            public = s.load_der_public_key(spki)
            assert key.public_key().public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo) == spki
            assert key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()) == open("key.pem", "rb").read()
            root = x509.load_pem_x509_certificate(open("root.pem", "rb").read())
            public.verify(root.signature, root.tbs_certificate_bytes)
            request = x509.load_der_x509_csr(open("request.der", "rb").read())
            public.verify(request.signature, request.tbs_certrequest_bytes)
            print(type(public).__name__, root.signature_algorithm_oid.dotted_string, root.subject.rfc4514_string())
            """)
        let arc = set == 65 ? 18 : 19
        #expect(log.hasPrefix("MLDSA\(set)PublicKey 2.16.840.1.101.3.4.3.\(arc) CN=Root"), "\(log)")
    }

    @Test("we read cryptography's keys, and verify what they sign", arguments: [65, 87])
    func theirs(_ set: Int) throws {
        let shell = try Shell()
        defer { shell.remove() }
        let log = try shell.python(
            """
            from cryptography.hazmat.primitives import serialization as s
            from cryptography.hazmat.primitives.asymmetric import mldsa
            key = mldsa.MLDSA\(set)PrivateKey.generate()
            open("key.pem", "wb").write(key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()))
            public = key.public_key().public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)
            open("spki.der", "wb").write(public)
            open("signature", "wb").write(key.sign(b"to be signed"))
            """)
        #expect(log == "")
        let key = try PrivateKey(anyEncoding: try shell.read("key.pem"))
        #expect(try key.publicKey.der == shell.read("spki.der"))
        #expect(key.kind == (set == 65 ? .mlDSA65 : .mlDSA87))
        #expect(try key.pkcs8PEM == shell.read("key.pem"))
        let signature = try shell.read("signature")
        #expect(
            key.publicKey.isValid(signature: signature, algorithm: key.signatureAlgorithm, for: [UInt8]("to be signed"))
        )
    }

    @Test("the seed is needed; an expanded key beside it must begin as the public key does")
    func expanded() throws {
        let key = try PrivateKey(generating: .mlDSA65)
        let head: [UInt8] = [0x02, 1, 0] + [0x30, 0x0b, 0x06, 0x09] + [UInt8](hex: "608648016503040312")
        let seed = Array(key.pkcs8.suffix(32))
        let whole = { (choice: [UInt8]) in
            let octets = [0x04, 0x82, UInt8(choice.count >> 8), UInt8(choice.count & 0xff)] + choice
            let body = head + octets
            return [0x30, 0x82, UInt8(body.count >> 8), UInt8(body.count & 0xff)] + body
        }
        let both = { (expanded: [UInt8]) in
            let body = [0x04, 32] + seed + [0x04, 0x82, 0x0f, 0xc0] + expanded
            return whole([0x30, 0x82, UInt8(body.count >> 8), UInt8(body.count & 0xff)] + body)
        }
        let code = { (der: [UInt8]) in
            do {
                return try PrivateKey(der: der).publicKey == key.publicKey ? nil : PKIXError.Code.unsupportedKey
            } catch let error as PKIXError {
                return error.code
            }
        }
        let rest = [UInt8](repeating: 7, count: 4_000)
        #expect(try code(both(Array(key.publicKey.bits.prefix(32)) + rest)) == nil)
        #expect(try code(both([UInt8](repeating: 1, count: 32) + rest)) == .inconsistentKey)
        #expect(try code(whole([0x04, 0x82, 0x0f, 0xc0] + [UInt8](repeating: 1, count: 4_032))) == .unsupportedKey)
        #expect(try code(whole([0x05, 0x00])) == .malformedPrivateKey)
    }

    @Test("keys and algorithm identifiers of ML-DSA are read strictly")
    func strict() throws {
        let key = try PrivateKey(generating: .mlDSA65)
        let info = key.publicKey.der
        let cut = info.dropLast()
        #expect(code { () throws(PKIXError) in try PublicKeyInfo(der: Array(cut)) } == .malformedDER)
        let root = try KeyedAuthority.make("Root", key).certificate.der
        let algorithm = SignatureAlgorithm.mlDSA65.der
        #expect(root.ranges(of: algorithm).count == 3, "twice for the signature, once for the key")
        var generator = SeededGenerator(seed: 65)
        for _ in 0..<400 {
            let bytes = MutationTests.mutate(root, &generator)
            guard let parsed = try? ParsedCertificate(der: bytes) else { continue }
            #expect(!parsed.isSigned(by: key.publicKey) || bytes == root)
        }
        let request = try UnsignedRequest.signed(by: key, subject: Name(commonName: "device")).der
        for _ in 0..<400 {
            let bytes = MutationTests.mutate(request, &generator)
            guard let parsed = try? CertificateRequest(der: bytes) else { continue }
            #expect(!parsed.verifySignature() || bytes == request)
        }
    }
}
