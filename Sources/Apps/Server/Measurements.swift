import CloudProxy
import DeviceManager
import EventLog
import Events
import ManagementHTTP
import Storage
import StorageSQLite
import Synchronization
import ValidationAuthority

/// What `/metrics` says beside the management front's own figures.
struct Measurements: Sendable {
    private let house: House
    private let proxy: Proxy
    private let est: ListenerRequests
    private let validation: ListenerRequests

    init(house: House, proxy: Proxy, est: ListenerRequests, validation: ListenerRequests) {
        self.house = house
        self.proxy = proxy
        self.est = est
        self.validation = validation
    }

    var gauges: [Gauge] {
        Self.requests("est", "EST", est) + Self.requests("validation", "OCSP, CRL", validation) + ocsp + crl
            + jobs + [cloudCalls]
    }

    private var jobs: [Gauge] {
        [
            Gauge("shedu_device_jobs_running", "Jobs on groups of devices that are at work.") { [house] in
                Double(try await house.devices.runningJobs().count)
            },
            Gauge("shedu_device_jobs_left", "Devices that these jobs are still to do.") { [house] in
                Double(try await house.devices.runningJobs().left)
            },
            Gauge("shedu_device_jobs_refused", "Devices that these jobs were refused.") { [house] in
                Double(try await house.devices.runningJobs().refused)
            },
        ]
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

    /// Of this process: each keeps its own answers.
    private var ocsp: [Gauge] {
        [
            Gauge("shedu_ocsp_kept_answers", "Signed OCSP answers in memory.") { [house] in
                Double(house.responder.keptAnswers)
            },
            Gauge("shedu_ocsp_kept_bytes", "What they take.") { [house] in Double(house.responder.keptBytes) },
        ]
    }

    private var crl: [Gauge] {
        [
            Gauge("shedu_crl_due", "CRLs that are due and not published yet.") { [house] in
                Double(try await house.crls.measurements().dueCount)
            },
            Gauge("shedu_crl_due_oldest_seconds", "For how long the first of them has been due.") { [house] in
                Double(try await house.crls.measurements().oldestDue.milliseconds) / 1e3
            },
            Gauge(
                "shedu_crl_last_published_timestamp_seconds", "When the newest CRL was made, in seconds since 1970.",
                labelled: { [house] in
                    try await house.crls.measurements().lastPublished.map { [([:], Double($0.milliseconds) / 1e3)] }
                        ?? []
                }),
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
