import ESTServer
import ManagementAPI
import RegistrationAuthority
import Storage

/// Puts the registration authority behind the EST listener, and says its refusals in EST's words.
struct ESTFront: ESTAuthority {
    let enrollment: EnrollmentService

    func caCertificates(label: String?) async throws -> [[UInt8]] {
        try await translating { try await enrollment.caCertificates(label: label) }
    }

    func simpleEnroll(label: String?, request: [UInt8], client: ClientIdentity) async throws -> [UInt8] {
        try await translating {
            try await enrollment.enroll(label: label, request: request, presented: client.chain)
        }
    }

    func simpleReenroll(label: String?, request: [UInt8], client: ClientIdentity) async throws -> [UInt8] {
        try await translating {
            try await enrollment.reenroll(label: label, request: request, presented: client.chain)
        }
    }

    private func translating<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let refusal as Refusal {
            throw ESTRefusal(status(refusal.kind), refusal.sentence, retryAfterSeconds: retryAfter(refusal.kind))
        } catch StorageError.commitFailed {
            // The same request by the same client gets the same certificate, if there is one: sending again is safe.
            throw ESTRefusal(
                .serviceUnavailable, "The server is in trouble; send the request again.", retryAfterSeconds: 5)
        } catch StorageError.overloaded {
            throw ESTRefusal(.serviceUnavailable, "The server is busy; try again in a moment.", retryAfterSeconds: 1)
        }
    }

    private func status(_ kind: Refusal.Kind) -> ESTRefusal.Status {
        switch kind {
        case .invalid, .preconditionFailed: .badRequest
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .conflict: .conflict
        case .tooLarge: .payloadTooLarge
        case .tooManyRequests: .tooManyRequests
        case .unavailable: .serviceUnavailable
        }
    }

    private func retryAfter(_ kind: Refusal.Kind) -> Int? {
        kind == .tooManyRequests || kind == .unavailable ? 1 : nil
    }
}
