import CloudProxy
import EventLog
import ManagementHTTP
import Storage
import StorageSQLite
import Synchronization

/// What `/metrics` says beside the management front's own figures.
struct Measurements: Sendable {
    private let proxy: Proxy
    private let est: ListenerRequests
    private let validation: ListenerRequests

    init(proxy: Proxy, est: ListenerRequests, validation: ListenerRequests) {
        self.proxy = proxy
        self.est = est
        self.validation = validation
    }

    var gauges: [Gauge] {
        Self.requests("est", "EST", est) + Self.requests("validation", "OCSP, CRL", validation) + [cloudCalls]
    }

    private static func requests(_ listener: String, _ name: String, _ requests: ListenerRequests) -> [Gauge] {
        @Sendable func labels(_ series: ListenerRequests.Series) -> [String: String] {
            ["operation": series.operation, "status": "\(series.status)"]
        }
        return [
            Gauge(
                "shedu_\(listener)_requests_total", "\(name) requests by operation and status.", kind: .counter
            ) {
                requests.read().map { (labels($0), Double($0.count)) }
            },
            Gauge("shedu_\(listener)_request_seconds_total", "Time spent on \(name) requests.", kind: .counter) {
                requests.read().map { (labels($0), Double($0.nanoseconds) / 1e9) }
            },
        ]
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

/// Counts what a listener answered.
final class ListenerRequests: Sendable {
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
