import CertificateAuthority
import EventLog
import Events
import JSONSchema
import ManagementAPI
import RegistrationAuthority
import TestPKI
import Testing

/// contract/lifecycles.md, "DMS".
@Suite("The life of a DMS")
struct DMSLifecycleTests {
    /// Brings a DMS into a status, along the arrows.
    private func bring(_ name: String, to status: DMSStatus, _ pki: TestPKI) async throws {
        switch status {
        case .pendingApproval: break
        case .rejected: try await pki.move(name, to: .rejected)
        case .approved: try await pki.move(name, to: .approved)
        case .revoked:
            try await pki.move(name, to: .approved)
            try await pki.move(name, to: .revoked)
        case .expired:
            try await pki.move(name, to: .approved)
            pki.clock.advance(by: .days(365))
            try await pki.monitor().pass()
        }
    }

    @Test(
        "has no arrow but those that are drawn, and a refused one changes and tells nothing", arguments: [true, false])
    func arrows(isCloud: Bool) async throws {
        try await withPKI { pki in
            // Each life of a DMS that expires takes a year.
            try await pki.createHierarchy(years: 20)
            try await pki.createCA("bootstrap")
            let drawn: [DMSStatus: [DMSStatus]] = [.pendingApproval: [.approved, .rejected], .approved: [.revoked]]
            for start in DMSStatus.allCases where !(isCloud && start == .expired) {
                for wanted in DMSStatus.allCases {
                    let name = "\(start.rawValue)-\(wanted.rawValue)"
                    if isCloud { try await createCloudDMS(name, pki) } else { try await pki.createRemoteDMS(name) }
                    try await bring(name, to: start, pki)
                    #expect(try await pki.dmss.dms(name).status == start, "\(name)")
                    let before = try await pki.head()
                    if drawn[start, default: []].contains(wanted) {
                        #expect(try await pki.move(name, to: wanted).status == wanted)
                        #expect(try await pki.lastDMSEvent().status == wanted)
                    } else {
                        let refusal = await refusal { try await pki.move(name, to: wanted) }
                        #expect(refusal?.kind == .conflict && refusal?.code == "dms-status", "\(name)")
                        #expect(try await pki.head() == before, "\(name)")
                        #expect(try await pki.dmss.dms(name).status == start, "\(name)")
                    }
                }
            }
        }
    }

    private func createCloudDMS(_ name: String, _ pki: TestPKI) async throws {
        _ = try await pki.dmss.create(
            CreateDMSBody(
                name: name, cloudDMS: true,
                identityProfile: IdentityProfile(
                    enrollmentSettings: EnrollmentSettings(authorizedCA: "issuing", bootstrapCAs: ["bootstrap"]))),
            by: TestPKI.caller)
    }

    @Test(
        "revokes its certificate with it, for the reason that is given",
        arguments: [nil, RevocationReason.keyCompromise])
    func revocation(reason: RevocationReason?) async throws {
        try await withPKI { pki in
            let serial = try await approved(pki)
            let before = try await pki.head()
            let revoked = try await pki.move("plant", to: .revoked, reason: reason)
            #expect(
                try await pki.told(after: before) == [
                    "certificate.update.status certificate/\(serial)", "io.lamassuiot.dms.update-status dms/plant",
                ])
            let certificate = try await pki.cas.certificate(serial)
            #expect(certificate.status == .revoked)
            #expect(certificate.revocationReason == reason ?? .cessationOfOperation)
            #expect(try await pki.lastDMSEvent() == revoked && revoked.status == .revoked)
            #expect(revoked.remoteAccessIdentity?.serialNumber == serial)
        }
    }

    @Test("ends when its certificate is revoked by itself, or with the CA above it")
    func otherRevocations() async throws {
        try await withPKI { pki in
            let serial = try await approved(pki)
            let before = try await pki.head()
            try await pki.updateCertificate(serial, to: .revoked, reason: .keyCompromise)
            #expect(
                try await pki.told(after: before) == [
                    "certificate.update.status certificate/\(serial)", "io.lamassuiot.dms.update-status dms/plant",
                ])
            #expect(try await pki.dmss.dms("plant").status == .revoked)

            try await pki.createRemoteDMS("second")
            let second = try #require(try await pki.move("second", to: .approved).remoteAccessIdentity).serialNumber
            let start = try await pki.head()
            _ = try await pki.cas.updateStatus(
                of: "root", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            #expect(
                try await pki.told(after: start) == [
                    "certificate.update.status certificate/\(second)", "io.lamassuiot.dms.update-status dms/second",
                    "ca.update.status ca/issuing", "ca.update.status ca/root",
                ])
            #expect(try await pki.lastDMSEvent().status == .revoked)
        }
    }

    @Test("expires with its certificate, once, and warnings before that do not move it")
    func expiry() async throws {
        try await withPKI { pki in
            let serial = try await approved(pki)
            let before = try await pki.head()
            for days in [358, 4, 3] as [Int64] {
                pki.clock.advance(by: .days(days))
                try await pki.monitor().pass()
                try await pki.monitor().pass()
            }
            #expect(
                try await pki.told(after: before) == [
                    "certificate.update.status certificate/\(serial)",
                    "certificate.update.status certificate/\(serial)",
                    "certificate.update.status certificate/\(serial)", "io.lamassuiot.dms.update-status dms/plant",
                ])
            let event = try #require(try await pki.events(after: before).last)
            #expect(event.actor == "expiry-monitor")
            #expect(try await pki.dmss.dms("plant").status == .expired)
        }
    }

    @Test("goes on while its certificate is on hold; a hold that becomes final ends it")
    func hold() async throws {
        try await withPKI { pki in
            let serial = try await approved(pki)
            let before = try await pki.head()
            try await pki.updateCertificate(serial, to: .revoked, reason: .certificateHold)
            #expect(try await pki.dmss.dms("plant").status == .approved)
            try await pki.updateCertificate(serial, to: .active)
            try await pki.updateCertificate(serial, to: .revoked, reason: .certificateHold)
            #expect(try await pki.move("plant", to: .revoked, reason: .superseded).status == .revoked)
            #expect(
                try await pki.eventTypes(after: before) == [
                    "certificate.update.status", "certificate.update.status", "certificate.update.status",
                    "certificate.update.status", "io.lamassuiot.dms.update-status",
                ])
            #expect(try await pki.cas.certificate(serial).revocationReason == .superseded)
        }
    }

    @Test("takes only reasons that something can be revoked with for good, and only where there is a certificate")
    func reasons() async throws {
        try await withPKI { pki in
            _ = try await approved(pki)
            try await pki.createCA("bootstrap")
            try await createCloudDMS("cloud", pki)
            try await pki.move("cloud", to: .approved)
            let before = try await pki.head()
            let wrong: [(String, DMSStatus, RevocationReason)] = [
                ("plant", .revoked, .certificateHold), ("plant", .revoked, .removeFromCRL),
                ("plant", .rejected, .keyCompromise), ("cloud", .revoked, .keyCompromise),
            ]
            for (name, status, reason) in wrong {
                let refusal = await refusal { try await pki.move(name, to: status, reason: reason) }
                #expect(refusal?.kind == .invalid && refusal?.faults.map(\.pointer) == ["/revocation_reason"])
            }
            #expect(try await pki.head() == before)
        }
    }

    /// - Returns: the serial number of the certificate of an approved remote DMS.
    private func approved(_ pki: TestPKI) async throws -> String {
        try await pki.createHierarchy()
        try await pki.createRemoteDMS()
        return try #require(try await pki.move("plant", to: .approved).remoteAccessIdentity).serialNumber
    }
}
