import Foundation

/// What the figures were taken on: without it they mean nothing.
public struct Machine: Sendable, Codable {
    public let cores: Int
    public let processor: String
    public let kernel: String
    /// Median and 99th percentile, in microseconds, of appending 4 KiB to a file and waiting until it is on the disk.
    public let durableAppendP50Microseconds: Double
    public let durableAppendP99Microseconds: Double

    /// - Parameter folder: on the disk that the server writes to.
    /// - Throws: `LoadError.server` where the disk cannot be written.
    public static func measure(folder: String) throws -> Machine {
        let appends = Percentiles(nanoseconds: try durableAppends(folder, count: 400))
        return Machine(
            cores: ProcessInfo.processInfo.activeProcessorCount, processor: processorName(),
            kernel: firstLine("/proc/sys/kernel/osrelease") ?? "unknown", durableAppendP50Microseconds: appends.p50,
            durableAppendP99Microseconds: appends.p99)
    }

    private static func durableAppends(_ folder: String, count: Int) throws -> [Int64] {
        let path = "\(folder)/durable-append"
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw fault("cannot write to \(folder)") }
        defer {
            close(file)
            unlink(path)
        }
        let block = [UInt8](repeating: 0x5A, count: 4_096)
        return try (0..<count).map { _ in
            let start = ContinuousClock.now
            guard write(file, block, block.count) == block.count, fdatasync(file) == 0 else {
                throw fault("cannot append in \(folder)")
            }
            return (ContinuousClock.now - start).nanoseconds
        }
    }

    private static func fault(_ what: String) -> LoadError {
        .server("\(what): \(String(cString: strerror(errno)))")
    }

    private static func processorName() -> String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
            ?? "unknown"
    }

    private static func firstLine(_ path: String) -> String? {
        (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n").first.map(String.init)
    }
}

extension Duration {
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
