import ArgumentParser
import ManagementAPI

struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Bulk operations and how far they are.",
        subcommands: [List.self, Show.self, Results.self, Pause.self, Resume.self, Cancel.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the jobs.")
        @OptionGroup var list: ListOptions
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let columns = [
                Column("ID", "id"), Column("GROUP", "group"), Column("OPERATION", "operation"),
                Column("STATE", "state"), Column("TOTAL", "total"), Column("CHANGED", "changed"),
                Column("UNCHANGED", "unchanged"), Column("REFUSED", "refused"),
            ]
            try await options.run { try await $0.list("listJobs", list, columns) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a job and how far it is.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws {
            try await options.run { try await $0.show("showJob", [id]) }
        }
    }

    struct Results: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists what a job did to each device.")
        @Argument var id: String
        @OptionGroup var list: ListOptions
        @OptionGroup var options: ClientOptions

        func run() async throws {
            let columns = [Column("DEVICE", "device_id"), Column("OUTCOME", "outcome"), Column("DETAIL", "detail")]
            try await options.run { try await $0.list("listJobResults", of: [id], list, columns) }
        }
    }

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets a job rest.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws { try await move(id, to: .paused, options) }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets a job go on.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws { try await move(id, to: .running, options) }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ends a job; what it did stays done.")
        @Argument var id: String
        @OptionGroup var options: ClientOptions

        func run() async throws { try await move(id, to: .cancelled, options) }
    }
}

private func move(_ id: String, to state: JobState, _ options: ClientOptions) async throws {
    try await options.run { try await $0.show("updateJobStatus", [id], body: JobStatusBody(state: state)) }
}
