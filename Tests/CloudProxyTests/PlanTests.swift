import Events
import Listing
import Storage
import StorageSQLite
import Testing

@testable import CloudProxy

@Suite struct PlanTests {
    /// A bound CA with a DMS and some devices, none of it worked off.
    private func fleet(_ bench: Workbench, devices: Int) async throws {
        try await bench.happen(
            Happening.ca(Payloads.ca("plant")), Happening.dms(Payloads.dms("line", ca: "plant")))
        for number in 0..<devices {
            try await bench.happen(Happening.firstEnrolment("d\(number)", dms: "line", "s\(number)", by: "plant"))
        }
        _ = try await bench.service.bind("plant", to: "aws")
    }

    @Test("a plan lists the calls for every resource page by page and makes none; applying makes exactly those")
    func planAndApply() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench, devices: 20)
            let planned = try await bench.plannedCalls("aws")
            #expect(planned.count == 2 + 20 * 3)
            #expect(planned.first?.resource == "ca/plant")
            #expect(account.calls.isEmpty)
            var applied: [ApplyEntry] = []
            var bookmark: String?
            repeat {
                let page = try await bench.service.apply("aws", after: bookmark, limit: 6)
                applied += page.list
                bookmark = page.next
            } while bookmark != nil
            #expect(!applied.map(\.isSettled).contains(false))
            #expect(applied.flatMap(\.calls).map(\.call) == planned)
            #expect(applied.flatMap(\.calls).compactMap(\.error).isEmpty)
            #expect(Set(account.calls) == Set(planned) && account.calls.count == planned.count)
            #expect(try await bench.plannedCalls("aws").isEmpty)
            let plans = account.plans.count
            try await bench.settle("aws")
            #expect(account.plans.count == plans, "what was applied is settled")
        }
    }

    @Test("applying tells of the call that failed, and of what waits for it")
    func failedApply() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench, devices: 1)
            account.injects { $0.operation == "RegisterCACertificate" ? .before(CloudError.rejected("bad CA")) : nil }
            let page = try await bench.service.apply("aws")
            #expect(page.list.map(\.isSettled) == [false, false, false])
            #expect(
                page.list.map(\.error) == [
                    "The cloud rejects the request: bad CA", "It waits for ca/plant.", "It waits for ca/plant.",
                ])
            #expect(page.list.first?.calls.map(\.error) == ["The cloud rejects the request: bad CA"])
            #expect(try await bench.service.parked(in: "aws").list.map(\.key) == ["ca/plant"])
        }
    }

    @Test("applying stops where the account throttles, and goes on from the bookmark")
    func throttledApply() async throws {
        var configuration = CloudProxyConfiguration()
        configuration.concurrentMax = 2
        try await Workbench.with(configuration) { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench, devices: 6)
            account.injects { $0.resource == "device/d1" ? .before(CloudError.throttled("slow")) : nil }
            let page = try await bench.service.apply("aws")
            #expect(page.list.last?.key == "device/d1")
            #expect(page.next == "device/d1")
            account.injects { _ in nil }
            #expect(try await bench.service.apply("aws", after: page.next).next == nil)
            #expect(Set(try await bench.plannedCalls("aws").map(\.resource)).isSubset(of: ["device/d1"]))
            try await bench.settle("aws")
            #expect(try await bench.plannedCalls("aws").isEmpty)
        }
    }

    @Test("a resource that the account cannot be asked about has its error in the plan, the others their calls")
    func planErrors() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench, devices: 2)
            account.refusesPlans { $0 == "device/d0" ? CloudError.unavailable("503") : nil }
            let page = try await bench.service.plan("aws")
            #expect(page.list.first { $0.key == "device/d0" }?.error == "The cloud cannot be reached: 503")
            #expect(page.list.first { $0.key == "device/d1" }?.calls.count == 3)
        }
    }

    @Test("parked resources come page by page")
    func parkedPages() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await fleet(bench, devices: 5)
            account.injects { $0.operation == "CreateThing" ? .before(CloudError.rejected("no")) : nil }
            try await bench.settle("aws")
            let first = try await bench.service.parked(in: "aws", limit: 3)
            let second = try await bench.service.parked(in: "aws", after: first.next, limit: 3)
            #expect((first.list + second.list).map(\.key) == (0..<5).map { "device/d\($0)" })
            #expect(second.next == nil)
        }
    }

    @Test("a bookmark or page size that is none is refused")
    func badPaging() async throws {
        try await Workbench.with { bench in
            try await bench.connect("aws")
            for bookmark in ["x", "ca/", "/x", "certificate/1"] {
                await #expect(throws: CloudProxyError.invalid(pointer: "/bookmark", "is none of a page before")) {
                    try await bench.service.plan("aws", after: bookmark)
                }
            }
            for limit in [-1, 0, 1_001] {
                await #expect(throws: CloudProxyError.self) { try await bench.service.plan("aws", limit: limit) }
            }
        }
    }

    @Test("nothing is planned or applied while the projection is being rebuilt")
    func rebuilding() async throws {
        try await Workbench.with { bench in
            try await bench.connect("aws")
            try await fleet(bench, devices: 1)
            try await bench.database.write { [projection = bench.projection] tx in
                try projection.beginRebuild(until: 100, in: tx)
            }
            await #expect(throws: CloudProxyError.self) { try await bench.service.plan("aws") }
            await #expect(throws: CloudProxyError.self) { try await bench.service.apply("aws") }
        }
    }
}
