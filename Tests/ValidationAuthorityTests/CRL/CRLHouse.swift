import CertificateAuthority
import EventLog
import Events
import ManagementAPI
import PKIX
import Storage
import StorageSQLite
import TestPKI
import Testing
import TestSupport
import Logging
@testable import ValidationAuthority

/// A PKI and its lists.
struct CRLHouse: Sendable {
    let pki: TestPKI
    let crls: CRLService

    init(_ pki: TestPKI, base: String? = nil, deltaValidity: WireDuration? = .days(1)) {
        self.pki = pki
        let points = base.map { ValidationPoints(base: $0) }
        crls = CRLService(
            database: pki.database, cas: pki.cas, clock: pki.clock.wall,
            configuration: CRLConfiguration(deltaValidity: deltaValidity, validationPoints: { points }))
    }

    /// Does what the services do: notes what the log tells, and publishes what is due.
    /// - Returns: how often something was published.
    @discardableResult
    func settle(after position: Int64 = 0) async throws -> Int {
        try await note(after: position)
        return try await publishDue()
    }

    /// Notes what the log tells.
    func note(after position: Int64) async throws {
        let projection = CRLProjection(clock: pki.clock.wall)
        let types = CRLProjection.types
        let log = pki.log
        try await pki.database.write { tx in
            let events = try log.read(
                after: position, limit: 100_000, filter: EventFilter(types: types), from: tx)
            try projection.apply(events, in: tx)
        }
    }

    func publishDue() async throws -> Int {
        var count = 0
        while try await crls.publishDue() { count += 1 }
        return count
    }

    /// Revokes, and publishes what follows from it alone.
    func revoke(_ certificate: CertificatePayload, _ reason: RevocationReason = .keyCompromise) async throws {
        try await change { pki in
            _ = try await pki.cas.updateCertificateStatus(
                of: certificate.serialNumber, to: CertificateStatusBody(status: .revoked, revocationReason: reason),
                by: TestPKI.caller)
        }
    }

    func release(_ certificate: CertificatePayload) async throws {
        try await change { pki in
            _ = try await pki.cas.updateCertificateStatus(
                of: certificate.serialNumber, to: CertificateStatusBody(status: .active), by: TestPKI.caller)
        }
    }

    func revokeCA(_ id: String) async throws {
        try await change { pki in
            _ = try await pki.cas.updateStatus(
                of: id, to: CertificateStatusBody(status: .revoked, revocationReason: .superseded), by: TestPKI.caller)
        }
    }

    func change(_ body: (TestPKI) async throws -> Void) async throws {
        let before = try await pki.head()
        try await body(pki)
        try await settle(after: before)
    }

    func list(_ path: String) async throws -> ParsedCRL {
        try ParsedCRL(der: try #require(try await crls.crl(path: path)).der)
    }

    func certificate(ofCA id: String) async throws -> ParsedCertificate {
        let der = try #require(try await pki.database.read { try $0.certificate(ofCA: id) })
        return try ParsedCertificate(der: der)
    }

    /// Serial numbers, in the wire form, with their reasons.
    func told(_ path: String) async throws -> [String: CRLReason] {
        Dictionary(uniqueKeysWithValues: try await list(path).entries.map { ($0.serial.hex, $0.reason) })
    }
}

func withCRLs(
    base: String? = nil, deltaValidity: WireDuration? = .days(1), _ body: @Sendable (CRLHouse) async throws -> Void
) async throws {
    try await withPKI { pki in
        try await body(CRLHouse(pki, base: base, deltaValidity: deltaValidity))
    }
}
