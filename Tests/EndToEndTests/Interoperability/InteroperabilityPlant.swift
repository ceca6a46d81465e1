import Foundation
import TestSupport

extension LiveServer {
    /// A cloud DMS with a root, an issuing CA and a bootstrap CA of its own, because the tests of a suite run side by
    /// side.
    /// - Returns: a client with a bootstrap certificate.
    func plant(
        _ line: String, settings: [String: JSON] = [:]
    ) async throws -> Identity {
        try await call("POST", "/v1/cas", Self.caBody("\(line)-root", validity: "20y"))
        try await call("POST", "/v1/cas", Self.caBody("\(line)-issuing", below: "\(line)-root"))
        try await call("POST", "/v1/cas", Self.caBody("\(line)-bootstrap"))
        let own: [String: JSON] = [
            "authorized_ca": .string("\(line)-issuing"), "bootstrap_cas": [.string("\(line)-bootstrap")],
        ]
        try await createDMS([
            "name": .string(line), "cloud_dms": true,
            "identity_profile": ["enrollment_settings": .object(own.merging(settings) { $1 })],
        ])
        return try await identity("\(line)-boot", of: "\(line)-bootstrap")
    }

    /// A request that waits for a person.
    func waiting(at dms: String) async throws -> String? {
        let requests = try await call("GET", "/v1/dms/\(dms)/enrollments")["list"].items
        return requests.first { $0["status"] == "PENDING" }?["id"].text
    }
}
