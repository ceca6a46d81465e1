import Foundation
import LoadGenerator

extension Report {
    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(self)
    }

    /// For people.
    var table: String {
        var lines = [machineLine, floorLine, "", Self.heading]
        lines += measurements.map(Self.row)
        lines += ["", booksLine]
        return lines.joined(separator: "\n")
    }

    private var machineLine: String {
        let (median, tail) = (machine.durableAppendP50Microseconds, machine.durableAppendP99Microseconds)
        return "machine  \(machine.cores) cores, \(machine.processor), Linux \(machine.kernel); "
            + "append 4 KiB + fdatasync \(Self.number(median)) µs (p99 \(Self.number(tail)))"
    }

    private var floorLine: String {
        "floor    hash+verify+hash+sign P-256 \(Self.number(floor.verifyAndSignMicroseconds)) µs "
            + "(\(Self.number(floor.verifyAndSignPerSecond))/s/core); request parsed and verified "
            + "\(Self.number(floor.parseAndVerifyMicroseconds)) µs (\(Self.number(floor.parseAndVerifyPerSecond))/s/core)"
    }

    private var booksLine: String {
        guard let books else { return "books    not audited" }
        return "books    agree: \(books.certificates) certificates, \(books.devices) devices, \(books.events) events"
    }

    private static let columns = [10, 6, 9, 8, 8, 9, 9, 9, 9, 8, 8, 8, 9, 9, 7]

    private static let heading =
        line([
            "scenario", "conns", "stored", "count", "per s", "p50 ms", "p90 ms", "p99 ms", "max ms", "RSS MB", "after",
            "peak",
            "srv µs", "client µs", "x floor",
        ])

    private static func row(_ each: ScenarioFigures) -> String {
        let times = each.latencyMicroseconds
        let latency = [times.p50, times.p90, times.p99, times.max]
        let memory = [each.residentBeforeBytes, each.residentAfterBytes, each.residentPeakBytes]
        var cells = [each.scenario, "\(each.connections)", "\(each.stored)", "\(each.count)", number(each.perSecond)]
        cells += latency.map { String(format: "%.2f", $0 / 1_000) }
        cells += memory.map { "\($0 / 1_048_576)" }
        cells += [number(each.serverProcessorMicroseconds), number(each.clientProcessorMicroseconds)]
        cells.append(String(format: "%.2f", each.timesFloor))
        return line(cells)
    }

    private static func line(_ cells: [String]) -> String {
        zip(cells, columns).enumerated().map { index, pair in
            let padding = String(repeating: " ", count: max(0, pair.1 - pair.0.count))
            return index == 0 ? pair.0 + padding : padding + pair.0
        }.joined(separator: " ")
    }

    private static func number(_ value: Double) -> String {
        String(format: value < 100 ? "%.1f" : "%.0f", value)
    }
}
