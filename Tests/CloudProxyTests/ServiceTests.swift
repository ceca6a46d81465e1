import Events
import JSONSchema
import Listing
import Testing

@testable import CloudProxy

@Suite struct ServiceTests {
    @Test("a CA is bound by its metadata as well, also before the connector is there, and unbound by it")
    func labels() async throws {
        try await Workbench.with { bench in
            try await bench.happen(Happening.ca(Payloads.ca("plant", labels: ["aws": true, "off": false])))
            let account = try await bench.connect("aws")
            try await bench.settle("aws")
            #expect(account.account.cas["plant"]?.isActive == true)
            let binding = try await bench.service.binding(of: "plant", to: "aws")
            #expect(binding.isByMetadata)
            #expect(binding.consistency == .consistent)
            await #expect(throws: CloudProxyError.self, "its metadata binds it") {
                try await bench.service.unbind("plant", from: "aws")
            }
            try await bench.happen(Happening.caMetadata(Payloads.ca("plant")))
            try await bench.settle("aws")
            #expect(account.account.cas.isEmpty)
            #expect(account.calls.suffix(2).map(\.operation) == ["UpdateCACertificate", "DeleteCACertificate"])
        }
    }

    @Test("unbinding a CA deregisters it, withdraws its bundles, and lets no certificate of it open doors")
    func unbinding() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await bench.happen(
                Happening.ca(Payloads.ca("plant")), Happening.dms(Payloads.dms("line", ca: "plant")))
            try await bench.happen(Happening.firstEnrolment("pump", dms: "line", "01", by: "plant"))
            _ = try await bench.service.bind("plant", to: "aws")
            try await bench.settle("aws")
            try await bench.service.unbind("plant", from: "aws")
            try await bench.settle("aws")
            #expect(account.account.cas.isEmpty)
            #expect(account.account.bundles.isEmpty)
            #expect(account.account.certificates.values.map { $0 } == [.inactive])
            _ = try await bench.service.bind("plant", to: "aws")
            try await bench.settle("aws")
            #expect(account.account.certificates.values.map { $0 } == [.active])
            #expect(try await bench.plannedCalls("aws").isEmpty)
        }
    }

    @Test("the consistency of a binding follows the work on it")
    func consistency() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await bench.happen(Happening.ca(Payloads.ca("plant")))
            #expect(try await bench.service.bind("plant", to: "aws").consistency == .pending)
            account.refusesPlans { _ in CloudError.unauthorized("token expired") }
            _ = try await bench.reconciler.drain("aws")
            var binding = try await bench.service.binding(of: "plant", to: "aws")
            #expect(binding.consistency == .failed)
            #expect(binding.detail == "The cloud refuses our credentials: token expired")
            account.refusesPlans { _ in nil }
            try await bench.settle("aws")
            #expect(try await bench.service.bindings(of: "aws").map(\.consistency) == [.consistent])
            account.change { $0.cas["plant"]?.isActive = false }
            #expect(try await bench.service.compare("aws").list.map(\.key) == ["ca/plant"])
            binding = try await bench.service.binding(of: "plant", to: "aws")
            #expect(binding.consistency == .inconsistent)
            #expect(binding.detail == "UpdateCACertificate for ca/plant.")
            account.change { $0.cas["plant"]?.isActive = true }
            #expect(try await bench.service.compare("aws").list.isEmpty)
            #expect(try await bench.service.binding(of: "plant", to: "aws").consistency == .consistent)
            _ = try await bench.service.update(
                "aws", to: ConnectorConfiguration(id: "aws", region: "eu-west-1", enabled: false))
            #expect(try await bench.service.binding(of: "plant", to: "aws").consistency == .disabled)
        }
    }

    @Test("a connector that repairs sets right what somebody changed in the account; one that reports does not")
    func drift() async throws {
        for drift in ConnectorConfiguration.Drift.allCases {
            try await Workbench.with { bench in
                let account = try await bench.connect("aws", drift: drift)
                try await bench.happen(Happening.ca(Payloads.ca("plant", labels: ["aws": true])))
                try await bench.settle("aws")
                account.change { $0.cas["plant"]?.isActive = false }
                _ = try await bench.service.compare("aws")
                try await bench.settle("aws")
                #expect(account.account.cas["plant"]?.isActive == (drift == .repair))
            }
        }
    }

    @Test("work is recorded and not done while a connector is disabled")
    func disabled() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            let off = ConnectorConfiguration(id: "aws", region: "eu-west-1", enabled: false)
            _ = try await bench.service.update("aws", to: off)
            try await bench.happen(Happening.ca(Payloads.ca("plant", labels: ["aws": true])))
            try await bench.settle("aws")
            #expect(account.plans.isEmpty)
            await #expect(throws: CloudProxyError.self) { try await bench.service.apply("aws") }
            _ = try await bench.service.update("aws", to: ConnectorConfiguration(id: "aws", region: "eu-west-1"))
            try await bench.settle("aws")
            #expect(account.account.cas["plant"]?.isActive == true)
        }
    }

    @Test("a connector is neither deleted nor moved to another account while it holds a CA")
    func deletion() async throws {
        try await Workbench.with { bench in
            try await bench.connect("aws")
            try await bench.happen(Happening.ca(Payloads.ca("plant")))
            _ = try await bench.service.bind("plant", to: "aws")
            try await bench.settle("aws")
            let moved = ConnectorConfiguration(id: "aws", region: "us-east-1")
            await #expect(throws: CloudProxyError.self) { try await bench.service.delete("aws") }
            await #expect(throws: CloudProxyError.self) { try await bench.service.update("aws", to: moved) }
            try await bench.service.unbind("plant", from: "aws")
            await #expect(throws: CloudProxyError.self, "it is not deregistered yet") {
                try await bench.service.delete("aws")
            }
            try await bench.settle("aws")
            _ = try await bench.service.update("aws", to: moved)
            try await bench.service.delete("aws")
            #expect(try await bench.service.connectors().list.isEmpty)
            #expect(try await bench.dump(["cloud_work"]).isEmpty)
        }
    }

    @Test("of two accounts of one region the first proves possession of a CA, the second does without")
    func proof() async throws {
        try await Workbench.with { bench in
            let proofs = ProofRegistry()
            let first = try await bench.connect("one", proofs: proofs)
            let second = try await bench.connect("two", proofs: proofs)
            let elsewhere = try await bench.connect("far", region: "us-east-1")
            try await bench.happen(Happening.ca(Payloads.ca("plant", labels: ["one": true, "two": true, "far": true])))
            try await bench.settle("one", "two", "far")
            #expect(first.account.cas["plant"]?.isProven == true)
            #expect(second.account.cas["plant"]?.isProven == false)
            #expect(elsewhere.account.cas["plant"]?.isProven == true)
        }
    }

    @Test("a CA of which the key is elsewhere is registered without proof")
    func externalCA() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await bench.happen(
                EventCatalog.caImport.about("ext", Payloads.ca("ext", type: .external, labels: ["aws": true])))
            try await bench.settle("aws")
            #expect(account.account.cas["ext"]?.isProven == false)
        }
    }

    @Test("a CA that the projection has not seen yet is bound after it has caught up")
    func catchUp() async throws {
        try await Workbench.with { bench in
            try await bench.connect("aws")
            let service = CloudService(bench.accounts) { try await bench.happen(Happening.ca(Payloads.ca("fresh"))) }
            #expect(try await service.bind("fresh", to: "aws").caID == "fresh")
            await #expect(throws: CloudProxyError.notFound("There is no CA \"none\".")) {
                try await bench.service.bind("none", to: "aws")
            }
        }
    }

    @Test("one device of an account is shown with what its certificates are to be")
    func device() async throws {
        try await Workbench.with { bench in
            try await bench.connect("aws")
            try await bench.happen(
                Happening.ca(Payloads.ca("plant", labels: ["aws": true])),
                Happening.dms(Payloads.dms("line", ca: "plant")))
            try await bench.happen(Happening.firstEnrolment("pump", dms: "line", "01", by: "plant"))
            try await bench.settle("aws")
            let view = try await bench.service.device("pump", in: "aws")
            #expect(view.certificates.map(\.state) == ["active"])
            #expect(view.certificates.map(\.serialNumber) == ["01"])
            #expect(view.work?.state == .settled)
            await #expect(throws: CloudProxyError.self) { try await bench.service.device("nobody", in: "aws") }
        }
    }

    @Test("metrics tell what is due, since when, what is parked, and the calls that were made")
    func metrics() async throws {
        try await Workbench.with { bench in
            let account = try await bench.connect("aws")
            try await bench.happen(
                Happening.ca(Payloads.ca("good", labels: ["aws": true])),
                Happening.ca(Payloads.ca("bad", labels: ["aws": true])))
            bench.time.pass(seconds: 5)
            var connector = try #require(try await bench.service.metrics().connectors.first)
            #expect(connector.due == 2)
            #expect(connector.oldestAge == 5_000)
            account.injects { $0.resource == "ca/bad" ? .before(CloudError.rejected("no")) : nil }
            try await bench.settle("aws")
            connector = try #require(try await bench.service.metrics().connectors.first)
            #expect(connector.due == 0)
            #expect(connector.parked == 1)
            #expect(connector.oldestAge == 0)
            #expect(connector.calls == ["RegisterCACertificate": CallCount(done: 1, failed: 1)])
        }
    }
}
