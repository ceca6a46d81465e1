import CloudProxy

/// Reads what an account holds.
struct AWSAccount: Sendable {
    let client: AWSClient

    /// - Throws: `CloudError`; `CancellationError` where the task was cancelled.
    func send<Operation: AWSOperation>(_ operation: Operation) async throws -> Operation.Answer {
        do throws(AWSFailure) {
            return try await client.send(operation)
        } catch {
            throw Self.error(error)
        }
    }

    /// A cancelled task is nobody's fault, so it is not told as one.
    static func error(_ failure: AWSFailure) -> any Error {
        failure == .transport(.cancelled) ? CancellationError() : CloudError(failure)
    }

    /// - Returns: nil where AWS says that there is no such thing.
    func find<Operation: AWSOperation>(_ operation: Operation) async throws -> Operation.Answer? {
        do throws(AWSFailure) {
            return try await client.send(operation)
        } catch {
            guard error.code == "ResourceNotFoundException" else { throw Self.error(error) }
            return nil
        }
    }

    func ca(id: String) async throws -> ActualCA? {
        guard let found = try await find(DescribeCACertificate(certificateID: id))?.certificateDescription else {
            return nil
        }
        return ActualCA(
            id: found.certificateId, arn: found.certificateArn, isActive: found.status == "ACTIVE",
            allowsAutoRegistration: found.autoRegistrationStatus == "ENABLE",
            tags: try await tags(of: found.certificateArn))
    }

    func retainedMessage(topic: String) async throws -> [UInt8]? {
        try await find(GetRetainedMessage(topic: topic)).map { $0.payload.map(Array.init) ?? [] }
    }

    func device(thingName: String, certificateIDs: [String]) async throws -> ActualDevice {
        var certificates: [String: ActualDevice.Certificate] = [:]
        for id in certificateIDs {
            certificates[id] = try await certificate(id: id)
        }
        guard let thing = try await find(DescribeThing(thingName: thingName)) else {
            return ActualDevice(thing: nil, certificates: certificates)
        }
        let principals = try await principals(of: thingName)
        return ActualDevice(
            thing: .init(attributes: thing.attributes ?? [:], principals: principals), certificates: certificates)
    }

    func certificate(id: String) async throws -> ActualDevice.Certificate? {
        try await find(DescribeCertificate(certificateID: id)).map {
            .init(arn: $0.certificateDescription.certificateArn, status: $0.certificateDescription.status)
        }
    }

    /// The ARN of a certificate that is not registered yet.
    func certificateARNs() async throws -> (String) -> String {
        do throws(AWSFailure) {
            let identity = try await client.identity()
            let prefix = "arn:\(identity.partition):iot:\(client.regionName):\(identity.account):cert/"
            return { prefix + $0 }
        } catch {
            throw Self.error(error)
        }
    }

    private func tags(of arn: String) async throws -> [String: String] {
        let tags = try await pages {
            try await send(ListTagsForResource(resourceARN: arn, nextToken: $0))
        } items: {
            ($0.tags ?? [], $0.nextToken)
        }
        return Dictionary(tags.map { ($0.key, $0.value ?? "") }) { first, _ in first }
    }

    private func principals(of thingName: String) async throws -> [String] {
        try await pages {
            try await send(ListThingPrincipals(thingName: thingName, nextToken: $0))
        } items: {
            ($0.principals ?? [], $0.nextToken)
        }
    }

    private static let pagesMax = 1_000

    /// - Throws: `CloudError.unavailable` where the pages have no end.
    private func pages<Page, Item>(
        _ page: (String?) async throws -> Page, items: (Page) -> ([Item], String?)
    ) async throws -> [Item] {
        var all: [Item] = []
        var token: String?
        for _ in 0..<Self.pagesMax {
            let (found, next) = items(try await page(token))
            all += found
            guard let next, !next.isEmpty else { return all }
            token = next
        }
        throw CloudError.unavailable("AWS lists page after page without an end")
    }
}
