import ArgumentParser
import Events
import Foundation
import ManagementAPI
import ManagementClient

/// Lists of what a CA has revoked.
struct CRLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crl", abstract: "Shows a CRL of a CA as PEM: the newest, or the one that is named.",
        discussion: "With --list: all that were ever published. With --publish: publishes first.")

    static let columns = [
        Column("ID", "id"), Column("KIND", "kind"), Column("NUMBER", "number"), Column("ENTRIES", "entries"),
        Column("THIS UPDATE", "this_update"), Column("NEXT UPDATE", "next_update"), Column("SIZE", "size"),
    ]

    @Argument(help: "Id of the CA.") var id: String
    @Argument(help: "Id of the CRL.") var crl = "newest"
    @Flag(help: "Lists the CRLs.") var list = false
    @Flag(help: "Publishes the CA's CRLs now.") var publish = false
    @Option(help: "Where to write the CRL; to standard output where it is left out.") var outputFile: String?
    @OptionGroup(title: "With --list") var page: ListOptions
    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await options.run { session in
            if publish { _ = try await session.client.publishCRLs(of: id) }
            if list { return try await session.list("listCRLs", of: [id], page, Self.columns) }
            if session.format == .json, outputFile == nil { return try await session.show("showCRL", [id, crl]) }
            let crl = try await session.client.crl(crl, of: id)
            let pem = crl.crl?.pem ?? ""
            session.terminal.note("CRL \(crl.number) with \(crl.entries) entries, next update \(crl.nextUpdate)")
            guard let outputFile else { return session.terminal.text(pem) }
            guard FileManager.default.createFile(atPath: outputFile, contents: Data(pem.utf8)) else {
                throw ValidationError("The file \(outputFile) cannot be written.")
            }
        }
    }
}
