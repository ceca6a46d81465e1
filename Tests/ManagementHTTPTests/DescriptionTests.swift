import Events
import Foundation
import JSONSchema
import ManagementAPI
import Testing
import TestPKI
import TestSupport

@Suite struct DescriptionTests {
    @Test("the OpenAPI document is valid in the eyes of openapi-spec-validator")
    func openAPI() async throws {
        let judge = try PythonEnvironment.judges.python()
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Judges/openapi.py").path
        try await withFront { front in
            let document = try await front.get("/openapi.json")
            #expect(document.status == 200)
            let verdict = try await Command.run(judge, [script], stdin: document.body)
            #expect(verdict.status == 0, "\(verdict.text) \(verdict.stderr)")
            // The judge must be able to say no.
            let broken = document.text.replacing("\"responses\"", with: "\"answers\"")
            #expect(try await Command.run(judge, [script], stdin: Array(broken.utf8)).status == 1)
        }
    }

    @Test("the document has every row of the table, and every row has a handler")
    func complete() async throws {
        try await withFront { front in
            guard case .object(let document) = try await front.get("/openapi.json").json(),
                case .object(let paths)? = document["paths"]
            else { return }
            for row in EndpointCatalog.rows {
                guard case .object(let methods)? = paths[row.path.description] else {
                    Issue.record("\(row.path) is not described")
                    continue
                }
                #expect(methods[row.method.rawValue.lowercased()] != nil, "\(row.id)")
            }
        }
    }

    @Test("measurements count requests by endpoint and class, and show gauges")
    func metrics() async throws {
        try await withFront { front in
            try await front.pki.createCA("a")
            for _ in 0..<3 { _ = try await front.get("/v1/cas") }
            _ = try await front.get("/v1/cas/none")
            _ = try await front.get("/v1/nothing")
            let text = try await front.get("/metrics").text
            let lines = Set(text.split(separator: "\n").map(String.init))
            #expect(lines.contains(#"shedu_http_requests_total{endpoint="listCAs",class="2xx"} 3"#))
            #expect(lines.contains(#"shedu_http_requests_total{endpoint="showCA",class="4xx"} 1"#))
            #expect(lines.contains(#"shedu_http_requests_total{endpoint="none",class="4xx"} 1"#))
            #expect(lines.contains(#"shedu_http_request_duration_seconds_bucket{endpoint="listCAs",le="+Inf"} 3"#))
            #expect(lines.contains(#"shedu_http_request_duration_seconds_count{endpoint="listCAs"} 3"#))
            #expect(lines.contains("shedu_event_log_head 1"))
            #expect(lines.contains("shedu_test_gauge 7"))
        }
    }

    @Test("the server answers that it lives and is ready")
    func health() async throws {
        try await withFront { front in
            let live = try await front.send("GET", "/health/live", headers: [])
            #expect(live.text == "ok\n")
            #expect(try await front.send("GET", "/health/ready", headers: []).text == "ready\n")
        }
    }
}
