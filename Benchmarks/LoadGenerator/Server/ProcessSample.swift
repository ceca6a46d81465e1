import Foundation

/// What Linux says of a process at one moment (proc(5)).
public struct ProcessSample: Sendable, Equatable {
    /// Resident memory in bytes.
    public let resident: Int
    /// Its highest value since the start, or since `resetPeak`.
    public let residentPeak: Int
    /// User and system time in seconds, in steps of a clock tick (10 ms).
    public let cpuSeconds: Double

    /// - Throws: `LoadError.server` where there is no such process.
    public static func of(_ process: Int32) throws -> ProcessSample {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let sample = ProcessSample(status: status, stat: stat, ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)))
        else { throw LoadError.server("there is no process \(process)") }
        return sample
    }

    /// Reads the texts of `/proc/PID/status` and `/proc/PID/stat`.
    init?(status: String, stat: String, ticksPerSecond: Int) {
        guard let resident = Self.kilobytes("VmRSS:", status), let peak = Self.kilobytes("VmHWM:", status) else {
            return nil
        }
        let fields = Self.fieldsAfterName(stat)
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
        self.resident = resident * 1_024
        residentPeak = peak * 1_024
        cpuSeconds = (user + system) / Double(ticksPerSecond)
    }

    static var ownProcess: Int32 { getpid() }

    /// False also for a zombie: what has exited and was not waited for yet.
    public static func isRunning(_ process: Int32) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let state = fieldsAfterName(stat).first
        else { return false }
        return state != "Z" && state != "X"
    }

    /// Lets the peak start anew. Where the kernel does not let us, the peak stays that of the whole run.
    public static func resetPeak(of process: Int32) {
        try? "5".write(toFile: "/proc/\(process)/clear_refs", atomically: false, encoding: .utf8)
    }

    private static func kilobytes(_ key: String, _ status: String) -> Int? {
        let line = status.split(separator: "\n").first { $0.hasPrefix(key) }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }

    /// The name stands in parentheses and may hold anything, spaces and parentheses too.
    private static func fieldsAfterName(_ stat: String) -> [Substring] {
        guard let end = stat.lastIndex(of: ")") else { return [] }
        return stat[stat.index(after: end)...].split(separator: " ")
    }
}
