import Foundation
import TestSupport

extension ESTCast {
    /// What is wrong is the body.
    func bodies() async throws -> [RefusedRequest] {
        let good = unused.der
        var forged = good
        forged[forged.count - 1] ^= 1
        let certificate = try await Command.check(
            "openssl", ["x509", "-in", bootstrap.certificate, "-outform", "DER"]
        ).stdout
        let pem = try await Command.check("openssl", ["req", "-inform", "DER"], stdin: good).stdout
        let key = try [UInt8](Data(contentsOf: URL(filePath: bootstrap.key)))
        let garbage = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 101) }.filter { $0 != 0x2D && $0 != 0x30 }
        let fixed: [(String, Int, String, [UInt8])] = [
            ("no body", 400, "empty", []),
            ("not base64", 400, "base64", Array("!!!! this is no base64".utf8)),
            ("base64 that ends early", 400, "cut short", Array(unused.base64.prefix(9))),
            ("base64 of garbage", 400, "certification request", Self.base64(garbage)),
            ("JSON", 400, "base64", Array("{\"csr\":\"MIH\"}".utf8)),
            ("a certificate", 400, "certification request", Self.base64(certificate)),
            (
                "a certificate in PEM", 400, "0 CERTIFICATE REQUEST",
                try [UInt8](Data(contentsOf: URL(filePath: bootstrap.certificate)))
            ),
            ("a private key in PEM", 400, "0 CERTIFICATE REQUEST", key),
            ("two requests in PEM", 400, "2 CERTIFICATE REQUEST", pem + pem),
            ("PEM that is cut", 400, "PEM", Array(pem.prefix(200))),
            ("a request that is cut", 400, "certification request", Self.base64(Array(good.prefix(100)))),
            ("a request that is cut, in DER", 400, "certification request", Array(good.dropLast(3))),
            ("bytes after the request", 400, "extra bytes", Self.base64(good + [0, 1, 2])),
            ("a signature that does not verify", 400, "signature does not verify", Self.base64(forged)),
            ("70 KB", 413, "65536", [UInt8](repeating: 0x41, count: 70 << 10)),
            ("10 MB", 413, "65536", [UInt8](repeating: 0x41, count: 10 << 20)),
        ]
        let bootstrap = bootstrap
        let chunked = RefusedRequest("10 MB in chunks", 413, "65536") { server in
            let body = [UInt8](repeating: 0x41, count: 10 << 20)
            return try await server.enroll(body, as: bootstrap, ["-H", "Transfer-Encoding: chunked"])
        }
        return try await fixed.map { name, status, reason, body in
            RefusedRequest(name, status, reason) { try await $0.enroll(body, as: bootstrap) }
        } + [chunked] + requests()
    }

    /// What is wrong is in a request that is well-formed.
    private func requests() async throws -> [RefusedRequest] {
        let rows: [(String, String, String, [String])] = [
            ("RSA with 1024 bits", "1024 bits", "/CN=r", ["-newkey", "rsa:1024"]),
            ("another curve", "not accepted", "/CN=k", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"]),
            ("a signature with SHA-1", "SHA-1", "/CN=s", ["-newkey", "rsa:2048", "-sha1"]),
            ("no common name", "no common name", "/O=Plant", DeviceRequest.p256),
            ("no subject at all", "no common name", "/", DeviceRequest.p256),
            ("two common names", "2 common names", "/CN=a/CN=b", DeviceRequest.p256),
            ("two colons", "one colon", "/CN=a:b:c", DeviceRequest.p256),
            ("a slot without a device", "not empty", "/CN=a:", DeviceRequest.p256),
            ("a device without a slot", "not empty", "/CN=:a", DeviceRequest.p256),
            ("a common name with a control character", "control", "/CN=a\u{7}b", DeviceRequest.p256),
        ]
        var bodies = [("a common name of 65 characters", "RFC 5280", try await Self.overlong())]
        for (name, reason, subject, key) in rows { bodies.append((name, reason, try await request(subject, key: key))) }
        let bootstrap = bootstrap
        return bodies.map { name, reason, body in
            RefusedRequest(name, 400, reason) { try await $0.enroll(body, as: bootstrap) }
        }
    }

    /// By the cryptography package of Python, for openssl keeps to the bound itself.
    private static func overlong() async throws -> [UInt8] {
        let script = """
            import sys
            from cryptography import x509
            from cryptography.hazmat.primitives import hashes, serialization
            from cryptography.hazmat.primitives.asymmetric import ec
            name = x509.NameAttribute(x509.NameOID.COMMON_NAME, "a" * 65, _validate=False)
            request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([name]))
            signed = request.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
            sys.stdout.buffer.write(signed.public_bytes(serialization.Encoding.DER))
            """
        return base64(try await Command.check(PythonEnvironment.judges.python(), ["-c", script]).stdout)
    }

    private static func base64(_ bytes: [UInt8]) -> [UInt8] { [UInt8](Data(bytes).base64EncodedData()) }
}
