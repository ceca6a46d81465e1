import ArgumentParser
import ManagementClient
import ManagementAPI

extension ConnectorCommand {
    struct Bind: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Binds a CA: it is registered in the account.")
        @Argument(help: "Id of the connector.") var id: String
        @Argument(help: "Id of the CA.") var ca: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let body = BindingBody(caID: ca)
            try await options.run { try await $0.show("bindCA", [id], body: body) }
        }
    }

    struct Unbind: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Unbinds a CA: it is removed from the account.")
        @Argument(help: "Id of the connector.") var id: String
        @Argument(help: "Id of the CA.") var ca: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { _ = try await $0.client.call("unbindCA", [id, ca]) }
        }
    }

    struct Bindings: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the CAs that are bound, and how they stand.")
        @Argument(help: "Id of the connector.") var id: String
        @OptionGroup var list: ListOptions
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let columns = [
                Column("CA", "ca_id"), Column("CONSISTENCY", "consistency"), Column("BY METADATA", "by_metadata"),
                Column("DETAIL", "detail"),
            ]
            try await options.run { try await $0.list("listBindings", of: [id], list, columns) }
        }
    }

    struct Parked: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the resources that were given up.")
        @Argument(help: "Id of the connector.") var id: String
        @OptionGroup var list: ListOptions
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let columns = [
                Column("RESOURCE", "key"), Column("ATTEMPTS", "attempts"), Column("DUE SINCE", "due_since"),
                Column("ERROR", "error"),
            ]
            try await options.run { try await $0.list("listParkedWork", of: [id], list, columns) }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Takes up a resource again.")
        @Argument(help: "Id of the connector.") var id: String
        @Argument(help: "The resource, for instance device/pump-7.") var resource: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.show("retryParkedWork", [id, resource]) }
        }
    }
}
