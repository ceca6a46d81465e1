import TestSupport

/// An emulated AWS account, seen through botocore.
struct CloudAccount {
    let endpoint: String

    struct Query {
        let service: String
        let operation: String
        let parameters: JSON

        static func thing(_ name: String) -> Query {
            Query(service: "iot", operation: "describe_thing", parameters: ["thingName": .string(name)])
        }
        static func principals(ofThing name: String) -> Query {
            Query(service: "iot", operation: "list_thing_principals", parameters: ["thingName": .string(name)])
        }
        static func certificate(_ id: String) -> Query {
            Query(service: "iot", operation: "describe_certificate", parameters: ["certificateId": .string(id)])
        }
        static func ca(_ id: String) -> Query {
            Query(service: "iot", operation: "describe_ca_certificate", parameters: ["certificateId": .string(id)])
        }
        static func retained(_ topic: String) -> Query {
            Query(service: "iot-data", operation: "get_retained_message", parameters: ["topic": .string(topic)])
        }
    }

    func ask(_ queries: Query...) async throws -> [JSON] {
        let lines = try queries.map { query -> [UInt8] in
            try JSON.object([
                "service": .string(query.service), "operation": .string(query.operation),
                "parameters": query.parameters,
            ]).bytes
        }
        return try await Judge.ask(
            "Tests/EndToEndTests/Judges/account.py", [endpoint], Array(lines.joined(separator: [0x0A])))
    }

    /// AWS calls a certificate by the SHA-256 of its DER.
    static func id(_ file: String) async throws -> String {
        let text = try await OpenSSL.x509(file, "-fingerprint", "-sha256")
        return (text.split(separator: "=").last ?? "").replacing(":", with: "").lowercased()
    }
}
