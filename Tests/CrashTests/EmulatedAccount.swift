import Crypto
import Foundation
import LoadGenerator

/// An AWS account as the emulator holds it, asked past the server: the server's own word is no witness here.
struct EmulatedAccount: Sendable {
    private static let connector = "aws"

    private let endpoint: String
    private let address: ServerAddress

    init(endpoint: String) throws {
        guard let address = ServerAddress(url: endpoint) else { throw LoadError.server("\(endpoint) is no address") }
        self.endpoint = endpoint
        self.address = address
    }

    /// Has the server keep this account equal to its PKI.
    func connect(_ session: ManagementSession) async throws {
        struct Connector: Encodable {
            let id = EmulatedAccount.connector
            let region = "eu-west-1"
            let endpoint: String
        }
        struct Binding: Encodable {
            let caID = Plant.issuingCA

            private enum CodingKeys: String, CodingKey {
                case caID = "ca_id"
            }
        }
        _ = try await session.send("POST", "/v1/connectors", Connector(endpoint: endpoint))
        _ = try await session.send("POST", "/v1/connectors/\(Self.connector)/bindings", Binding())
    }

    /// Waits until the server plans nothing more, and looks whether that is so.
    func faults(after received: Received, _ session: ManagementSession) async throws -> [String] {
        if let fault = try await settle(session) { return [fault] }
        struct Device: Decodable {
            let id: String
        }
        let devices = try await session.all("/v1/devices", of: Device.self).map(\.id).sorted()
        let things = try await get("/things?maxResults=250", as: Things.self).things.map(\.thingName).sorted()
        let held = try await get("/certificates?pageSize=250", as: Certificates.self).certificates
        var faults: [String] = []
        if things != devices { faults.append("the account has things \(things), the PKI devices \(devices)") }
        if held.count != devices.count { faults.append("\(held.count) certificates for \(devices.count) devices") }
        for (device, serial) in received.enrollments.sorted(by: { $0.key < $1.key }) {
            let principals = try await get("/things/\(device)/principals", as: Principals.self).principals
            let id = SHA256.hash(data: received.certificates[serial] ?? []).map { Hex.text($0) }.joined()
            if principals.map({ $0.split(separator: "/").last.map(String.init) }) != [id] {
                faults.append("\(device) has the principals \(principals), its certificate is \(id)")
            }
            if held.first(where: { $0.certificateId == id })?.status != "ACTIVE" {
                faults.append("the certificate of \(device) is not active")
            }
        }
        return faults
    }

    /// A plan is made of what the projection has seen: an empty one counts when no subscription lags behind the log.
    /// - Returns: what is still to be done when patience ends.
    private func settle(_ session: ManagementSession) async throws -> String? {
        struct Plan: Decodable {
            struct Entry: Decodable {
                let key: String
            }
            let list: [Entry]
        }
        struct Subscription: Decodable {
            let lag: Int
        }
        let deadline = ContinuousClock.now + .seconds(90)
        while true {
            let lag = try await session.all("/v1/subscriptions", of: Subscription.self).map(\.lag).max() ?? 0
            if lag == 0 {
                let left: Plan = try await session.get("/v1/connectors/\(Self.connector)/plan")
                if left.list.isEmpty { return nil }
                guard ContinuousClock.now < deadline else { return "still planned: \(left.list.map(\.key))" }
            }
            guard ContinuousClock.now < deadline else { return "the projection lags by \(lag) events" }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private struct Things: Decodable {
        struct Thing: Decodable {
            let thingName: String
        }
        let things: [Thing]
    }

    private struct Certificates: Decodable {
        struct Certificate: Decodable {
            let certificateId: String
            let status: String
        }
        let certificates: [Certificate]
    }

    private struct Principals: Decodable {
        let principals: [String]
    }

    /// The emulator finds the service in the scope of the signature, and does not check the signature.
    private func get<Value: Decodable>(_ path: String, as type: Value.Type) async throws -> Value {
        let scope = "Credential=test/20260101/eu-west-1/iot/aws4_request"
        let authorization = "AWS4-HMAC-SHA256 \(scope), SignedHeaders=host, Signature=00"
        let request = RequestBytes.make(
            "GET", path, host: address.authority, fields: [("Authorization", authorization)])
        let response = try await SingleExchange.send(request, to: address, tls: nil)
        guard response.isSuccess else { throw LoadError.refused(status: response.status, body: response.text) }
        return try JSONDecoder().decode(type, from: Data(response.bytes))
    }
}
