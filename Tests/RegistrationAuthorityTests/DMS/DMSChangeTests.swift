import CertificateAuthority
import DeviceManager
import EventLog
import Events
import JSONSchema
import ManagementAPI
import PKIX
import RegistrationAuthority
import TestPKI
import Testing

@Suite("A change of a DMS")
struct DMSChangeTests {
    @Test("is told once, carries everything, and is not told where nothing changed")
    func update() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            var shown = try await pki.dmss.dms("line-1")
            shown.identityProfile?.enrollmentSettings.tags = ["new"]
            shown.aws.shadowType = .classic
            let before = try await pki.head()
            let changed = try await pki.dmss.update("line-1", to: UpdateDMSBody(showing: shown), by: TestPKI.caller)
            #expect(try await pki.dmss.dms("line-1") == shown && changed == shown)
            #expect(try await pki.told(after: before) == ["io.lamassuiot.dms.update dms/line-1"])
            #expect(try await pki.lastDMSEvent() == shown)
            #expect(try await pki.dmss.update("line-1", to: UpdateDMSBody(showing: shown), by: TestPKI.caller) == shown)
            #expect(try await pki.head() == before + 1)
            _ = try await pki.enroll(try TestRequest("pump-1"), try await pki.certificate("b").certificate.der)
            #expect(try await pki.devices.device("pump-1").tags == ["new"], "the next enrolment goes by it")
        }
    }

    @Test("does not touch what never changes by it, and says where that was tried")
    func fixed() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let shown = try await pki.dmss.dms("line-1")
            try await pki.createRemoteDMS()
            let remote = try await pki.move("plant", to: .approved)
            let before = try await pki.head()
            var other = UpdateDMSBody(showing: shown)
            (other.name, other.status, other.cloudDMS, other.creationTimestamp) = ("x", .revoked, false, 1)
            other.remoteAccessIdentity = remote.remoteAccessIdentity
            other.identityProfile?.enrollmentSettings.authorizedCA = "root"
            let refused = await refusal { [other] in
                try await pki.dmss.update("line-1", to: other, by: TestPKI.caller)
            }
            #expect(
                refused?.faults.map(\.pointer) == [
                    "/name", "/status", "/cloud_dms", "/creation_timestamp", "/remote_access_identity",
                    "/identity_profile/enrollment_settings/authorized_ca",
                ])
            let profileless = await refusal { try await pki.dmss.update("line-1", to: .init(), by: TestPKI.caller) }
            #expect(profileless?.faults.map(\.pointer) == ["/identity_profile"])
            let profiled = await refusal {
                try await pki.dmss.update(
                    "plant", to: UpdateDMSBody(identityProfile: shown.identityProfile), by: TestPKI.caller)
            }
            #expect(profiled?.faults.map(\.pointer) == ["/identity_profile"])
            #expect(
                await refusal { try await pki.dmss.update("no", to: .init(), by: TestPKI.caller) }?.kind == .notFound)
            #expect(try await pki.head() == before)
            var classic = UpdateDMSBody(showing: remote)
            classic.aws = AWSSettings(shadowType: .classic)
            #expect(try await pki.dmss.update("plant", to: classic, by: TestPKI.caller).aws.shadowType == .classic)
            #expect(try await pki.told(after: before) == ["io.lamassuiot.dms.update dms/plant"])
        }
    }

    @Test("is possible where a CA that the DMS named before has ended since, and not once the DMS has")
    func ended() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            _ = try await pki.cas.updateStatus(
                of: "root", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            var body = UpdateDMSBody(showing: try await pki.dmss.dms("line-1"))
            body.identityProfile?.enrollmentSettings.icon = "Pump"
            _ = try await pki.dmss.update("line-1", to: body, by: TestPKI.caller)
            try await pki.move("line-1", to: .revoked)
            body.status = nil
            body.identityProfile?.enrollmentSettings.icon = "Valve"
            let refusal = await refusal { [body] in
                try await pki.dmss.update("line-1", to: body, by: TestPKI.caller)
            }
            #expect(refusal?.kind == .conflict && refusal?.code == "dms-ended")
        }
    }

    @Test("of the authorised CAs is told by an event of its own, and the next enrolment goes by it")
    func authorizedCAs() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            try await pki.createCA("second", under: "root", years: 5)
            let before = try await pki.head()
            let changed = try await authorize("line-1", ["second"], pki)
            #expect(changed.identityProfile?.enrollmentSettings.authorizedCA == "second")
            #expect(try await authorize("line-1", ["second"], pki) == changed)
            #expect(try await pki.told(after: before) == ["io.lamassuiot.dms.update-authorizedcas dms/line-1"])
            #expect(try await pki.lastDMSEvent() == changed)
            let der = try await pki.enroll(try TestRequest("pump-1"), try await pki.certificate("b").certificate.der)
            #expect(
                try await pki.cas.certificate(try ParsedCertificate(der: der).serial.hex).issuerMetadata.caID
                    == "second")

            try await pki.createRemoteDMS()
            let early = await refusal { try await authorize("plant", ["second"], pki) }
            #expect(early?.kind == .conflict && early?.code == "dms-not-approved")
            try await pki.move("plant", to: .approved)
            let remote = try await authorize("plant", ["second", "issuing"], pki)
            #expect(remote.remoteAccessIdentity?.authorizedCAs == ["second", "issuing"])
            #expect(try await pki.lastDMSEvent() == remote)
        }
    }

    @Test("of the authorised CAs to what cannot sign, or to too many or too few, is refused by pointer")
    func wrongAuthorizedCAs() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            try await pki.createRemoteDMS()
            try await pki.move("plant", to: .approved)
            try await pki.createCA("revoked")
            _ = try await pki.cas.updateStatus(
                of: "revoked", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            let before = try await pki.head()
            let table: [(String, [String], [String])] = [
                ("line-1", [], ["/authorized_cas"]), ("line-1", ["nobody"], ["/authorized_cas/0"]),
                ("line-1", ["issuing", "root"], ["/authorized_cas"]), ("line-1", ["revoked"], ["/authorized_cas/0"]),
                ("plant", [], ["/authorized_cas"]), ("plant", ["issuing", "nobody"], ["/authorized_cas/1"]),
                ("plant", ["issuing", "issuing"], ["/authorized_cas/1"]),
                ("plant", ["", "revoked"], ["/authorized_cas/0", "/authorized_cas/1"]),
            ]
            for (name, ids, pointers) in table {
                let refusal = await refusal { try await authorize(name, ids, pki) }
                #expect(refusal?.kind == .invalid && refusal?.faults.map(\.pointer) == pointers, "\(name) \(ids)")
            }
            #expect(try await pki.head() == before)
        }
    }

    @Test("of the authorised CA holds from its place in the log on, also for enrolments that are under way")
    func race() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            try await pki.createCA("second", under: "root", years: 5)
            let bootstrap = try await pki.certificate("b").certificate.der
            let start = try await pki.head()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        do {
                            _ = try await pki.enroll(try TestRequest("pump-\(number)"), bootstrap)
                        } catch let refusal as Refusal {
                            #expect(refusal.code == "dms-changed" && refusal.kind == .unavailable)
                        }
                    }
                }
                group.addTask {
                    for number in 0..<10 {
                        _ = try await authorize("line-1", [number % 2 == 0 ? "second" : "issuing"], pki)
                    }
                }
                try await group.waitForAll()
            }
            var signer = "issuing"
            for event in try await pki.events(after: start) {
                if event.type == "io.lamassuiot.dms.update-authorizedcas" {
                    let dms = try WireJSON.decode(DMSPayload.self, from: event.data)
                    signer = try #require(dms.identityProfile).enrollmentSettings.authorizedCA
                } else if event.type == "ca.sign-certificate" {
                    let signed = try WireJSON.decode(CertificatePayload.self, from: event.data)
                    #expect(signed.issuerMetadata.caID == signer)
                }
            }
        }
    }

    private func authorize(_ name: String, _ ids: [String], _ pki: TestPKI) async throws -> DMSPayload {
        try await pki.dmss.updateAuthorizedCAs(of: name, to: AuthorizedCAsBody(authorizedCAs: ids), by: TestPKI.caller)
    }
}

