import ArgumentParser
import ManagementAPI

extension DMSCommand {
    /// Requests to enrol that a person decides on.
    struct Enrollment: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "enrollment", abstract: "Requests to enrol, at a DMS where a person decides on them.",
            subcommands: [List.self, Show.self, Approve.self, Reject.self])

        struct List: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Lists the requests.")
            @Argument(help: "Name of the DMS.") var dms: String
            @Option(help: "PENDING, APPROVED or REJECTED.") var status: String?
            @OptionGroup var list: ListOptions
            @OptionGroup var options: ClientOptions

            func run() async throws {
                let columns = [
                    Column("ID", "id"), Column("DEVICE", "device_id"), Column("SLOT", "slot_id"),
                    Column("STATUS", "status"), Column("KEY", "key_fingerprint"), Column("CLIENT", "client"),
                    Column("CREATED", "creation_timestamp"),
                ]
                var list = list
                if let status { list.filters.append("status[eq]\(status)") }
                let wanted = list
                try await options.run { try await $0.list("listEnrollmentRequests", of: [dms], wanted, columns) }
            }
        }

        struct Show: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Shows a request.")
            @OptionGroup var target: RequestTarget

            func run() async throws {
                try await target.options.run { try await $0.show("showEnrollmentRequest", target.values) }
            }
        }

        struct Approve: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Approves a request: the device gets its certificate when it asks again.")
            @OptionGroup var target: RequestTarget

            func run() async throws { try await target.change(to: .approved) }
        }

        struct Reject: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Rejects a request, or takes back an approval that was not used.")
            @OptionGroup var target: RequestTarget

            func run() async throws { try await target.change(to: .rejected) }
        }
    }

    struct RequestTarget: ParsableArguments {
        @Argument(help: "Name of the DMS.") var dms: String
        @Argument(help: "Id of the request.") var id: String
        @OptionGroup var options: ClientOptions

        var values: [String] { [dms, id] }

        func change(to status: EnrollmentRequestStatus) async throws {
            let body = EnrollmentDecisionBody(status: status)
            try await options.run { try await $0.show("updateEnrollmentRequestStatus", values, body: body) }
        }
    }
}
