/// Which module may name which: the arrows of the house.
enum LayerRules {
    /// From below to above.
    static let layers = ["Standards", "Contracts", "Ports", "Domain", "Adapters", "Apps"]

    /// Who in a layer may name which neighbours. In a layer that is not here nobody names a neighbour.
    static let neighbours: [String: Set<String>] = [
        "JSONPatch": ["JSONSchema"],
        "ManagementAPI": ["Events"],
        "Listing": ["Storage"],
        "EventLog": ["Storage"],
        "CertificateAuthority": ["IssuanceProfiles"],
        "ValidationAuthority": ["CertificateAuthority"],
        "DeviceManager": ["CertificateAuthority"],
        "RegistrationAuthority": [
            "CertificateAuthority", "DeviceManager", "IssuanceProfiles", "ValidationAuthority",
        ],
        "shedu": ["Server"],
        "Documentation": ["Server"],
        "docgen": ["Documentation"],
    ]

    /// Why a module may not name another; nil where it may.
    static func objection(_ user: (name: String, layer: String), _ used: (name: String, layer: String)) -> String? {
        let edge = "\(user.layer)/\(user.name) names \(used.layer)/\(used.name)"
        if user.name == used.name || user.layer == "Tests" { return nil }
        if used.layer == "Testing" { return user.layer == "Testing" ? nil : "\(edge): only tests may" }
        if user.layer == "Testing" {
            return used.layer == "Apps" ? "\(edge): nothing above it may be needed by tests" : nil
        }
        guard let from = layers.firstIndex(of: user.layer), let to = layers.firstIndex(of: used.layer) else {
            return "\(edge): a folder in Sources is not a layer"
        }
        if from < to { return "\(edge): the arrow points up" }
        if from == to, neighbours[user.name]?.contains(used.name) != true {
            return "\(edge): not a neighbour that it may use"
        }
        return nil
    }
}
