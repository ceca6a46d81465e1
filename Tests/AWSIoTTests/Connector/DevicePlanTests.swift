import CloudProxy
import Testing

@testable import AWSIoT

@Suite("The plan of a device")
struct DevicePlanTests {
    /// Every state that AWS has for a certificate, and none.
    static let statuses = [
        nil, "ACTIVE", "INACTIVE", "REVOKED", "PENDING_TRANSFER", "PENDING_ACTIVATION", "REGISTER_INACTIVE",
    ]
    static let states: [CloudCertificate.State] = [.active, .inactive, .revoked]

    @Test("leaves nothing to do, from wherever the account is, or says why it cannot")
    func everyTransition() throws {
        var planned = 0
        for world in Self.worlds {
            for desired in Self.wishes {
                guard let after = try apply(desired, to: world) else { continue }
                planned += 1
                let again = try DevicePlan(desired: desired, actual: after, arn: Self.arn).calls()
                #expect(again == [], "\(desired) in \(world)")
                #expect(
                    world.thing == nil || after.thing?.principals.contains("foreign") == true, "\(desired) in \(world)")
                #expect(Self.satisfies(desired, after), "\(desired) in \(world)")
            }
        }
        #expect(planned > 3_000)
    }

    @Test("is refused for exactly those certificates that AWS cannot bring back")
    func refusals() {
        for status in Self.statuses {
            let isFinal = status == "REVOKED" || status == "PENDING_TRANSFER"
            let world = Self.world(thing: true, [(status, false), (nil, false)])
            let plan = DevicePlan(
                desired: Self.wish([.active, .revoked], decommissioned: false), actual: world, arn: Self.arn)
            if isFinal {
                #expect(throws: CloudError.self) { try plan.calls() }
            } else {
                #expect(throws: Never.self) { try plan.calls() }
            }
        }
    }

    @Test("shuts a decommissioned device out before it tidies up")
    func revokesFirst() throws {
        let world = Self.world(thing: true, [("ACTIVE", true), ("ACTIVE", true)])
        let calls = try DevicePlan(
            desired: Self.wish([.revoked, .revoked], decommissioned: true), actual: world, arn: Self.arn
        ).calls()
        #expect(
            calls.map(\.operation) == [
                "UpdateCertificate", "UpdateCertificate", "DetachThingPrincipal", "DetachThingPrincipal",
            ])
    }

    @Test("survives being written down", arguments: [true, false])
    func calls(isProven: Bool) throws {
        let calls = try DevicePlan(
            desired: Self.wish([.active, .active], decommissioned: false, isProven: isProven),
            actual: Self.world(thing: false, [(nil, false), (nil, false)]), arn: Self.arn
        ).calls()
        #expect(calls.count == 5)
        for call in calls { #expect(try rewritten(call) == call) }
    }

    private func rewritten(_ call: CloudCall) throws(CloudError) -> CloudCall {
        let parameters = CallParameters(call)
        func again(_ operation: some PlannedOperation) -> CloudCall {
            operation.call(for: call.resource, because: call.reason)
        }
        return switch call.operation {
        case "CreateThing": again(try CreateThing(parameters))
        case "RegisterCertificate": again(try RegisterCertificate(parameters))
        case "RegisterCertificateWithoutCA": again(try RegisterCertificateWithoutCA(parameters))
        default: again(try AttachThingPrincipal(parameters))
        }
    }

    /// What AWS does with the calls; nil where the plan is refused.
    private func apply(_ desired: CloudDevice, to world: ActualDevice) throws -> ActualDevice? {
        let plan = DevicePlan(desired: desired, actual: world, arn: Self.arn)
        let calls: [CloudCall]
        do { calls = try plan.calls() } catch { return nil }
        var after = world
        for call in calls {
            let parameters = CallParameters(call)
            switch call.operation {
            case "CreateThing":
                after.thing = .init(attributes: parameters.map("attribute"), principals: [])
            case "UpdateThing":
                after.thing?.attributes.merge(parameters.map("attribute")) { _, new in new }
            case "RegisterCertificate", "RegisterCertificateWithoutCA":
                let id = try parameters.required("certificatePem")
                #expect(after.certificates[id] == nil, "\(id) was there")
                after.certificates[id] = .init(arn: Self.arn(id), status: try parameters.required("status"))
            case "UpdateCertificate":
                after.certificates[try parameters.required("certificateId")]?.status = try parameters.required(
                    "newStatus")
            case "AttachThingPrincipal":
                after.thing?.principals.append(try parameters.required("principal"))
            case "DetachThingPrincipal":
                let principal = try parameters.required("principal")
                after.thing?.principals.removeAll { $0 == principal }
            default: Issue.record("\(call.operation)")
            }
        }
        return after
    }

    /// The contract, in other words than the plan's: who may log in, and what is attached.
    private static func satisfies(_ desired: CloudDevice, _ world: ActualDevice) -> Bool {
        desired.certificates.allSatisfy { certificate in
            let status = world.certificates[certificate.fingerprint]?.status
            let isAttached = world.thing?.principals.contains(arn(certificate.fingerprint)) ?? false
            if desired.isDecommissioned { return status ?? "REVOKED" == "REVOKED" && !isAttached }
            return switch certificate.state {
            case .active: status == "ACTIVE" && isAttached
            case .inactive: status == nil || status == "INACTIVE" || status == "REVOKED"
            case .revoked: status == nil || status == "REVOKED"
            }
        }
    }
}

extension DevicePlanTests {
    static func arn(_ id: String) -> String { "arn:aws:iot:eu-west-1:123456789012:cert/\(id)" }

    static func certificate(_ index: Int, _ state: CloudCertificate.State, isProven: Bool = false) -> CloudCertificate {
        let id = String(repeating: "\(index)", count: 64)
        return CloudCertificate(
            serialNumber: "0\(index)", fingerprint: id, certificatePEM: id, issuerPEM: "issuer",
            issuerIsProven: isProven, state: state)
    }

    static func wish(
        _ states: [CloudCertificate.State], decommissioned: Bool, isProven: Bool = false
    ) -> CloudDevice {
        CloudDevice(
            id: "pump-7", alias: "Pump", dmsName: "plant", isDecommissioned: decommissioned,
            certificates: states.enumerated().map { certificate($0.offset, $0.element, isProven: isProven) })
    }

    static var wishes: [CloudDevice] {
        states.flatMap { first in
            states.flatMap { second in [false, true].map { wish([first, second], decommissioned: $0) } }
        }
    }

    static func world(thing: Bool, _ certificates: [(String?, Bool)], isStale: Bool = false) -> ActualDevice {
        var world = ActualDevice(thing: nil, certificates: [:])
        if thing {
            let attributes = ["dms": "plant", "alias": isStale ? "Old" : "Pump", "theirs": "x"]
            world.thing = .init(attributes: attributes, principals: ["foreign"])
        }
        for (index, (status, isAttached)) in certificates.enumerated() {
            guard let status else { continue }
            let id = certificate(index, .active).fingerprint
            world.certificates[id] = .init(arn: arn(id), status: status)
            if isAttached { world.thing?.principals.append(arn(id)) }
        }
        return world
    }

    static var worlds: [ActualDevice] {
        var worlds: [ActualDevice] = []
        for (first, second) in statuses.flatMap({ first in statuses.map { (first, $0) } }) {
            for bits in 0..<8 {
                let certificates = [(first, bits & 1 != 0), (second, bits & 2 != 0)]
                worlds.append(world(thing: bits & 4 != 0, certificates, isStale: bits & 1 != 0))
            }
        }
        return worlds
    }
}
