public struct CreateThing: AWSOperation {
    public typealias Answer = Void

    public let thingName: String
    public let attributes: [String: String]

    public var request: AWSRequest {
        .json("POST", ["things", thingName], ["attributePayload": .object(["attributes": .strings(attributes)])])
    }
}

public struct DescribeThing: AWSOperation {
    public struct Answer: Sendable, Decodable {
        public let thingName: String
        public let attributes: [String: String]?
    }

    public static let isRead = true
    public let thingName: String

    public var request: AWSRequest { AWSRequest("GET", .iot, ["things", thingName]) }
}

/// Merges: attributes that are not named stay; one with an empty value goes.
public struct UpdateThing: AWSOperation {
    public typealias Answer = Void

    public let thingName: String
    public let attributes: [String: String]

    public var request: AWSRequest {
        .json(
            "PATCH", ["things", thingName],
            ["attributePayload": .object(["attributes": .strings(attributes), "merge": .flag(true)])])
    }
}

public struct AttachThingPrincipal: AWSOperation {
    public typealias Answer = Void

    public let thingName: String
    /// The ARN of a certificate.
    public let principal: String

    public var request: AWSRequest { .principals("PUT", thingName, principal) }
}

public struct DetachThingPrincipal: AWSOperation {
    public typealias Answer = Void

    public let thingName: String
    /// The ARN of a certificate.
    public let principal: String

    public var request: AWSRequest { .principals("DELETE", thingName, principal) }
}

/// One page of what is attached to a thing.
public struct ListThingPrincipals: AWSOperation {
    public struct Answer: Sendable, Decodable {
        public let principals: [String]?
        public let nextToken: String?
    }

    public static let isRead = true
    public let thingName: String
    public let nextToken: String?

    public var request: AWSRequest {
        AWSRequest(
            "GET", .iot, ["things", thingName, "principals"],
            query: nextToken.map { [.init("nextToken", $0)] } ?? [])
    }
}

extension AWSRequest {
    fileprivate static func principals(_ method: String, _ thingName: String, _ principal: String) -> AWSRequest {
        AWSRequest(
            method, .iot, ["things", thingName, "principals"], headers: [.init("x-amzn-principal", principal)])
    }
}

extension JSONBody {
    fileprivate static func strings(_ members: [String: String]) -> JSONBody {
        .object(members.mapValues(JSONBody.string))
    }
}
