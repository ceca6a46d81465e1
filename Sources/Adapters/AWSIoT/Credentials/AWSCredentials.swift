public import Foundation

/// What signs a request. Never printed: a description shows the access key id only.
public struct AWSCredentials: Sendable, Equatable {
    public let accessKeyID: String
    let secretAccessKey: String
    let sessionToken: String?
    /// When AWS stops taking them; nil for those of a user.
    public let expiration: Date?

    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Date? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}

extension AWSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "AWSCredentials(\(accessKeyID))" }
    public var debugDescription: String { description }
    /// `dump` and string interpolation of a containing value go through the mirror.
    public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}

/// A source of credentials. Asked before each request; one whose credentials expire renews them in time.
public protocol CredentialsProvider: Sendable {
    /// - Returns: nil where this source has none, so that the next one is asked.
    /// - Throws: `CredentialsError` where it has some that cannot be used.
    func credentials(at now: Date) async throws(CredentialsError) -> AWSCredentials?
}

/// Why there are no credentials. Names the place, never the contents.
public struct CredentialsError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// Asks one source after the other.
public struct CredentialsChain: CredentialsProvider {
    private let providers: [any CredentialsProvider]

    public init(_ providers: [any CredentialsProvider]) {
        self.providers = providers
    }

    public func credentials(at now: Date) async throws(CredentialsError) -> AWSCredentials? {
        for provider in providers {
            if let found = try await provider.credentials(at: now) { return found }
        }
        return nil
    }
}

/// Credentials that are known from the start.
public struct StaticCredentials: CredentialsProvider {
    private let value: AWSCredentials

    public init(_ value: AWSCredentials) {
        self.value = value
    }

    public func credentials(at now: Date) async throws(CredentialsError) -> AWSCredentials? { value }
}

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
public struct EnvironmentCredentials: CredentialsProvider {
    private let environment: [String: String]

    public init(_ environment: [String: String]) {
        self.environment = environment
    }

    public func credentials(at now: Date) async throws(CredentialsError) -> AWSCredentials? {
        guard let id = environment["AWS_ACCESS_KEY_ID"], !id.isEmpty else { return nil }
        guard let secret = environment["AWS_SECRET_ACCESS_KEY"], !secret.isEmpty else {
            throw CredentialsError("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not")
        }
        let token = environment["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        return AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token)
    }
}
