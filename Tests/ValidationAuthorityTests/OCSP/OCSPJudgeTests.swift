import CertificateAuthority
import Events
import ManagementAPI
import PKIX
import Testing
import TestPKI
import TestSupport
@testable import ValidationAuthority

@Suite("OCSP in the eyes of others")
struct OCSPJudgeTests {
    /// The certificates of a PKI as files, and what openssl asks about them.
    private struct Court {
        let desk: OCSPDesk
        let folder: TemporaryDirectory

        func writeCA(_ id: String) async throws {
            try folder.write("\(id).pem", try await desk.pki.cas.ca(id).certificate.pem)
        }

        func writeChain() async throws {
            for id in ["root", "issuing"] { try await writeCA(id) }
            let chain = try folder.read("issuing.pem") + folder.read("root.pem")
            try folder.write("chain.pem", chain)
        }

        @discardableResult
        func issue(_ name: String) async throws -> String {
            let certificate = try await desk.pki.certificate(name, from: "issuing")
            try folder.write("\(name).pem", certificate.certificate.pem)
            return certificate.serialNumber
        }

        /// openssl asks, we answer, openssl judges; all that it says.
        func ask(_ options: [String], issuer: String = "issuing", verify: [String] = ["-CAfile", "chain.pem"])
            async throws
            -> String
        {
            let question = ["ocsp", "-issuer", "\(issuer).pem"] + options
            try await openssl(question + ["-reqout", "request.der"])
            let answer = await desk.responder.answer(try folder.read("request.der"))
            try folder.write("response.der", answer.der)
            // With a certificate openssl makes a request of its own, whose nonce would be another one; with the file it
            // compares the nonces, and says nothing of certificates.
            let first = try await openssl(
                ["ocsp", "-issuer", "\(issuer).pem", "-reqin", "request.der", "-respin", "response.der"] + verify)
            return try await first + openssl(question + ["-no_nonce", "-respin", "response.der"] + verify)
        }

        @discardableResult
        func openssl(_ arguments: [String]) async throws -> String { try await run("openssl", arguments) }

        func run(_ program: String, _ arguments: [String]) async throws -> String {
            let output = try await Command.run(program, arguments, workingDirectory: folder.path)
            #expect(output.status == 0, "\(program) \(arguments): \(output.text)\(output.stderr)")
            return output.text + output.stderr
        }
    }

