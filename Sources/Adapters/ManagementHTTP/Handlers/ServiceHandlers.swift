import CloudProxy
import Events
import ManagementAPI

/// Health, measurements and the description of the API.
enum ServiceHandlers {
    /// - Parameter described: the rows that the OpenAPI document shows.
    static func table(
        _ services: ManagementServices, _ described: [Endpoint], _ metrics: RequestMetrics, version: String
    ) throws -> Handlers {
        let document = try OpenAPIDocument.make(
            described, title: "Shedu management API", version: version, named: try ManagementSchemas.named())
        let openAPI = try WireJSON.encode(document)
        let exposition = MetricsExposition(metrics: metrics, gauges: services.ownGauges + services.gauges)
        return [
            "live": { _ in .media("text/plain", Array("ok\n".utf8)) },
            "ready": { _ in
                await services.isReady() ? .media("text/plain", Array("ready\n".utf8)) : .unready("not ready\n")
            },
            "metrics": { _ in .media("text/plain; version=0.0.4; charset=utf-8", await exposition.text()) },
            "openAPI": { _ in .media("application/json", openAPI) },
        ]
    }
}
