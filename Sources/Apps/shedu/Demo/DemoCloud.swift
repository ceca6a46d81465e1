import JSONSchema
import ManagementClient

/// The cloud side of the story.
struct DemoCloud {
    let client: ManagementClient
    let connector: String

    func bind(_ caID: String, endpoint: String) async throws {
        let body: JSONValue = [
            "id": .string(connector), "name": "Emulated AWS account", "region": "eu-west-1",
            "endpoint": .string(endpoint), "drift": "repair",
        ]
        _ = try await client.value("createConnector", body: body)
        _ = try await client.value("bindCA", [connector], body: ["ca_id": .string(caID)] as JSONValue)
    }

    /// Waits until nothing is left to do in the cloud, and asks for the plan.
    /// - Throws: `DemoFailure` where the cloud does not become equal.
    func settle(_ print: DemoPrinter) async throws {
        print.title("AWS IoT Core follows the events")
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            let plan = try await entries("planConnector")
            if plan.isEmpty { return print.line("shedu cloud plan: nothing to do") }
            guard ContinuousClock.now < deadline else {
                throw DemoFailure("the cloud is not equal to the PKI; still planned: \(plan)")
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// All pages of the plan.
    private func entries(_ endpoint: String) async throws -> [JSONValue] {
        var entries: [JSONValue] = []
        var bookmark = ""
        repeat {
            let query = bookmark.isEmpty ? [] : [("bookmark", bookmark)]
            guard case .object(let page) = try await client.value(endpoint, [connector], query: query),
                case .array(let list)? = page["list"], case .string(let next)? = page["next"]
            else { throw DemoFailure("the answer of \(endpoint) is no list") }
            entries += list
            bookmark = next
        } while !bookmark.isEmpty
        return entries
    }
}
