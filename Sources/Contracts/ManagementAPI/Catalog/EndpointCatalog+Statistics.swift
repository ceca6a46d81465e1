extension EndpointCatalog {
    static let statistics: [Endpoint] = [
        Endpoint(
            "showStatistics", .get, "/v1/stats", answer: .json(.of(StatsBody.self, "Statistics")), isTagged: false,
            "Counts certificates, CAs, devices and DMSs.")
    ]
}