@Suite("The deletion of a DMS")
struct DMSDeletionTests {
    @Test("is told by dms.update with its moment; the name is free again")
    func deletion() async throws {
        try await withPKI { pki in
            try await pki.createHierarchy()
            try await pki.createRemoteDMS()
            try await pki.move("plant", to: .approved)
            let revoked = try await pki.move("plant", to: .revoked)
            let before = try await pki.head()
            try await pki.dmss.delete("plant", by: TestPKI.caller)
            #expect(try await pki.told(after: before) == ["io.lamassuiot.dms.update dms/plant"])
            var told = revoked
            told.deletionTimestamp = pki.clock.now.milliseconds
            #expect(try await pki.lastDMSEvent() == told)
            #expect(await refusal { try await pki.dmss.dms("plant") }?.kind == .notFound)
            #expect(await refusal { try await pki.dmss.delete("plant", by: TestPKI.caller) }?.kind == .notFound)
            #expect(try await pki.createRemoteDMS().dms.status == .pendingApproval)
        }
    }

    @Test("is refused while the DMS may still enrol, or might yet, and for ever once it had a device")
    func refused() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            try await pki.createRemoteDMS()
            for (name, hint) in [("line-1", "Revoke it first"), ("plant", "Reject it first")] {
                let refusal = await refusal { try await pki.dmss.delete(name, by: TestPKI.caller) }
                #expect(refusal?.kind == .conflict && refusal?.code == "dms-in-use")
                #expect(refusal?.sentence.contains(hint) == true)
            }
            _ = try await pki.enroll(try TestRequest("pump-1"), try await pki.certificate("b").certificate.der)
            try await pki.move("line-1", to: .revoked)
            let before = try await pki.head()
            let refusal = await refusal { try await pki.dmss.delete("line-1", by: TestPKI.caller) }
            #expect(refusal?.kind == .conflict && refusal?.code == "dms-has-devices")
            #expect(try await pki.head() == before)
        }
    }
}

extension UpdateDMSBody {
    /// What was shown, sent back.
    init(showing shown: DMSPayload) {
        self.init(aws: shown.aws, identityProfile: shown.identityProfile)
        (name, status, cloudDMS) = (shown.name, shown.status, shown.cloudDMS)
        (creationTimestamp, remoteAccessIdentity) = (shown.creationTimestamp, shown.remoteAccessIdentity)
    }
}
