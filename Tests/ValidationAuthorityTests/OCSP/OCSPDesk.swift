import CertificateAuthority
import Events
import Logging
import ManagementAPI
import PKIX
import Storage
import Testing
import TestPKI
@testable import ValidationAuthority

/// A root, an issuing CA below it, and a responder, at the time of today: the judges have no other clock.
struct OCSPDesk {
    let pki: TestPKI
    let responder: OCSPResponder

    init(_ pki: TestPKI, changing change: (inout OCSPConfiguration) -> Void = { _ in }) async throws {
        self.pki = pki
        let gap = WallClock.system.now().milliseconds - pki.clock.now.milliseconds
        pki.clock.advance(by: WireDuration(milliseconds: gap))
        var configuration = OCSPConfiguration()
        change(&configuration)
        responder = Self.responder(pki, configuration)
        try await pki.createCA("root", years: 20)
        try await pki.createCA("issuing", under: "root")
    }

    var database: any Database { pki.database }

    /// A process more on the same database.
    static func responder(_ pki: TestPKI, _ configuration: OCSPConfiguration = OCSPConfiguration()) -> OCSPResponder {
        OCSPResponder(
            database: pki.database, log: pki.log, cas: pki.cas, clock: pki.clock.wall, configuration: configuration,
            logger: Logger(label: "test"))
    }

    func issuer(_ caID: String = "issuing") async throws -> ParsedCertificate {
        try ParsedCertificate(der: try await pki.cas.ca(caID).certificate.der)
    }

    func id(
        _ serial: String, by caID: String = "issuing", _ hash: OCSPHashAlgorithm = .sha1
    ) async throws -> OCSPCertificateID {
        let issuer = try await issuer(caID)
        return OCSPCertificateID(
            issuerNameDER: issuer.subject.der, publicKeyBits: issuer.publicKey.bits,
            serial: try SerialNumber(hex: serial), hash: hash)
    }

    func request(_ serial: String, by caID: String = "issuing", nonce: [UInt8]? = nil) async throws -> [UInt8] {
        OCSPRequest.encode([try await id(serial, by: caID)], nonce: nonce)
    }

    /// What is said of one certificate, with the signature checked down to the issuer's key.
    func status(_ serial: String, by caID: String = "issuing", nonce: [UInt8]? = nil) async throws
        -> OCSPCertificateStatus
    {
        let answer = await responder.answer(try await request(serial, by: caID, nonce: nonce))
        return try await check(answer, by: caID).responses[0].status
    }

    func check(_ answer: OCSPAnswer, by caID: String = "issuing") async throws -> ParsedOCSPResponse.Basic {
        let response = try ParsedOCSPResponse(der: answer.der)
        let basic = try #require(response.basic, "the answer is \(response.status)")
        let issuer = try await issuer(caID)
        guard let signer = try basic.certificates.first.map({ try ParsedCertificate(der: $0) }) else {
            #expect(response.isSigned(by: issuer))
            return basic
        }
        #expect(response.isSigned(by: signer) && signer.isSigned(by: issuer))
        #expect(signer.extensions.extendedKeyUsages == [.ocspSigning])
        return basic
    }

    func revoke(_ serial: String, _ reason: RevocationReason) async throws {
        _ = try await pki.cas.updateCertificateStatus(
            of: serial, to: CertificateStatusBody(status: .revoked, revocationReason: reason), by: TestPKI.caller)
    }

    func revokeCA(_ id: String, _ reason: RevocationReason = .superseded) async throws {
        _ = try await pki.cas.updateStatus(
            of: id, to: CertificateStatusBody(status: .revoked, revocationReason: reason), by: TestPKI.caller)
    }

    func signers() async throws -> [String] {
        try await database.read { snapshot in
            try snapshot.query("SELECT serial FROM ocsp_signer ORDER BY ca_id").map {
                try SerialNumber(bytes: try $0.bytes(0)).hex
            }
        }
    }

    /// The ids of all private keys.
    func keys() async throws -> Set<String> {
        try await database.read { snapshot in
            Set(try snapshot.query("SELECT id FROM software_key").map { try $0.text(0) })
        }
    }
}
