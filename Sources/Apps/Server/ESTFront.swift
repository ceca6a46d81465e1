import ESTServer
import Events
import ManagementAPI
import RegistrationAuthority
import Storage

/// Puts the registration authority behind the EST listener, and says its refusals in EST's words.
struct ESTFront: ESTAuthority {
    let enrollment: EnrollmentService

    func caCertificates(label: String?) async throws -> [[UInt8]] {
        try await translating { try await enrollment.caCertificates(label: label) }
    }

    func simpleEnroll(label: String?, request: [UInt8], client: ClientIdentity) async throws -> EnrollmentAnswer {
        try await translating {
            EnrollmentAnswer(try await enrollment.enroll(attempt(label, request, client)))
        }
    }

    func simpleReenroll(label: String?, request: [UInt8], client: ClientIdentity) async throws -> EnrollmentAnswer {
        try await translating {
            EnrollmentAnswer(try await enrollment.reenroll(attempt(label, request, client)))
        }
    }

    private func attempt(_ label: String?, _ request: [UInt8], _ client: ClientIdentity) -> EnrollmentAttempt {
        EnrollmentAttempt(
            label: label, request: request,
            client: ClientEvidence(
                presented: client.chain, remoteAddress: client.remoteAddress,
                credentials: client.credentials.map { .init(user: $0.user, password: $0.password) }))
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

extension EnrollmentAnswer {
    fileprivate init(_ outcome: EnrollmentOutcome) {
        switch outcome {
        case .issued(let certificate): self = .certificate(certificate)
        case .pending(let wait): self = .pending(retryAfterSeconds: Int(clamping: (wait.milliseconds + 999) / 1000))
        }
    }
}
