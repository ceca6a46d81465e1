public import CloudProxy
public import JSONSchema

/// Schemas of the bodies that the endpoint table only names, because modules above it own their types.
package enum ManagementSchemas {
    package static func named() throws -> [String: JSONSchema] {
        [
            "EventType": try .describing(EventTypeView.self),
            "Subscription": try .describing(SubscriptionView.self),
            "ParkedEvent": try .describing(ParkedEventView.self),
            "Connector": try .describing(ConnectorResource.self),
            "ConnectorConfiguration": try .describing(ConnectorConfiguration.self),
            "Binding": try .describing(BindingView.self),
            "Work": try .describing(WorkView.self),
            "PlanEntry": try .describing(PlanEntry.self),
            "ApplyEntry": try .describing(ApplyEntry.self),
            "CloudDevice": try .describing(CloudDeviceView.self),
        ]
    }
}

// Closed sets of wire strings, which the cloud proxy declares without their schema.

extension ConnectorConfiguration.Credentials.Source: SchemaDescribing {
    public static var schema: JSONSchema { .string(.init(values: allCases.map(\.rawValue))) }
    public static var example: Self { .environment }
}

extension ConnectorConfiguration.Drift: SchemaDescribing {
    public static var schema: JSONSchema { .string(.init(values: allCases.map(\.rawValue))) }
    public static var example: Self { .report }
}

extension Consistency: SchemaDescribing {
    public static var schema: JSONSchema { .string(.init(values: allCases.map(\.rawValue))) }
    public static var example: Self { .consistent }
}

extension WorkView.State: SchemaDescribing {
    public static var schema: JSONSchema { .string(.init(values: allCases.map(\.rawValue))) }
    public static var example: Self { .settled }
}
