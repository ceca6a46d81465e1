import Events
import Hummingbird
import Listing
import NIOCore

/// The pages of a plan: the one that was asked for, or all of them as one long list that is written as it is made, so that
/// an account of any size needs the memory of a page.
struct EntryPages: Sendable {
    /// Resources that are looked at before something is written.
    private static let stride = 100

    private let query: ListQuery
    private let isWhole: Bool

    init(_ call: Call) throws {
        query = try call.pageQuery()
        isWhole = try !call.queryItems().contains { $0.0 == "page_size" && !$0.1.isEmpty }
    }

    /// The first page is made before the answer begins, so a refusal has its status.
    func answer<Entry: Codable & Sendable>(
        _ page: @escaping @Sendable (_ bookmark: String?, _ limit: Int) async throws -> Page<Entry>
    ) async throws -> Answer {
        let first = try await page(query.bookmark, isWhole ? Self.stride : query.pageSize)
        guard isWhole, first.next != nil else { return try .json(of: first) }
        return .stream(
            "application/json",
            ResponseBody { writer in
                try await Self.write(first, to: &writer, page)
                try await writer.finish(nil)
            })
    }

    /// A page without progress ends the list, as the account does when it is throttled; `next` says where to go on.
    private static func write<Entry: Codable & Sendable>(
        _ first: Page<Entry>, to writer: inout any ResponseBodyWriter,
        _ page: @Sendable (_ bookmark: String?, _ limit: Int) async throws -> Page<Entry>
    ) async throws {
        var current = first
        var separator = "{\"list\":["
        while true {
            for entry in current.list {
                try await writer.write(ByteBuffer(bytes: separator.utf8 + (try WireJSON.encode(entry))))
                separator = ","
            }
            guard let bookmark = current.next, let next = try? await page(bookmark, stride), next.next != bookmark
            else { break }
            current = next
        }
        let opening = separator == "," ? "" : separator
        let end = try WireJSON.encode(current.next ?? "")
        try await writer.write(ByteBuffer(bytes: (opening + "],\"next\":").utf8 + end + "}".utf8))
    }
}
