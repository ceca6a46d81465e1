import Events
import Listing
import Storage
import StorageSQLite
import Testing

@testable import CloudProxy

@Suite struct ReconcilerTests {
    /// A bound CA, an approved DMS that publishes, and a device with a certificate.
    private func fleet(_ bench: Workbench) async throws {
        try await bench.happen(Happening.ca(Payloads.ca("plant")), Happening.ca(Payloads.ca("boot")))
        try await bench.happen(Happening.dms(Payloads.dms("line", ca: "plant")))
        try await bench.happen(Happening.firstEnrolment("pump", dms: "line", "01", by: "plant"))
    }

    @Test("a bound CA, the bundle of its DMS and the DMS's device come into the account, each after what it needs")
    func everythingComes() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench)
            _ = try await bench.service.bind("plant", to: "aws")
            try await bench.settle("aws")
            let fingerprint = try CertificateText(Payloads.pem("01")).fingerprint
            #expect(
                account.account.cas["plant"] == .init(isActive: true, isProven: true, pem: Payloads.pemText("plant")))
            #expect(account.account.bundles == ["line": Payloads.pemText("plant")])
            #expect(account.account.certificates == [fingerprint: .active])
            #expect(account.account.things["pump"] == .init(alias: "", dms: "line", principals: [fingerprint]))
            #expect(account.calls.first?.operation == "RegisterCACertificate")
            #expect(try await bench.plannedCalls("aws").isEmpty)
        }
    }

    @Test("a device waits for its CA without using attempts up, and comes when the CA is there")
    func dependency() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench)
            account.injects { $0.resource == "ca/plant" ? .before(CloudError.rejected("no")) : nil }
            _ = try await bench.service.bind("plant", to: "aws")
            try await bench.settle("aws")
            let device = try await bench.work("device/pump", in: "aws")
            #expect(device?.state == .waiting)
            #expect(device?.waitsFor == "ca/plant")
            #expect(device?.attempts == 0)
            #expect(try await bench.work("ca/plant", in: "aws")?.state == .parked)
            account.injects { _ in nil }
            _ = try await bench.service.retry("ca/plant", in: "aws")
            try await bench.settle("aws")
            #expect(account.account.things["pump"] != nil)
            #expect(try await bench.plannedCalls("aws").isEmpty)
        }
    }

    @Test("a revoked certificate is revoked though its CA is parked: what is there already waits for nobody")
    func revocationDoesNotWait() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench)
            _ = try await bench.service.bind("plant", to: "aws")
            try await bench.settle("aws")
            account.injects { $0.resource == "ca/plant" ? .before(CloudError.rejected("no")) : nil }
            try await bench.happen(
                Happening.caStatus(Payloads.ca("plant", status: .expired)),
                Happening.certificate("01", by: "plant", .revoked, .keyCompromise))
            try await bench.settle("aws")
            #expect(try await bench.work("ca/plant", in: "aws")?.state == .parked)
            #expect(account.account.certificates.values.map { $0 } == [.revoked])
        }
    }

    @Test("a resource that cannot be made equal is tried with growing pauses, parked, and harms no other")
    func parking() async throws {
        var configuration = CloudProxyConfiguration()
        configuration.attemptsMax = 4
        try await Workbench.with(configuration) { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench)
            try await bench.happen(Happening.firstEnrolment("valve", dms: "line", "02", by: "plant"))
            account.refusesPlans { $0 == "device/pump" ? CloudError.unavailable("time-out") : nil }
            _ = try await bench.service.bind("plant", to: "aws")
            let start = bench.time.now
            try await bench.settle("aws")
            // Half of the jitter: 3/4 of 1, 2 and 4 seconds.
            #expect(bench.time.now.milliseconds - start.milliseconds == 5_250)
            #expect(account.plans.filter { $0 == "device/pump" }.count == 4)
            let parked = try await bench.service.parked(in: "aws")
            #expect(parked.list.map(\.key) == ["device/pump"])
            #expect(parked.list.first?.error == "The cloud cannot be reached: time-out")
            #expect(account.account.things.keys.sorted() == ["valve"])
            account.refusesPlans { _ in nil }
            #expect(try await bench.service.retryParked(in: "aws") == 1)
            try await bench.settle("aws")
            #expect(account.account.things.keys.sorted() == ["pump", "valve"])
            #expect(try await bench.service.parked(in: "aws").list.isEmpty)
        }
    }

    @Test("the next event of a parked resource has it tried again")
    func eventUnparks() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench)
            account.injects { $0.resource == "device/pump" ? .before(CloudError.rejected("bad name")) : nil }
            _ = try await bench.service.bind("plant", to: "aws")
            try await bench.settle("aws")
            #expect(try await bench.work("device/pump", in: "aws")?.state == .parked)
            account.injects { _ in nil }
            try await bench.happen(
                EventCatalog.deviceUpdate.about(
                    "pump", Payloads.device("pump", dms: "line", alias: "P7", status: .fullyProvisioned)))
            try await bench.settle("aws")
            #expect(account.account.things["pump"]?.alias == "P7")
            #expect(try await bench.work("device/pump", in: "aws")?.state == .settled)
        }
    }

    @Test("an account that throttles is left alone as a whole, and no attempt is used up")
    func throttling() async throws {
        var configuration = CloudProxyConfiguration()
        configuration.attemptsMax = 2
        configuration.concurrentMax = 1
        try await Workbench.with(configuration) { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench)
            account.refusesPlans { _ in CloudError.throttled("Rate exceeded") }
            _ = try await bench.service.bind("plant", to: "aws")
            for seconds in [750, 1_500, 3_000, 6_000] as [Int64] {
                let next = try await bench.reconciler.drain("aws")
                #expect(next.map { $0.milliseconds - bench.time.now.milliseconds } == seconds)
                if let next { bench.time.reach(next) }
            }
            // One probe a pause, whatever is due.
            #expect(account.plans.count == 4)
            let view = try await bench.service.connector("aws")
            #expect(view.pausedUntil == bench.time.now)
            #expect(view.error == "The cloud asks us to slow down: Rate exceeded")
            #expect(view.parked == 0)
            account.refusesPlans { _ in nil }
            try await bench.settle("aws")
            #expect(try await bench.plannedCalls("aws").isEmpty)
            #expect(try await bench.service.connector("aws").pausedUntil == nil)
        }
    }

    @Test("a call that was made and not answered is found done by the next pass", arguments: 0..<5)
    func madeButNotAnswered(_ number: Int) async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench)
            let made = Shared(0)
            account.injects { _ in
                defer { made.change { $0 += 1 } }
                return made.value == number ? .after(CloudError.unavailable("connection lost")) : nil
            }
            _ = try await bench.service.bind("plant", to: "aws")
            try await bench.settle("aws")
            #expect(account.calls.count == 5, "none was made twice")
            #expect(made.value == 5)
            #expect(try await bench.plannedCalls("aws").isEmpty)
        }
    }

    @Test("an event that comes during a pass makes another pass, and the older result is not stored")
    func generation() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench)
            _ = try await bench.service.bind("plant", to: "aws")
            try await bench.settle("aws")
            let isFirst = Shared(true)
            account.pauses { key in
                guard key == "device/pump", isFirst.value else { return }
                isFirst.change { $0 = false }
                try? await bench.happen(Happening.certificate("01", by: "plant", .revoked, .certificateHold))
            }
            _ = try await bench.service.retry("device/pump", in: "aws")
            let plans = account.plans.count
            try await bench.settle("aws")
            #expect(account.plans.count == plans + 2)
            #expect(account.account.certificates.values.map { $0 } == [.inactive])
        }
    }

    @Test("one process at a time works an account; the next takes over what a dead one left when the lease runs out")
    func lease() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench)
            _ = try await bench.service.bind("plant", to: "aws")
            // The first claims, and is never heard of again.
            let connector = try await bench.service.connector("aws").connector
            let now = bench.time.now
            let (token, end) = (bench.accounts.nextToken(), bench.accounts.moment(after: .seconds(30)))
            try await bench.database.write { tx in
                _ = try tx.takeCloudLease("aws", owner: "first", until: end, at: now)
                _ = try tx.claimCloudWork(
                    in: connector, limit: 8, token: token, downstream: [],
                    until: Timestamp(milliseconds: now.milliseconds + 300_000), at: now)
            }
            let second = try bench.anotherReconciler(owner: "second")
            #expect(try await second.drain("aws") == end)
            #expect(account.plans.isEmpty)
            bench.time.reach(end)
            _ = try await second.drain("aws")
            #expect(account.account.cas["plant"]?.isActive == true)
            #expect(try await bench.plannedCalls("aws").isEmpty)
        }
    }

    @Test("a slow call holds up no other resource of the account")
    func slowCall() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench)
            _ = try await bench.service.bind("plant", to: "aws")
            try await bench.settle("aws")
            // The plan of the pump ends only when the valve is there, whose event comes while it hangs.
            let calls = account.madeCalls
            account.pauses { key in
                guard key == "device/pump" else { return }
                try? await bench.happen(Happening.firstEnrolment("valve", dms: "line", "02", by: "plant"))
                for await call in calls
                where call.operation == "AttachThingPrincipal" && call.resource == "device/valve" {
                    return
                }
            }
            _ = try await bench.service.retry("device/pump", in: "aws")
            try await bench.settle("aws")
            #expect(account.account.things.keys.sorted() == ["pump", "valve"])
        }
    }

    @Test("an account of which no connector can be made says so and is left alone for a while")
    func noConnector() async throws {
        try await Workbench.with { bench in
            try await fleet(bench)
            _ = try await bench.service.create(ConnectorConfiguration(id: "ghost", region: "eu-west-1"))
            _ = try await bench.service.bind("plant", to: "ghost")
            let next = try await bench.reconciler.drain("ghost")
            #expect(next.map { $0 > bench.time.now } == true)
            #expect(try await bench.service.connector("ghost").error == "The connector failed (NoSuchAccount).")
            await #expect(throws: CloudProxyError.self) { try await bench.service.plan("ghost") }
        }
    }
}
