import CloudProxy
import EventLog
import ManagementHTTP
import Storage
import StorageSQLite
import Synchronization

/// What `/metrics` says beside the management front's own figures.
struct Measurements: Sendable {
    private let proxy: Proxy
    private let est: ESTRequests

    init(proxy: Proxy, est: ESTRequests) {
        self.proxy = proxy
        self.est = est
    }

    var gauges: [Gauge] { [estRequests, estSeconds, cloudCalls] }

    private var estRequests: Gauge {
        Gauge("shedu_est_requests_total", "EST requests by operation and status.", kind: .counter) { [est] in
            est.read().map { (["operation": $0.operation, "status": "\($0.status)"], Double($0.count)) }
        }
    }

    private var estSeconds: Gauge {
        Gauge("shedu_est_request_seconds_total", "Time spent on EST requests.", kind: .counter) { [est] in
            est.read().map {
                (["operation": $0.operation, "status": "\($0.status)"], Double($0.nanoseconds) / 1e9)
            }
        }
    }

    private var cloudCalls: Gauge {
        Gauge("shedu_cloud_calls_total", "Calls to a cloud since the start.", kind: .counter) { [proxy] in
            try await proxy.service.metrics().connectors.flatMap(Self.calls)
        }
    }

    private static func calls(_ connector: ReconcilerMetrics.Connector) -> [(labels: [String: String], value: Double)] {
        connector.calls.sorted { $0.key < $1.key }.flatMap { operation, count in
            [("done", count.done), ("failed", count.failed)].map { result, value in
                (["connector": connector.id, "operation": operation, "result": result], Double(value))
            }
        }
    }
}

/// Counts what the EST listener answered.
final class ESTRequests: Sendable {
    struct Series: Sendable {
        let operation: String
        let status: Int
        var count = 0
        var nanoseconds: UInt64 = 0
    }

    private struct Key: Hashable {
        let operation: String
        let status: Int
    }

    private let series = Mutex<[Key: Series]>([:])

    func add(operation: String, status: Int, nanoseconds: UInt64) {
        series.withLock { series in
            let key = Key(operation: operation, status: status)
            series[key, default: Series(operation: operation, status: status)].count += 1
            series[key]?.nanoseconds += nanoseconds
        }
    }

    func read() -> [Series] {
        series.withLock { $0.values.sorted { ($0.operation, $0.status) < ($1.operation, $1.status) } }
    }
}
