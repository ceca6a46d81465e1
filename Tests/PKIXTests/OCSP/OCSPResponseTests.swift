import PKIX
import Testing
import TestSupport

@Suite("An OCSP response")
struct OCSPResponseTests {
    private static let statuses: [OCSPCertificateStatus] = [
        .good, .unknown, .revoked(time: Issuer.start - 60, reason: nil), .revoked(time: Issuer.start, reason: 1),
        .revoked(time: 2_600_000_000, reason: 10),
    ]

    private static func response(
        by signer: Issuer, for issuer: Issuer, _ statuses: [OCSPCertificateStatus], nonce: [UInt8]? = nil
    ) throws -> (der: [UInt8], singles: [OCSPSingleResponse]) {
        let singles = statuses.enumerated().map { index, status in
            OCSPSingleResponse(
                certificateID: OCSPCertificateID(
                    issuerNameDER: issuer.certificate.subject.der, publicKeyBits: issuer.certificate.publicKey.bits,
                    serial: Issuer.serial(UInt64(index)), hash: .sha256),
                status: status, thisUpdate: Issuer.start, nextUpdate: index == 1 ? nil : Issuer.start + 86_400)
        }
        let tbs = OCSPResponse.tbs(
            responderKeyHash: OCSPHashAlgorithm.sha1.hash(signer.certificate.publicKey.bits),
            producedAt: Issuer.start + 5, responses: singles, nonce: nonce)
        let der = OCSPResponse.successful(
            tbs: tbs, signatureAlgorithm: .ecdsaWithSHA256, signature: try Issuer.sign(signer.key)(tbs),
            certificates: [signer.certificate.der])
        return (der, singles)
    }

    @Test("is read as it was written, and verifies with its signer's key alone")
    func roundTrip() throws {
        let root = try Issuer.ca("Root")
        let signer = try Issuer.issue(Issuer.Options(), by: root)
        let nonce = [UInt8](repeating: 3, count: 128)
        let (der, singles) = try Self.response(by: signer, for: root, Self.statuses, nonce: nonce)
        let parsed = try ParsedOCSPResponse(der: der)
        let basic = try #require(parsed.basic)
        #expect(parsed.status == .successful && basic.responses == singles && basic.nonce == nonce)
        #expect(basic.producedAt == Issuer.start + 5 && basic.certificates == [signer.certificate.der])
        #expect(basic.responderKeyHash == OCSPHashAlgorithm.sha1.hash(signer.certificate.publicKey.bits))
        #expect(parsed.isSigned(by: signer.certificate) && !parsed.isSigned(by: root.certificate))
    }

    @Test("that refuses has its status and nothing else, and openssl reads it")
    func failures() throws {
        let shell = try Shell()
        defer { shell.remove() }
        let names = [
            "malformedrequest": OCSPResponseStatus.malformedRequest, "internalerror": .internalError,
            "trylater": .tryLater, "sigrequired": .sigRequired, "unauthorized": .unauthorized,
        ]
        for (name, status) in names {
            let der = OCSPResponse.failure(status)
            #expect(try ParsedOCSPResponse(der: der).status == status)
            try shell.write("\(name).der", der)
        }
        let log = try shell.run(
            names.keys.sorted().map { "openssl ocsp -respin \($0).der -resp_text -noverify" }.joined(separator: "\n"))
        for name in names.keys { #expect(log.contains("Responder Error: \(name)"), "\(log)") }
    }

    @Test("is read by openssl: statuses, reasons, times, nonce and responder")
    func openssl() throws {
        let shell = try Shell()
        defer { shell.remove() }
        let root = try Issuer.ca("Root")
        let (der, _) = try Self.response(by: root, for: root, Self.statuses, nonce: [0xde, 0xad])
        try shell.write("root.pem", PEM.encode("CERTIFICATE", root.certificate.der))
        try shell.write("response.der", der)
        let log = try shell.run(
            "openssl ocsp -respin response.der -resp_text -issuer root.pem -CAfile root.pem -attime \(Issuer.start + 60)"
        )
        for text in [
            "Response verify OK", "Cert Status: good", "Cert Status: unknown", "Cert Status: revoked",
            "Revocation Time: Jan  1 00:00:00 2026 GMT", "Revocation Reason: keyCompromise (0x1)",
            "(0xa)", "Produced At: Jan  1 00:00:05 2026 GMT", "DEAD",
            "Next Update: Jan  2 00:00:00 2026 GMT", "Revocation Time: May 22 14:13:20 2052 GMT",
        ] { #expect(log.contains(text), "\(text) is not in \(log)") }
    }

    @Test("that was changed is refused, or no longer verifies")
    func mutated() throws {
        let root = try Issuer.ca("Root")
        let (der, _) = try Self.response(by: root, for: root, Self.statuses, nonce: [1])
        var generator = SeededGenerator(seed: 6960)
        var accepted = 0
        for _ in 0..<3_000 {
            var bytes = der
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            guard bytes != der, let parsed = try? ParsedOCSPResponse(der: bytes) else { continue }
            accepted += 1
            if parsed.isSigned(by: root.certificate) {
                let original = try #require(try ParsedOCSPResponse(der: der).basic)
                #expect(parsed.basic?.tbs == original.tbs, "what was signed is unchanged")
            }
        }
        #expect(accepted > 0)
    }

    @Test("and a request that are changed at random, or are noise, give a value or an error")
    func noise() throws {
        let root = try Issuer.ca("Root").certificate
        let id = OCSPCertificateID(
            issuerNameDER: root.subject.der, publicKeyBits: root.publicKey.bits, serial: Issuer.serial(1))
        let original = OCSPRequest.encode([id, id], nonce: [1, 2, 3])
        var generator = SeededGenerator(seed: 9654)
        var accepted = 0
        for round in 0..<10_000 {
            var bytes = original
            let at = Int.random(in: 0..<bytes.count, using: &generator)
            switch round % 5 {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: bytes.removeSubrange(at..<min(bytes.count, at + 1 + round % 9))
            case 3: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 3)], at: at)
            default: bytes = (0..<at).map { _ in UInt8.random(in: 0...255, using: &generator) }
            }
            if let request = try? OCSPRequest(der: bytes) {
                accepted += 1
                #expect((1...128).contains(request.certificateIDs.count))
            }
            _ = try? ParsedOCSPResponse(der: bytes)
        }
        #expect(accepted > 100)
    }
}
