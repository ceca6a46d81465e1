import EventLog
import Events
import JSONSchema
import Storage
import StorageSQLite
import Testing

@testable import CloudProxy

@Suite struct ProjectionTests {
    /// One event of each type, in an order in which they may happen.
    static func oneOfEach() throws -> [PendingEvent] {
        let ca = Payloads.ca("plant", labels: ["aws": true])
        let dms = Payloads.dms("line", ca: "plant")
        let certificate = Payloads.certificate("01", by: "plant")
        let before = Payloads.slot(Payloads.slotCertificate("01", by: "plant"))
        let after = Payloads.slot(
            Payloads.slotCertificate("02", by: "plant"),
            archive: [Payloads.slotCertificate("01", by: "plant", status: .revoked, reason: .superseded)])
        let change = SlotChangedPayload(
            slot: after, deviceID: "pump", dmsName: "line", deviceStatus: .fullyProvisioned, previous: before)
        let enrolment = EnrollmentPayload(
            certificate: Payloads.pem("02"), deviceID: "pump", slotID: "default", dmsName: "line",
            deviceStatus: .fullyProvisioned)
        let wish = ForceReenrollPayload(
            deviceID: "pump", slotID: "default", requireReenrollment: true, certificate: Payloads.pem("02"),
            dmsName: "line", deviceStatus: .requiresAction)
        let device = Payloads.device("pump", dms: "line", alias: "P1")
        return [
            try EventCatalog.caCreate.about("plant", ca),
            try EventCatalog.caImport.about("ext", Payloads.ca("ext", type: .external)),
            try EventCatalog.caUpdateStatus.about("plant", ca), try EventCatalog.caUpdateMetadata.about("plant", ca),
            try EventCatalog.caDelete.about("ext", CADeletedPayload(caID: "ext", serialNumber: "ca-ext")),
            try EventCatalog.caSignCertificate.about("01", certificate),
            try EventCatalog.certificateUpdateStatus.about("01", certificate),
            try EventCatalog.certificateUpdateMetadata.about("01", certificate),
            try EventCatalog.dmsCreate.about("line", DMSCreatedPayload(dms: dms)),
            try EventCatalog.dmsUpdateStatus.about("line", dms), try EventCatalog.dmsUpdate.about("line", dms),
            try EventCatalog.dmsUpdateAuthorizedCAs.about("line", dms),
            try EventCatalog.deviceCreate.about("pump", device), try EventCatalog.deviceUpdate.about("pump", device),
            try EventCatalog.deviceEnroll.about("pump", enrolment), try EventCatalog.deviceRotate.about("pump", change),
            try EventCatalog.deviceRevoke.about("pump", change),
            try EventCatalog.deviceReenroll.about("pump", enrolment),
            try EventCatalog.deviceForceReenroll.about("pump", wish),
            try EventCatalog.deviceDecommission.about("pump", device),
        ]
    }

    @Test("all 20 types are read")
    func everyType() async throws {
        let events = try Self.oneOfEach()
        #expect(Set(events.map(\.type)) == Set(EventCatalog.rows.map(\.name)))
        for event in events { _ = try #require(try ProjectedEvent(type: event.type, data: event.data)) }
        try await Workbench.with { bench in
            try await bench.happen(events)
            let (device, certificates) = try await bench.database.read {
                (try $0.cloudDevice("pump"), try $0.cloudCertificates(ofDevice: "pump"))
            }
            #expect(device?.alias == "P1")
            #expect(Set(certificates.map(\.serialNumber)) == ["01", "02"])
            #expect(Set(certificates.map(\.status)) == [.revoked, .active])
        }
    }

    @Test("a type that is not in the catalogue is passed over")
    func unknownType() throws {
        #expect(try ProjectedEvent(type: "ca.rekey", data: Array("[]".utf8)) == nil)
    }

    @Test(
        "a payload that is not what its type promises throws and leaves no trace",
        arguments: EventCatalog.rows.map(\.name))
    func garbage(_ type: String) async throws {
        try await Workbench.with { bench in
            for text in ["", "{}", "[]", "null", "{\"id\":1}", "\u{0}", "{\"dms\":{}}"] {
                let event = LoggedEvent(
                    position: 1, id: "1", type: type, source: "s", subject: "x/y", time: Payloads.from, dataSchema: "d",
                    actor: "a", causationID: nil, traceparent: nil, data: Array(text.utf8))
                await #expect(throws: (any Error).self) {
                    try await bench.database.write { [projection = bench.projection] tx in
                        try projection.apply([event], in: tx)
                    }
                }
            }
            let rows = try await bench.dump(Workbench.projectionTables)
            #expect(rows.isEmpty)
        }
    }

