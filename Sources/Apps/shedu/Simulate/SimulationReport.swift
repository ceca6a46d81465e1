import Foundation
import JSONSchema

/// What a simulation ends with.
struct SimulationReport {
    private let tally: FleetTally
    private let seconds: Double

    init(_ tally: FleetTally, seconds: Double) {
        self.tally = tally
        self.seconds = seconds
    }

    var hasFailures: Bool { !tally.failures.isEmpty }

    /// For people.
    var text: String {
        var lines = [Self.row(["", "count", "ok", "failed", "pending", "p50 ms", "p90 ms", "p99 ms", "max ms"])]
        for kind in FleetTally.Kind.allCases where tally[kind].count > 0 {
            let line = tally[kind]
            let times = LatencyPercentiles(line.latencies).map { [$0.p50, $0.p90, $0.p99, $0.max] } ?? []
            lines.append(
                Self.row(
                    [kind.rawValue] + [line.count, line.issued, line.failed, line.pending].map(String.init)
                        + (times.isEmpty ? ["-", "-", "-", "-"] : times.map(Self.milliseconds))))
        }
        for failure in tally.failures {
            lines.append(
                "\(failure.count) x \(failure.kind.rawValue) \(failure.first.cause): \(failure.first.sentence)")
        }
        let rate = seconds > 0 ? Double(tally.count) / seconds : 0
        lines.append(String(format: "%d requests in %.1f s, %.1f a second", tally.count, seconds, rate))
        return lines.joined(separator: "\n")
    }

    /// For programs. Times are in milliseconds.
    func json() throws -> String {
        let kinds: [(String, FleetTally.Kind)] = [("enroll", .enrollment), ("reenroll", .renewal)]
        var members: [String: JSONValue] = ["seconds": .number(seconds)]
        for (name, kind) in kinds { members[name] = Self.value(tally[kind]) }
        members["failures"] = .array(
            tally.failures.map { failure in
                [
                    "operation": .string(failure.kind == .enrollment ? "enroll" : "reenroll"),
                    "cause": .string(failure.first.cause), "sentence": .string(failure.first.sentence),
                    "count": .integer(Int64(failure.count)),
                ]
            })
        return try JSONText.pretty(.object(members))
    }

    private static func value(_ line: FleetTally.Line) -> JSONValue {
        var members: [String: JSONValue] = [
            "count": .integer(Int64(line.count)), "ok": .integer(Int64(line.issued)),
            "failed": .integer(Int64(line.failed)), "pending": .integer(Int64(line.pending)),
        ]
        if let times = LatencyPercentiles(line.latencies) {
            let named = [("p50", times.p50), ("p90", times.p90), ("p99", times.p99), ("max", times.max)]
            for (name, time) in named { members["\(name)_ms"] = .number((time.seconds * 1e6).rounded() / 1e3) }
        }
        return .object(members)
    }

    private static func milliseconds(_ duration: Duration) -> String { String(format: "%.1f", duration.seconds * 1e3) }

    private static func row(_ cells: [String]) -> String {
        cells.enumerated().map { index, cell in
            let padding = String(repeating: " ", count: max(0, 8 - cell.count))
            return index == 0 ? cell + padding : padding + cell
        }.joined(separator: " ")
    }
}
