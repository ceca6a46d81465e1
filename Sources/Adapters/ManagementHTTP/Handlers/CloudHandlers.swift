import CloudProxy
import Listing
import ManagementAPI

/// Connectors, bindings, plans, and what is parked.
enum CloudHandlers {
    static func table(_ service: CloudService) throws -> Handlers {
        try connectors(service)
            .merging(try bindings(service)) { first, _ in first }
            .merging(work(service)) { first, _ in first }
    }

    private static func connectors(_ service: CloudService) throws -> Handlers {
        let configuration = try BodyDecoder(ConnectorConfiguration.self)
        return [
            "listConnectors": { call in
                let query = try call.pageQuery()
                let page = try await service.connectors(after: query.bookmark, limit: query.pageSize)
                return try .json(of: Page(list: page.list.map(ConnectorResource.init), next: page.next))
            },
            "createConnector": { call in
                let view = try await service.create(try configuration.decode(call.body))
                let location = EndpointCatalog.path("showConnector", view.connector.id)
                return try .json(of: ConnectorResource(view), location: location)
            },
            "showConnector": { call in
                try .json(of: ConnectorResource(try await service.connector(call.values[0])))
            },
            "updateConnector": { call in
                let body = try configuration.decode(call.body)
                return try .json(of: ConnectorResource(try await service.update(call.values[0], to: body)))
            },
            "deleteConnector": { call in
                try await service.delete(call.values[0])
                return .nothing
            },
        ]
    }

    private static func bindings(_ service: CloudService) throws -> Handlers {
        let binding = try BodyDecoder(BindingBody.self)
        return [
            "listBindings": { call in
                let all = try await service.bindings(of: call.values[0])
                return try .json(of: Page.inMemory(all, by: \.caID, try call.pageQuery()))
            },
            "bindCA": { call in
                let view = try await service.bind(try binding.decode(call.body).caID, to: call.values[0])
                let location = EndpointCatalog.path("showBinding", view.connectorID, view.caID)
                return try .json(of: view, location: location)
            },
            "showBinding": { call in
                try .json(of: try await service.binding(of: call.values[1], to: call.values[0]))
            },
            "unbindCA": { call in
                try await service.unbind(call.values[1], from: call.values[0])
                return .nothing
            },
        ]
    }

    private static func work(_ service: CloudService) -> Handlers {
        [
            "planConnector": { call in
                try await EntryPages(call).answer { try await service.plan(call.values[0], after: $0, limit: $1) }
            },
            "applyConnector": { call in
                try await EntryPages(call).answer { try await service.apply(call.values[0], after: $0, limit: $1) }
            },
            "listParkedWork": { call in
                let query = try call.pageQuery()
                return try .json(
                    of: try await service.parked(in: call.values[0], after: query.bookmark, limit: query.pageSize))
            },
            "retryParkedWork": { call in
                try .json(of: try await service.retry(call.values[1], in: call.values[0]))
            },
            "showCloudDevice": { call in
                try .json(of: try await service.device(call.values[1], in: call.values[0]))
            },
        ]
    }
}