    @Test("an event of something without a name is refused")
    func nameless() throws {
        let device = try Happening.device(Payloads.device("", dms: "line"))
        #expect(throws: NamelessSubject.self) { try ProjectedEvent(type: device.type, data: device.data) }
        let ca = try Happening.ca(Payloads.ca(""))
        #expect(throws: NamelessSubject.self) { try ProjectedEvent(type: ca.type, data: ca.data) }
    }

    @Test("a static CA that is no certificate is found out with its event")
    func badStaticCA() throws {
        let broken = EncodedPEM(pem: "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n")
        let settings = CADistributionSettings(staticCAs: [StaticCA(id: "s", certificate: broken)])
        let event = try Happening.dmsUpdate(Payloads.dms("line", ca: "plant", distribution: settings))
        #expect(throws: (any Error).self) { try ProjectedEvent(type: event.type, data: event.data) }
    }

    @Test("it does not matter whether a device or its CA tells of a certificate first")
    func anyOrder() async throws {
        var dumps: [[String]] = []
        for isDeviceFirst in [true, false] {
            try await Workbench.with { bench in
                let account = try await bench.connect("aws")
                try await bench.happen(
                    Happening.ca(Payloads.ca("plant", labels: ["aws": true])),
                    Happening.dms(Payloads.dms("line", ca: "plant")),
                    Happening.device(Payloads.device("pump", dms: "line")))
                let told = [try Happening.enrolled("pump", dms: "line", "01"), try Happening.signed("01", by: "plant")]
                for event in isDeviceFirst ? told : told.reversed() {
                    try await bench.happen(event)
                    try await bench.settle("aws")
                }
                #expect(account.account.certificates.values.map { $0 } == [.active])
                dumps.append(try await bench.dump(["cloud_ca", "cloud_dms"]))
            }
        }
        #expect(dumps.count == 2 && dumps[0] == dumps[1])
    }

    @Test("an older event that comes late, from among the parked ones, undoes nothing newer")
    func lateEvent() async throws {
        try await Workbench.with { bench in
            try await bench.happen(
                Happening.ca(Payloads.ca("plant")), Happening.signed("01", by: "plant"),
                Happening.certificate("01", by: "plant", .revoked, .keyCompromise),
                Happening.device(
                    Payloads.device(
                        "pump", dms: "line", slots: [Payloads.slot(Payloads.slotCertificate("01", by: "plant"))])))
            // The device's event tells of an earlier status, and stands before the revocation in the log.
            let events = try await bench.database.read { [log = bench.log] in try log.read(after: 0, limit: 9, from: $0)
            }
            let late = LoggedEvent(
                position: 2, id: "late", type: events[3].type, source: "s", subject: events[3].subject,
                time: Payloads.from, dataSchema: "d", actor: "a", causationID: nil, traceparent: nil,
                data: events[3].data)
            try await bench.database.write { [projection = bench.projection] tx in
                try projection.beginRebuild(until: 0, in: tx)
                try projection.apply([events[0], events[2], late], in: tx)
            }
            let certificates = try await bench.database.read { try $0.cloudCertificates(ofDevice: "pump") }
            #expect(certificates.map(\.status) == [.revoked])
        }
    }

    @Test("a certificate is named as openssl x509 -fingerprint -sha256 names it")
    func fingerprint() throws {
        #expect(
            try CertificateText(EncodedPEM(pem: Self.realCertificate)).fingerprint
                == "b95cff559d6c49f838fe7ed37083472214a58c267d87364efb4f23d08ef0972d")
        #expect(try CertificateText(EncodedPEM(pem: Self.realCertificate)).pem == Self.realCertificate)
    }

    private static let realCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBdjCCAR2gAwIBAgIUI/OKBiuvhhPnfh2+mbLTR5yy+aswCgYIKoZIzj0EAwIw
        ETEPMA0GA1UEAwwGdmVjdG9yMB4XDTI2MTEyMzE5MDA1NVoXDTM2MTEyMDE5MDA1
        NVowETEPMA0GA1UEAwwGdmVjdG9yMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
        SWfLa8tXikPr08WQkQ0euR6XR3p6Cdg/O9gRyN/QCkQYQlYQBodcpQ6fve3Z7LaA
        BPwUeUvOnRep58yoX5WUTqNTMFEwHQYDVR0OBBYEFGkLeQPJZi3mXQRHrEbjDHOS
        sUd/MB8GA1UdIwQYMBaAFGkLeQPJZi3mXQRHrEbjDHOSsUd/MA8GA1UdEwEB/wQF
        MAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgQnsBm+yP9g8ImoEWWlaVMY1fEI6c7ypA
        B9V5wtm9TVUCIENwSehp4CzE3IbhULbAIJhZUa434aaqj/GDOFzUDtJp
        -----END CERTIFICATE-----

        """
}
