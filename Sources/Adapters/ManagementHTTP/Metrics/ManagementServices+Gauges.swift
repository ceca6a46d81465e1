import CloudProxy
import EventLog

extension ManagementServices {
    /// What is measured of the parts that are there.
    var ownGauges: [Gauge] {
        var gauges: [Gauge] = []
        if let events {
            gauges.append(
                Gauge("shedu_event_log_head", "Sequence of the last event.", kind: .counter) {
                    Double(try await events.head())
                })
        }
        if let subscriptions { gauges += Self.gauges(subscriptions) }
        if let cloud { gauges += Self.gauges(cloud) }
        return gauges
    }

    private static func gauges(_ subscriptions: Subscriptions) -> [Gauge] {
        func gauge(_ name: String, _ summary: String, _ value: @escaping @Sendable (SubscriptionStatus) -> Int64)
            -> Gauge
        {
            Gauge(
                name, summary,
                labelled: {
                    try await subscriptions.list().map { (["subscription": $0.name], Double(value($0))) }
                })
        }
        return [
            gauge("shedu_subscription_lag", "Events in the log after the cursor.") { $0.lag },
            gauge("shedu_subscription_parked", "Events that were given up and wait for somebody.") { $0.parked },
        ]
    }

    private static func gauges(_ cloud: CloudService) -> [Gauge] {
        func gauge(
            _ name: String, _ summary: String, _ value: @escaping @Sendable (ReconcilerMetrics.Connector) -> Double
        ) -> Gauge {
            Gauge(
                name, summary,
                labelled: {
                    try await cloud.metrics().connectors.map { (["connector": $0.id], value($0)) }
                })
        }
        return [
            gauge("shedu_cloud_work_due", "Resources that are to be compared with the account.") { Double($0.due) },
            gauge("shedu_cloud_work_parked", "Resources that were given up and wait for somebody.") {
                Double($0.parked)
            },
            gauge("shedu_cloud_work_oldest_seconds", "How long the oldest work has been due.") {
                Double($0.oldestAge) / 1000
            },
        ]
    }
}
