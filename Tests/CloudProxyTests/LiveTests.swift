import EventLog
import Events
import JSONSchema
import Logging
import ServiceLifecycle
import Storage
import StorageSQLite
import Testing

@testable import CloudProxy

@Suite struct LiveTests {
    @Test(
        "running as services, a committed event becomes a call in the account, and a shutdown gives the lease back",
        .timeLimit(.minutes(5)))
    func services() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let runner = SubscriptionRunner(
                database: bench.database, log: bench.log, name: "cloud", filter: CloudProjection.filter,
                projector: bench.projection, owner: "first", now: { [time = bench.time] in time.now }, logger: logger)
            let group = ServiceGroup(
                configuration: .init(
                    services: [.init(service: runner), .init(service: bench.reconciler)], logger: logger))
            async let running: Void = group.run()
            let events =
                [
                    try Happening.ca(Payloads.ca("plant", labels: ["aws": true])),
                    try Happening.dms(Payloads.dms("line", ca: "plant")),
                ] + (try Happening.firstEnrolment("pump", dms: "line", "01", by: "plant"))
            try await bench.database.write { tx in
                for event in events { tx.record(event) }
            }
            let subscriptions = Subscriptions(database: bench.database, log: bench.log) { [time = bench.time] in
                time.now
            }
            try await bench.accounts.catchUp(subscriptions, named: "cloud", in: bench.log, atMost: .seconds(30))
            #expect(try await bench.service.device("pump", in: "aws").certificates.map(\.serialNumber) == ["01"])
            // A signature is not for the projection, and its lazy cursor keeps nobody waiting.
            try await bench.database.write { tx in tx.record(try Happening.signed("02", by: "plant")) }
            try await bench.accounts.catchUp(subscriptions, named: "cloud", in: bench.log, atMost: .seconds(30))
            var made = 0
            for await _ in account.madeCalls {
                made += 1
                if made == 5 { break }
            }
            await group.triggerGracefulShutdown()
            try await running
            #expect(account.account.things["pump"]?.principals.count == 1)
            let expiry = try await bench.database.read {
                try $0.query("SELECT expires_at FROM cloud_lease WHERE connector_id = 'aws'").map { try $0.integer(0) }
            }
            #expect(expiry == [0])
        }
    }
}
