/// A row of a table of bad input: what is sent, and how it must be refused.
struct RefusedRequest: Sendable {
    let name: String
    let status: Int
    /// A part of the sentence, or of the problem, that tells the reason.
    let reason: String
    let send: @Sendable (LiveServer) async throws -> Reply

    init(
        _ name: String, _ status: Int, _ reason: String, _ send: @escaping @Sendable (LiveServer) async throws -> Reply
    ) {
        self.name = name
        self.status = status
        self.reason = reason
        self.send = send
    }
}

/// What must be as it was after bad input.
struct Footprint: Equatable {
    let head: Int
    let devices: JSON
    let cas: JSON
    let certificates: JSON
    let dms: JSON
    let connectors: JSON

    init(of server: LiveServer) async throws {
        head = try await server.head()
        devices = try await server.call("GET", "/v1/devices?page_size=1000")
        cas = try await server.call("GET", "/v1/cas?page_size=1000")
        certificates = try await server.call("GET", "/v1/certificates?page_size=1000")
        dms = try await server.call("GET", "/v1/dms?page_size=1000")
        connectors = try await server.call("GET", "/v1/connectors")
    }
}
