import CloudProxy
import Foundation
import Synchronization
import Testing

@testable import AWSIoT

@Suite("The client")
struct ClientTests {
    @Test("asks for the data endpoint once and publishes there")
    func dataEndpoint() async throws {
        let stub = StubTransport { _ in .json(#"{"endpointAddress":"abc-ats.iot.eu-west-1.amazonaws.com"}"#) }
        let client = stub.client()
        for _ in 0..<2 { try await client.send(Publish(topic: "t", payload: [1], retain: true)) }
        #expect(
            stub.requests.map(\.url) == [
                "https://iot.eu-west-1.amazonaws.com/endpoint?endpointType=iot%3AData-ATS",
                "https://abc-ats.iot.eu-west-1.amazonaws.com/topics/t?qos=1&retain=true",
                "https://abc-ats.iot.eu-west-1.amazonaws.com/topics/t?qos=1&retain=true",
            ])
        #expect(stub.requests[1].headers.last?.value.contains("/eu-west-1/iotdata/aws4_request") == true)
    }

    @Test("sends every service to the override, and asks for no endpoint then")
    func override() async throws {
        let stub = StubTransport { _ in .json("{}") }
        let client = stub.client(override: AWSEndpoint("http://127.0.0.1:4566/"))
        try await client.send(Publish(topic: "a/b", payload: [], retain: true))
        #expect(stub.requests.map(\.url) == ["http://127.0.0.1:4566/topics/a%2Fb?qos=1&retain=true"])
    }

    @Test("refuses a region that would be another host", arguments: ["", "eu/west", "a.b", "x@evil", "EU-WEST-1", "é"])
    func badRegions(name: String) async {
        let stub = StubTransport { _ in .json("{}") }
        let account = AWSAccount(client: stub.client(region: name))
        await #expect(throws: CloudError.rejected("\"\(name)\" is not a region of AWS")) {
            try await account.send(UpdateThing(thingName: "x", attributes: [:]))
        }
        #expect(stub.requests.isEmpty)
    }

    @Test("knows the hosts of China")
    func china() async throws {
        let stub = StubTransport { _ in .json(#"{"registrationCode":"c"}"#) }
        _ = try await stub.client(region: "cn-north-1").send(GetRegistrationCode())
        #expect(stub.requests.first?.url == "https://iot.cn-north-1.amazonaws.com.cn/registrationcode")
    }

    @Test(
        "refuses an endpoint that is more or less than scheme, host and port",
        arguments: [
            "", "example.com", "ftp://example.com", "https://", "https://u@example.com", "https://example.com/path",
            "https://example.com?x",
        ])
    func badEndpoints(url: String) {
        #expect(AWSEndpoint(url) == nil)
    }

    @Test(
        "leaves out the port that the scheme has anyway",
        arguments: [
            ("https://Example.com:443", "example.com"), ("http://h:80/", "h"), ("https://h:80", "h:80"),
        ])
    func authority(url: String, authority: String) {
        #expect(AWSEndpoint(url)?.authority == authority)
    }

    @Test("sends a read once more after a reset, and a change never")
    func quickRetry() async throws {
        let resets = Mutex(1)
        let flaky = StubTransport { _ throws(TransportFault) in
            guard
                resets.withLock({ left in
                    defer { left -= 1 }
                    return left <= 0
                })
            else { throw .reset }
            return .json(#"{"registrationCode":"c"}"#)
        }
        #expect(try await flaky.client().send(GetRegistrationCode()).registrationCode == "c")
        #expect(flaky.requests.count == 2)

        let dead = StubTransport { _ throws(TransportFault) in throw .reset }
        await #expect(throws: AWSFailure.transport(.reset)) { try await dead.client().send(GetRegistrationCode()) }
        #expect(dead.requests.count == 2)
        await #expect(throws: AWSFailure.transport(.reset)) {
            try await dead.client().send(UpdateThing(thingName: "t", attributes: [:]))
        }
        #expect(dead.requests.count == 3)
    }

    @Test("reads account and partition from the XML of STS")
    func identity() async throws {
        let stub = StubTransport { _ in
            .json("<R><Arn>arn:aws-cn:sts::123456789012:user/x</Arn><Account>123456789012</Account></R>")
        }
        let client = stub.client(region: "cn-north-1")
        for _ in 0..<2 {
            #expect(try await client.identity() == AWSIdentity(partition: "aws-cn", account: "123456789012"))
        }
        #expect(stub.requests.map(\.url) == ["https://sts.cn-north-1.amazonaws.com.cn/"])
    }

    @Test("slows down when AWS throttles")
    func throttlingIsNoted() async throws {
        let noted = Mutex<[String]>([])
        let pacing = Pacing(
            waitForTurn: { _ in },
            note: { operation, outcome in noted.withLock { $0.append("\(operation) \(outcome)") } })
        let stub = StubTransport { _ in .json("{}", status: 400, type: "ThrottlingException") }
        let client = AWSClient(
            region: "eu-west-1", credentials: StaticCredentials(.example), transport: stub.transport, pacing: pacing,
            now: { Date(timeIntervalSince1970: 0) })
        await #expect(throws: AWSFailure.self) { try await client.send(GetRegistrationCode()) }
        #expect(noted.withLock { $0 } == ["GetRegistrationCode throttled"])
    }
}
