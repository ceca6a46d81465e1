/// The measurements in the text format of Prometheus, version 0.0.4.
struct MetricsExposition: Sendable {
    let metrics: RequestMetrics
    let gauges: [Gauge]

    /// A gauge that cannot be read is left out; the others are there.
    func text() async -> [UInt8] {
        var page = PrometheusText()
        appendRequests(to: &page)
        for gauge in gauges {
            guard let values = try? await gauge.read() else { continue }
            page.head(gauge.name, gauge.kind.rawValue, gauge.summary)
            for (labels, value) in values { page.sample(gauge.name, labels.sorted { $0.key < $1.key }, value) }
        }
        return page.bytes
    }

    private func appendRequests(to page: inout PrometheusText) {
        let used = metrics.used
        page.head("shedu_http_requests_total", "counter", "Requests by endpoint and class of status.")
        for series in used {
            for (index, counter) in series.classes.enumerated() where counter.value > 0 {
                page.sample(
                    "shedu_http_requests_total", [("endpoint", series.endpoint), ("class", "\(index + 1)xx")],
                    Double(counter.value))
            }
        }
        page.head("shedu_http_request_duration_seconds", "histogram", "Time from the head of a request to its answer.")
        for series in used { append(series, to: &page) }
        page.head("shedu_http_event_streams", "gauge", "Live streams of events.")
        page.sample("shedu_http_event_streams", [], Double(metrics.streams.value))
    }

    private func append(_ series: RequestMetrics.Series, to page: inout PrometheusText) {
        let name = "shedu_http_request_duration_seconds"
        var total: Int64 = 0
        for (index, bucket) in series.buckets.enumerated() {
            total += bucket.value
            let bound = index < RequestMetrics.bounds.count ? "\(RequestMetrics.bounds[index])" : "+Inf"
            page.sample("\(name)_bucket", [("endpoint", series.endpoint), ("le", bound)], Double(total))
        }
        page.sample("\(name)_sum", [("endpoint", series.endpoint)], Double(series.nanoseconds.value) / 1e9)
        page.sample("\(name)_count", [("endpoint", series.endpoint)], Double(total))
    }
}

/// Lines of the text format.
struct PrometheusText {
    private(set) var bytes: [UInt8] = []

    mutating func head(_ name: String, _ kind: String, _ summary: String) {
        bytes += "# HELP \(name) \(summary)\n# TYPE \(name) \(kind)\n".utf8
    }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        let texts = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
        let list = texts.isEmpty ? "" : "{\(texts.joined(separator: ","))}"
        let number = Int64(exactly: value).map { "\($0)" } ?? "\(value)"
        bytes += "\(name)\(list) \(number)\n".utf8
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
