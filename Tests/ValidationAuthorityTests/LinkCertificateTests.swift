import CertificateAuthority
import Events
import ManagementAPI
import PKIX
import TestPKI
import TestSupport
import Testing
@testable import ValidationAuthority

@Suite("The links between the keys of a CA") struct LinkCertificateTests {
    /// Which key signed the link, and its certificate.
    private func links(_ pki: TestPKI) async throws -> [(key: Int, certificate: AuthorityCertificatePayload)] {
        try await pki.cas.certificateHistory(ofCA: "issuing").compactMap { each in
            switch each.kind {
            case .oldWithNew: (each.keyGeneration, each)
            case .newWithOld: (each.keyGeneration - 1, each)
            default: nil
            }
        }
    }

    @Test("are good by OCSP under the key that signed them, unknown under the other, and revoked with the CA")
    func ocsp() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            var issuers = [try await desk.issuer()]
            for _ in 0..<2 {
                _ = try await pki.cas.rekey(ca: "issuing", RekeyCABody(), by: TestPKI.caller)
                issuers.append(try await desk.issuer())
            }
            let links = try await links(pki)
            #expect(links.map(\.key).sorted() == [0, 1, 1, 2])
            for isRevoked in [false, true] {
                if isRevoked { try await desk.revokeCA("issuing", .keyCompromise) }
                let revoked = OCSPCertificateStatus.revoked(time: pki.clock.now.seconds, reason: 1)
                for (key, link) in links {
                    for (generation, issuer) in issuers.enumerated() {
                        let id = OCSPCertificateID(
                            issuerNameDER: issuer.subject.der, publicKeyBits: issuer.publicKey.bits,
                            serial: try SerialNumber(hex: link.serialNumber), hash: .sha1)
                        let answer = await desk.responder.answer(OCSPRequest.encode([id], nonce: nil))
                        let status = try ParsedOCSPResponse(der: answer.der).basic?.responses.map(\.status)
                        let issued: OCSPCertificateStatus = isRevoked ? revoked : .good
                        #expect(status == [key == generation ? issued : .unknown])
                    }
                }
            }
        }
    }

    @Test("are on the CRL of the key that signed them when the CA is revoked: openssl refuses them by it")
    func crl() async throws {
        try await withCRLs { house in
            let pki = house.pki
            try await pki.createCA("root")
            try await pki.createCA("issuing", under: "root", years: 5)
            let former = try await pki.cas.ca("issuing")
            let present = try await pki.cas.rekey(ca: "issuing", RekeyCABody(), by: TestPKI.caller)
            try await house.settle()
            let links = try await links(pki)
            for isRevoked in [false, true] {
                if isRevoked { try await house.revokeCA("issuing") }
                for (key, link) in links {
                    let told = try await house.told("issuing/\(key).crl")
                    let expected: [String: CRLReason] = isRevoked ? [link.serialNumber: .superseded] : [:]
                    #expect(told == expected)
                    let crl = try #require(try await house.crls.crl(path: "issuing/\(key).crl")).der
                    let verdict = try await verdict(
                        on: link.certificate, issuer: key == 0 ? former : present, crl, at: pki.clock.now)
                    #expect(verdict.contains(isRevoked ? "certificate revoked" : ": OK"), "\(verdict)")
                }
            }
        }
    }

    private func verdict(
        on link: EncodedPEM, issuer: CAPayload, _ crl: [UInt8], at time: Timestamp
    ) async throws -> String {
        try await withTemporaryDirectory { folder in
            let output = try await Command.run(
                "openssl",
                [
                    "verify", "-partial_chain", "-attime", "\(time.seconds)", "-crl_check",
                    "-trusted", try folder.write("issuer.pem", issuer.certificate.pem),
                    "-CRLfile", try folder.write("crl.pem", PEM.encode("X509 CRL", crl)),
                    try folder.write("link.pem", link.pem),
                ])
            return output.text + output.stderr
        }
    }
}
