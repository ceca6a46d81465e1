public import Events

/// What an installation calls itself in its events: the CloudEvents attributes `source` and `dataschema`.
public struct EventSources: Sendable {
    private let base: String?

    /// - Parameter base: a URI such as `https://pki.example.com`; without one, the names that consumers of Lamassu know.
    public init(base: String?) {
        var base = base
        while base?.hasSuffix("/") == true { base?.removeLast() }
        self.base = base?.isEmpty == true ? nil : base
    }

    public func source(of producer: EventProducer) -> String {
        switch (producer, base) {
        case (.certificateAuthority, nil): "lamassuiot.ca"
        case (.dmsManager, nil): "lamassuiot/dms-manager"
        case (.deviceManager, nil): "lamassuiot/device-manager"
        case (.certificateAuthority, let base?): "\(base)/ca"
        case (.dmsManager, let base?): "\(base)/dms-manager"
        case (.deviceManager, let base?): "\(base)/device-manager"
        }
    }

    /// Where the JSON Schema of a payload's version is published: the management API's own path below the base; a name only,
    /// where there is none.
    public func dataSchema(type: String, version: Int) -> String {
        if let base { "\(base)/v1/schemas/\(type)/\(version)" } else { "urn:shedu:schema:\(type):\(version)" }
    }
}
