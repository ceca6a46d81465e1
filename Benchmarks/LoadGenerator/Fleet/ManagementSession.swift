import Foundation
public import NIOCore
public import NIOSSL

/// The management API with the administrator's token, for what is not on the clock.
public struct ManagementSession: Sendable {
    public let address: ServerAddress
    let tls: NIOSSLContext?
    private let token: String

    /// For a load plan: one context, or none where the API is on plain HTTP.
    public var contexts: [NIOSSLContext] { tls.map { [$0] } ?? [] }

    init(to address: ServerAddress, tls: NIOSSLContext?, token: String) throws {
        self.address = address
        self.tls = tls
        self.token = token
    }

    /// A request with the token, ready to be sent.
    public func request(_ method: String, _ path: String, body: [UInt8]? = nil) -> ByteBuffer {
        var fields = [("Authorization", "Bearer \(token)")]
        if body != nil { fields.append(("Content-Type", "application/json")) }
        return RequestBytes.make(method, path, host: address.authority, fields: fields, body: body)
    }

    /// The answer, whatever its status.
    public func call(_ method: String, _ path: String, body: [UInt8]? = nil) async throws -> HTTPResponse {
        try await SingleExchange.send(request(method, path, body: body), to: address, tls: tls)
    }

    /// - Throws: `LoadError.refused` where the answer is no success.
    @discardableResult
    public func perform(_ method: String, _ path: String, body: [UInt8]? = nil) async throws -> HTTPResponse {
        let response = try await call(method, path, body: body)
        guard response.isSuccess else { throw LoadError.refused(status: response.status, body: response.text) }
        return response
    }

    public func get<Value: Decodable>(_ path: String, as type: Value.Type = Value.self) async throws -> Value {
        try WireForm.decode(try await perform("GET", path).bytes, as: type)
    }

    public func send(_ method: String, _ path: String, _ body: some Encodable) async throws -> HTTPResponse {
        try await perform(method, path, body: WireForm.encode(body))
    }

    /// Every item of a list, page by page.
    public func all<Item: Decodable>(_ path: String, of type: Item.Type = Item.self) async throws -> [Item] {
        var items: [Item] = []
        var bookmark: String?
        repeat {
            let place = bookmark.map { "&bookmark=\(Self.escaped($0))" } ?? ""
            let page: Page<Item> = try await get("\(path)?page_size=1000\(place)")
            items += page.list
            bookmark = page.next.flatMap { $0.isEmpty ? nil : $0 }
        } while bookmark != nil
        return items
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }

    private struct Page<Item: Decodable>: Decodable {
        let list: [Item]
        let next: String?
    }
}
