import CloudProxy
import Events
import JSONSchema
import Testing

@Suite("A DMS that is deleted")
struct DMSDeletionTests {
    @Test("leaves nothing in an account, also where the account was away when it ended; its name can come back")
    func deletion() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await bench.happen(
                Happening.ca(Payloads.ca("plant", labels: ["aws": true])),
                Happening.dms(Payloads.dms("line", ca: "plant")))
            try await bench.settle("aws")
            #expect(account.account.bundles.keys.map { $0 } == ["line"])
            let ended = Payloads.dms("line", ca: "plant", status: .revoked)
            var deleted = ended
            deleted.deletionTimestamp = 1
            try await bench.happen(
                EventCatalog.dmsUpdateStatus.about("line", ended), Happening.dmsUpdate(deleted))
            try await bench.settle("aws")
            #expect(account.account.bundles.isEmpty)
            try await bench.happen(Happening.dms(Payloads.dms("line", ca: "plant", status: .pendingApproval)))
            try await bench.settle("aws")
            #expect(account.account.bundles.isEmpty)
            try await bench.happen(
                EventCatalog.dmsUpdateStatus.about("line", Payloads.dms("line", ca: "plant")))
            try await bench.settle("aws")
            #expect(account.account.bundles.keys.map { $0 } == ["line"])
        }
    }
}
