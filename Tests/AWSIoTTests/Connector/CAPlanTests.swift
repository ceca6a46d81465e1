import CloudProxy
import Testing

@testable import AWSIoT

@Suite("The plan of a CA")
struct CAPlanTests {
    private let plan = CAPlan(connectorID: "aws-1", isServerNameOnly: false)

    @Test("leaves nothing to do, from wherever the account is, unless the CA is a stranger's")
    func everyTransition() throws {
        for (desired, actual) in Self.pairs {
            guard let after = try applied(desired, actual) else {
                #expect(actual?.tags["shedu:managed-by"] != "aws-1" && desired.state != .absent)
                continue
            }
            let final = after.first
            #expect(try plan.calls(desired, actual: final) == [])
            guard final?.tags["shedu:managed-by"] == "aws-1" || desired.state == .active else { continue }
            #expect((final?.isActive ?? false) == (desired.state == .active))
            #expect(desired.state != .absent || final == nil)
            #expect(desired.state != .active || final?.allowsAutoRegistration == desired.allowAutoRegistration)
        }
    }

    @Test("never deletes what is active")
    func deactivatesFirst() throws {
        let calls = try plan.calls(Self.ca(.absent), actual: Self.actual(isActive: true))
        #expect(calls.map(\.operation) == ["UpdateCACertificate", "DeleteCACertificate"])
        #expect(calls.first?.parameters["newStatus"] == "INACTIVE")
    }

    @Test("sets status and automatic registration with one call")
    func oneUpdate() throws {
        let calls = try plan.calls(Self.ca(.active, auto: true), actual: Self.actual(isActive: false))
        #expect(
            calls.map(\.parameters) == [
                ["certificateId": "id", "newStatus": "ACTIVE", "newAutoRegistrationStatus": "ENABLE"]
            ])
    }

    @Test("says what an operator must do about a stranger's CA")
    func stranger() {
        let actual = Self.actual(isActive: true, tags: ["shedu:managed-by": "aws-2"])
        #expect {
            try plan.calls(Self.ca(.active), actual: actual)
        } throws: { error in
            (error as? CloudError)?.sentence.contains("add the tag") == true
        }
    }

    /// What AWS does with the calls: nothing or one CA. Nil where the plan is refused.
    private func applied(_ desired: CloudCA, _ actual: ActualCA?) throws -> [ActualCA]? {
        let calls: [CloudCall]
        do { calls = try plan.calls(desired, actual: actual) } catch { return nil }
        var after = actual
        for call in calls {
            let parameters = CallParameters(call)
            switch call.operation {
            case "RegisterCACertificate":
                let registration = try RegisterCACertificate(parameters)
                #expect(after == nil)
                after = ActualCA(
                    id: "id", arn: "arn", isActive: registration.setAsActive,
                    allowsAutoRegistration: registration.allowAutoRegistration, tags: registration.tags)
            case "UpdateCACertificate":
                let update = try UpdateCACertificate(parameters)
                if let status = update.newStatus { after?.isActive = status == .active }
                if let isAllowed = update.allowAutoRegistration { after?.allowsAutoRegistration = isAllowed }
            case "TagResource": after?.tags.merge(try TagResource(parameters).tags) { _, new in new }
            case "DeleteCACertificate":
                #expect(after?.isActive == false)
                after = nil
            default: Issue.record("\(call.operation)")
            }
        }
        return after.map { [$0] } ?? []
    }

    private static var pairs: [(CloudCA, ActualCA?)] {
        let tags: [[String: String]] = [
            [:], ["shedu:managed-by": "aws-2"], ["shedu:managed-by": "aws-1"],
            ["shedu:managed-by": "aws-1", "lamassuCAName": "Old", "serialNumber": "01"],
            ["shedu:managed-by": "aws-1", "lamassuCAName": "Plant", "serialNumber": "01"],
        ]
        var actuals: [ActualCA?] = [nil]
        for tags in tags {
            for bits in 0..<4 { actuals.append(actual(isActive: bits & 1 != 0, auto: bits & 2 != 0, tags: tags)) }
        }
        let wishes = [CloudCA.State.active, .inactive, .absent].flatMap { [ca($0), ca($0, auto: true)] }
        return wishes.flatMap { wish in actuals.map { (wish, $0) } }
    }

    private static func ca(_ state: CloudCA.State, auto: Bool = false) -> CloudCA {
        CloudCA(
            id: "plant", name: "Plant", serialNumber: "01", certificatePEM: "PEM", state: state,
            canProvePossession: true, allowAutoRegistration: auto)
    }

    private static func actual(
        isActive: Bool, auto: Bool = false,
        tags: [String: String] = ["shedu:managed-by": "aws-1", "lamassuCAName": "Plant", "serialNumber": "01"]
    ) -> ActualCA {
        ActualCA(id: "id", arn: "arn", isActive: isActive, allowsAutoRegistration: auto, tags: tags)
    }
}
