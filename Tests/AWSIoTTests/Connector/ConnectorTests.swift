import CloudProxy
import Foundation
import Testing

@testable import AWSIoT

@Suite("The connector")
struct ConnectorTests {
    @Test(
        "refuses a device id that cannot name a thing, and asks AWS nothing",
        arguments: [
            "", "pump 7", "pump/7", "pümp", "a.b", String(repeating: "x", count: 129),
        ])
    func deviceIDs(id: String) async {
        let stub = StubTransport { _ in .json("{}") }
        let device = CloudDevice(id: id, alias: "", dmsName: "d", isDecommissioned: false, certificates: [])
        await #expect {
            try await connector(stub).plan(.device(device))
        } throws: { error in
            if case .rejected(let sentence) = error as? CloudError { sentence.contains("\"\(id)\"") } else { false }
        }
        #expect(stub.requests.isEmpty)
    }

    @Test(
        "refuses a DMS name that would be another topic",
        arguments: [
            "", "a/b", "+", "#", "a\0b", String(repeating: "x", count: 240),
        ])
    func dmsNames(name: String) async {
        let stub = StubTransport { _ in .json("{}") }
        await #expect(throws: CloudError.self) {
            try await connector(stub).plan(.trustBundle(CloudTrustBundle(dmsName: name, pem: "x")))
        }
        #expect(stub.requests.isEmpty)
    }

    @Test(
        "refuses what is no certificate",
        arguments: [
            "", "PEM", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
            "-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
        ])
    func noCertificate(pem: String) async {
        let stub = StubTransport { _ in .json("{}") }
        let ca = CloudCA(
            id: "a", name: "a", serialNumber: "1", certificatePEM: pem, state: .active, canProvePossession: true,
            allowAutoRegistration: false)
        await #expect(throws: CloudError.rejected("this is not a certificate in PEM")) {
            try await connector(stub).plan(.ca(ca))
        }
    }

    @Test("reads every page of what is attached to a thing")
    func pages() async throws {
        let stub = StubTransport { request in
            if request.url.hasSuffix("/principals") { return .json(#"{"principals":["a"],"nextToken":"t/2"}"#) }
            if request.url.hasSuffix("nextToken=t%2F2") { return .json(#"{"principals":["b"],"nextToken":"t3"}"#) }
            if request.url.hasSuffix("nextToken=t3") { return .json(#"{"principals":["c"]}"#) }
            return .json(#"{"thingName":"x","attributes":{}}"#)
        }
        let device = try await AWSAccount(client: stub.client()).device(thingName: "x", certificateIDs: [])
        #expect(device.thing?.principals == ["a", "b", "c"])
    }

    @Test("gives up on a list that has no end")
    func endlessPages() async {
        let stub = StubTransport { request in
            request.url.contains("principals")
                ? .json(#"{"principals":[],"nextToken":"t"}"#) : .json(#"{"thingName":"x"}"#)
        }
        await #expect(throws: CloudError.self) {
            try await AWSAccount(client: stub.client()).device(thingName: "x", certificateIDs: [])
        }
    }

    @Test(
        "refuses a call that it would never plan, or that lacks what it needs",
        arguments: [
            ("DeleteThing", ["thingName": "x"]), ("CreateThing", [:]), ("UpdateCertificate", ["certificateId": "x"]),
            ("UpdateCertificate", ["certificateId": "x", "newStatus": "PENDING_TRANSFER"]),
            ("Publish", ["topic": "t", "payload": "", "retain": "perhaps"]),
            ("UpdateCACertificate", ["certificateId": "x", "newAutoRegistrationStatus": "MAYBE"]),
        ] as [(String, [String: String])])
    func foreignCalls(operation: String, parameters: [String: String]) async {
        let stub = StubTransport { _ in .json("{}") }
        let call = CloudCall(operation: operation, resource: "device/x", reason: "", parameters: parameters)
        await #expect {
            try await connector(stub).perform(call)
        } throws: { error in
            if case .rejected = error as? CloudError { true } else { false }
        }
        #expect(stub.requests.isEmpty)
    }

    @Test(
        "takes a removal of what is gone for done, and asks for a new plan where a change has lost its object",
        arguments: [
            ("DeleteCACertificate", ["certificateId": "x"], true),
            ("DetachThingPrincipal", ["thingName": "x", "principal": "p"], true),
            ("UpdateCertificate", ["certificateId": "x", "newStatus": "REVOKED"], true),
            ("UpdateCertificate", ["certificateId": "x", "newStatus": "ACTIVE"], false),
            ("UpdateThing", ["thingName": "x"], false), ("UpdateCACertificate", ["certificateId": "x"], false),
            ("AttachThingPrincipal", ["thingName": "x", "principal": "p"], false),
        ] as [(String, [String: String], Bool)])
    func goneMeanwhile(operation: String, parameters: [String: String], isDone: Bool) async throws {
        let stub = StubTransport { _ in .json(#"{"message":"no"}"#, status: 404, type: "ResourceNotFoundException") }
        let call = CloudCall(operation: operation, resource: "r", reason: "", parameters: parameters)
        if isDone {
            try await connector(stub).perform(call)
        } else {
            await #expect {
                try await connector(stub).perform(call)
            } throws: { error in
                if case .unavailable = error as? CloudError { true } else { false }
            }
        }
    }

    @Test(
        "takes a thing that exists for made if it is equal, and asks for a new plan if not",
        arguments: [
            (#"{"thingName":"x","attributes":{"dms":"d","theirs":"y"}}"#, true),
            (#"{"thingName":"x","attributes":{"dms":"e"}}"#, false), (#"{"thingName":"x"}"#, false),
        ])
    func thingExists(description: String, isDone: Bool) async throws {
        let stub = StubTransport { request in
            request.method == "GET"
                ? .json(description) : .json("{}", status: 409, type: "ResourceAlreadyExistsException")
        }
        let call = CloudCall(
            operation: "CreateThing", resource: "device/x", reason: "",
            parameters: ["thingName": "x", "attribute:dms": "d"])
        if isDone {
            try await connector(stub).perform(call)
        } else {
            await #expect(throws: CloudError.self) { try await connector(stub).perform(call) }
        }
    }

    @Test("tells a proof that cannot be made as a fault that may pass, and registers nothing")
    func noProof() async {
        struct KeyIsLocked: Error {}
        let stub = StubTransport { _ in .json(#"{"registrationCode":"c"}"#) }
        let connector = AWSIoTConnector(
            connectorID: "aws-1", client: stub.client(), proofOfPossession: { _, _ in throw KeyIsLocked() })
        let call = CloudCall(
            operation: "RegisterCACertificate", resource: "ca/a", reason: "",
            parameters: [
                "caCertificate": "P", "certificateMode": "DEFAULT", "setAsActive": "true",
                "allowAutoRegistration": "false",
            ])
        await #expect {
            try await connector.perform(call)
        } throws: { error in
            if case .unavailable(let sentence) = error as? CloudError {
                sentence.contains("KeyIsLocked")
            } else {
                false
            }
        }
        #expect(stub.requests.map(\.method) == ["GET"])
    }

    @Test("writes labels in the alphabets of AWS")
    func labels() {
        #expect(AWSNames.attributeValue("Pump 7 (é)\n,@/:#-_.x") == "Pump_7__é__,@/:#-_.x".replacing("é", with: "_"))
        #expect(AWSNames.tagValue("Werk 7 (ä) +-=._:/@") == "Werk 7 _ä_ +-=._:/@")
        #expect(AWSNames.attributeValue(String(repeating: "x", count: 900)).count == 800)
        #expect(AWSNames.tagValue(String(repeating: "x", count: 300)).count == 256)
    }

    @Test(
        "refuses an id that cannot be the value of a tag", arguments: ["", "a(b)", String(repeating: "x", count: 257)])
    func connectorIDs(id: String) async {
        let stub = StubTransport { _ in .json("{}") }
        let connector = AWSIoTConnector(
            connectorID: id, client: stub.client(), proofOfPossession: { _, _ in "proof" })
        let ca = CloudCA(
            id: "a", name: "a", serialNumber: "1", certificatePEM: "PEM", state: .active, canProvePossession: true,
            allowAutoRegistration: false)
        await #expect(throws: CloudError.rejected("the connector id \"\(id)\" cannot be the value of an AWS tag")) {
            try await connector.plan(.ca(ca))
        }
        #expect(stub.requests.isEmpty)
    }

    private func connector(_ stub: StubTransport) -> AWSIoTConnector {
        AWSIoTConnector(connectorID: "aws-1", client: stub.client(), proofOfPossession: { _, _ in "proof" })
    }
}
