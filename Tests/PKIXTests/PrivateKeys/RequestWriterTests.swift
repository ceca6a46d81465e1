import PKIX
import Testing

@Suite("Requests that we write")
struct RequestWriterTests {
    @Test(
        "openssl and GnuTLS verify a request of every kind of key",
        arguments: [
            PublicKeyKind.ecdsa(bits: 256), .ecdsa(bits: 384), .ecdsa(bits: 521), .rsa(bits: 2048), .ed25519,
        ])
    func judged(_ kind: PublicKeyKind) throws {
        let key = try PrivateKey(generating: kind)
        let subject = Name(commonName: "Plant CA", organization: "Plant", country: "NL")
        let request = try UnsignedRequest.signed(
            by: key, subject: subject,
            extensions: [.basicConstraints(ca: true, pathLength: 1), .keyUsage([.keyCertSign, .cRLSign])])
        #expect(request.verifySignature() && request.subject == subject && request.key == kind)
        #expect(request.requestedExtensions == ["2.5.29.19", "2.5.29.15"])
        let bare = try UnsignedRequest.signed(by: key, subject: subject)
        #expect(bare.verifySignature() && bare.requestedExtensions == [])
        let shell = try Shell()
        defer { shell.remove() }
        try shell.write("request.pem", PEM.encode("CERTIFICATE REQUEST", request.der))
        try shell.write("bare.pem", PEM.encode("CERTIFICATE REQUEST", bare.der))
        let log = try shell.run(
            """
            openssl req -in request.pem -verify -noout -text
            openssl req -in bare.pem -verify -noout
            certtool --crq-info --infile request.pem
            """)
        #expect(log.ranges(of: "verify OK").count == 2, "\(log)")
        #expect(log.contains("CA:TRUE, pathlen:1") && log.contains("Self signature: verified"), "\(log)")
    }

    @Test("a request that another key signed does not verify")
    func otherKey() throws {
        let keys = try (0..<2).map { _ in try PrivateKey(generating: .ecdsa(bits: 256)) }
        let unsigned = try UnsignedRequest(subject: Name(commonName: "x"), publicKeyInfoDER: keys[0].publicKey.der)
        #expect(try !CertificateRequest(der: unsigned.signed(try keys[1].sign(unsigned.info))).verifySignature())
    }
}