    private func withCourt(_ body: @Sendable @escaping (Court) async throws -> Void) async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            try await withTemporaryDirectory { folder in
                let court = Court(desk: desk, folder: folder)
                try await court.writeChain()
                try await body(court)
            }
        }
    }

    @Test("openssl takes good, revoked, unknown, nonces, each hash, several certificates, and a CA's own standing")
    func openssl() async throws {
        try await withCourt { court in
            try await court.issue("good")
            let bad = try await court.issue("bad")
            try await court.desk.revoke(bad, .keyCompromise)
            for hash in ["-sha1", "-sha256", "-sha384", "-sha512"] {
                let text = try await court.ask([hash, "-cert", "good.pem"])
                #expect(text.contains("Response verify OK") && text.contains("good.pem: good"), "\(hash): \(text)")
                #expect(!text.contains("WARNING"), "\(text)")
            }
            let plain = try await court.ask(["-no_nonce", "-cert", "bad.pem"])
            #expect(plain.contains("bad.pem: revoked") && plain.contains("Reason: keyCompromise"), "\(plain)")
            #expect(plain.contains("Response verify OK") && plain.contains("Revocation Time:"))
            let all = try await court.ask(["-cert", "good.pem", "-cert", "bad.pem", "-serial", "0x0ab1"])
            for text in ["Response verify OK", "good.pem: good", "bad.pem: revoked", "0x0ab1: unknown"] {
                #expect(all.contains(text), "\(all)")
            }
            let authority = try await court.ask(["-cert", "issuing.pem"], issuer: "root")
            #expect(authority.contains("issuing.pem: good") && authority.contains("Response verify OK"), "\(authority)")
        }
    }

    @Test(
        "openssl takes the delegated signer by its chain, and as the only one that it trusts; another CA's it does not")
    func delegation() async throws {
        try await withCourt { court in
            try await court.issue("good")
            _ = try await court.ask(["-cert", "good.pem"])
            let signer = try #require(try await court.desk.signers().first)
            try court.folder.write("signer.pem", try await court.desk.pki.cas.certificate(signer).certificate.pem)
            let trusted = try await court.ask(["-cert", "good.pem"], verify: ["-VAfile", "signer.pem"])
            #expect(trusted.contains("Response verify OK"), "\(trusted)")
            let verified = try await court.openssl([
                "verify", "-x509_strict", "-purpose", "ocsphelper", "-CAfile", "root.pem", "-untrusted", "issuing.pem",
                "signer.pem",
            ])
            #expect(verified.contains("signer.pem: OK"))

            try await court.desk.pki.createCA("other")
            try await court.writeCA("other")
            let output = try await Command.run(
                "openssl",
                [
                    "ocsp", "-issuer", "issuing.pem", "-cert", "good.pem", "-no_nonce", "-respin", "response.der",
                    "-CAfile",
                    "other.pem",
                ],
                workingDirectory: court.folder.path)
            #expect((output.text + output.stderr).contains("Response Verify Failure"))
        }
    }

    @Test(
        "openssl takes what a revoked CA's own key signs, for each kind of key",
        arguments: [("ECDSA", 384), ("RSA", 2048)])
    func ownKey(type: String, bits: Int) async throws {
        try await withCourt { court in
            let pki = court.desk.pki
            try await pki.createCA("own", key: KeyBody(type: type, bits: bits))
            try await court.writeCA("own")
            let leaf = try await pki.certificate("leaf", from: "own")
            try court.folder.write("leaf.pem", leaf.certificate.pem)
            let before = try await court.ask(["-cert", "leaf.pem"], issuer: "own", verify: ["-CAfile", "own.pem"])
            #expect(before.contains("leaf.pem: good") && before.contains("Response verify OK"), "\(before)")
            try await court.desk.revokeCA("own", .cessationOfOperation)
            let after = try await court.ask(["-cert", "leaf.pem"], issuer: "own", verify: ["-CAfile", "own.pem"])
            #expect(after.contains("Reason: cessationOfOperation") && after.contains("Response verify OK"), "\(after)")
            #expect(
                try await court.desk.check(
                    .init(
                        der: try court.folder.read("response.der"), thisUpdate: nil, nextUpdate: nil, isCacheable: false
                    ),
                    by: "own"
                ).certificates.isEmpty)
        }
    }

    @Test("GnuTLS asks, verifies and reads")
    func gnutls() async throws {
        try await withCourt { court in
            let serial = try await court.issue("pump")
            for revoked in [false, true] {
                if revoked { try await court.desk.revoke(serial, .superseded) }
                _ = try await court.run(
                    "ocsptool",
                    ["-q", "--load-issuer=issuing.pem", "--load-cert=pump.pem", "--outfile=request.der"])
                let id = try OCSPRequest(der: try court.folder.read("request.der")).certificateIDs[0]
                #expect(id.serial?.hex == serial)
                // Its own request has no nonce, whatever the option says.
                let request = OCSPRequest.encode([id], nonce: [0xde, 0xad])
                try court.folder.write("response.der", await court.desk.responder.answer(request).der)
                let verified = try await court.run(
                    "ocsptool", ["-e", "--load-trust=chain.pem", "--load-response=response.der"])
                #expect(verified.contains("Verifying OCSP Response: Success"), "\(verified)")
                let text = try await court.run("ocsptool", ["-j", "--load-response=response.der"])
                #expect(text.contains("Certificate Status: \(revoked ? "revoked" : "good")"), "\(text)")
                #expect(text.contains("Response Status: Successful") && text.contains("dead"))
            }
        }
    }

    @Test("the cryptography package asks, and verifies answers and signers")
    func cryptography() async throws {
        try await withCourt { court in
            let bad = try await court.issue("bad")
            try await court.issue("good")
            try await court.desk.revoke(bad, .affiliationChanged)
            try court.folder.write("judge.py", Self.judge)
            let python = try PythonEnvironment.judges.python()
            _ = try await court.run(python, ["judge.py", "ask"])
            for name in ["good", "bad"] {
                for hash in ["sha1", "sha256", "sha384", "sha512"] {
                    let request = try court.folder.read("\(name)-\(hash).req")
                    try court.folder.write("\(name)-\(hash).resp", await court.desk.responder.answer(request).der)
                }
            }
            let text = try await court.run(python, ["judge.py", "verify"])
            #expect(text.split(separator: "\n").count == 8)
            #expect(
                text.contains("good sha1 GOOD None")
                    && text.contains("bad sha512 REVOKED ReasonFlags.affiliation_changed"))
        }
    }

    private static let judge = """
        import sys
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509 import ocsp
        load = lambda name: x509.load_pem_x509_certificate(open(name + ".pem", "rb").read())
        issuer, nonce = load("issuing"), bytes(range(32))
        for name in ["good", "bad"]:
            for hash in [hashes.SHA1(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512()]:
                base = name + "-" + hash.name
                if sys.argv[1] == "ask":
                    builder = ocsp.OCSPRequestBuilder().add_certificate(load(name), issuer, hash)
                    builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
                    request = builder.build()
                    open(base + ".req", "wb").write(request.public_bytes(__import__("cryptography").hazmat.primitives.serialization.Encoding.DER))
                    continue
                answer = ocsp.load_der_ocsp_response(open(base + ".resp", "rb").read())
                assert answer.response_status == ocsp.OCSPResponseStatus.SUCCESSFUL
                assert answer.serial_number == load(name).serial_number
                assert answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == nonce
                signer = answer.certificates[0]
                signer.verify_directly_issued_by(issuer)
                signer.extensions.get_extension_for_class(x509.OCSPNoCheck)
                usages = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
                assert list(usages) == [x509.oid.ExtendedKeyUsageOID.OCSP_SIGNING]
                signer.public_key().verify(
                    answer.signature, answer.tbs_response_bytes, ec.ECDSA(answer.signature_hash_algorithm))
                single = next(answer.responses)
                print(name, hash.name, single.certificate_status.name, single.revocation_reason)
        """

    @Test("pkilint finds no error in answers of each kind, nor in the signer's certificate")
    func pkilint() async throws {
        try await withCourt { court in
            let desk = court.desk
            let bad = try await court.issue("bad")
            let good = try await court.issue("good")
            try await desk.revoke(bad, .keyCompromise)
            var requests = [
                "good": try await desk.request(good), "bad": try await desk.request(bad),
                "unknown": try await desk.request("01"),
                "nonce": try await desk.request(good, nonce: [UInt8](repeating: 9, count: 32)),
                "several": OCSPRequest.encode([
                    try await desk.id(good, .sha256), try await desk.id(bad), try await desk.id("01", .sha512),
                ]),
                "malformed": [0x30, 0x00],
            ]
            for (name, request) in requests {
                try court.folder.write("\(name).der", await desk.responder.answer(request).der)
            }
            let signer = try #require(try await desk.signers().first)
            try court.folder.write("signer.pem", try await desk.pki.cas.certificate(signer).certificate.pem)
            try await desk.revokeCA("issuing")
            requests["own"] = try await desk.request(good)
            try court.folder.write("own.der", await desk.responder.answer(try await desk.request(good)).der)
            for name in requests.keys.sorted() { try await lint("lint_ocsp_response", "\(name).der", court) }
            try await lint("lint_pkix_cert", "signer.pem", court)
        }
    }

    /// pkilint exits by the number of its findings.
    private func lint(_ program: String, _ file: String, _ court: Court) async throws {
        let output = try await Command.run(
            try PythonEnvironment.judges.program(program), ["lint", "-s", "ERROR", file],
            workingDirectory: court.folder.path)
        #expect(output.status == 0, "\(program) \(file): \(output.text)\(output.stderr)")
    }
}
