import Crypto
import DeviceManager
import Events
import Logging
import ManagementAPI
import PKIX

/// Has a service outside decide who may enrol. Only its clear "yes" is one: whatever else comes, or does not, is a no.
struct WebhookAuthentication: ClientAuthentication {
    let web: WebExchange
    let key: WebhookKey?
    let logger: Logger
    private let turns = Turnstile(places: 32, waitingMax: 256)

    /// An EST client has thirty seconds for a request; of them the service may take so much, whatever its DMS says.
    static let timeouts: ClosedRange<WireDuration> = .seconds(1)...(.seconds(20))
    private static let answerBytesMax = 16 << 10

    init(web: WebExchange, key: WebhookKey?, logger: Logger) {
        self.web = web
        self.key = key
        self.logger = logger
    }

    func authenticate(_ enrollment: Enrollment, at place: EnrollmentPlace) async throws -> AuthenticatedClient {
        guard case .cloud(let profile) = place.dms.kind, let service = profile.enrollmentSettings.externalWebhook else {
            throw Self.failed(place.dms, "none is named")
        }
        // The service is told that whoever asks holds the key of the request.
        guard enrollment.request.verifySignature() else { throw EnrollmentService.wrongSignature }
        let answer = try await turns.pass(place.dms.name) { try await ask(service, about: enrollment, place.dms) }
        guard answer.allow else {
            throw Refusal(
                .forbidden, "webhook-denied",
                "The authorisation service of DMS \"\(place.dms.name)\" refused device \"\(enrollment.slot.deviceID)\""
                    + (answer.shownReason.map { ": \($0)" } ?? "."))
        }
        return AuthenticatedClient(
            actor: "est:\(place.dms.name)", fingerprint: Self.fingerprint(enrollment), standing: nil)
    }

    /// A client that shows a certificate is known by it, another by the key that it wants certified.
    private static func fingerprint(_ enrollment: Enrollment) -> [UInt8] {
        guard enrollment.client.presented.isEmpty else { return enrollment.clientFingerprint }
        return Array(SHA256.hash(data: Array("webhook\n".utf8) + enrollment.keyHash))
    }

    private func ask(
        _ service: ExternalWebhook, about enrollment: Enrollment, _ dms: DMS
    ) async throws -> WebhookAnswer {
        do {
            let response = try await web.send(try await request(to: service, about: enrollment))
            guard response.status == 200 else { throw WebhookFault("answered with HTTP \(response.status)") }
            do {
                return try WireJSON.decode(WebhookAnswer.self, from: response.body)
            } catch {
                throw WebhookFault("answered with something else than {\"allow\": true} or {\"allow\": false}")
            }
        } catch {
            try Task.checkCancellation()
            logger.warning(
                "authorisation service failed",
                metadata: [
                    "dms": "\(dms.name)", "url": "\(service.url)",
                    "error": "\((error as? WebFault)?.detail ?? "\(error)")",
                ])
            throw Self.failed(dms, Self.sayable(error))
        }
    }

    private func request(to service: ExternalWebhook, about enrollment: Enrollment) async throws -> WebRequest {
        guard let key else { throw WebhookFault("cannot be asked: this process has no key to sign with") }
        guard service.url.lowercased().hasPrefix("https://") else { throw WebhookFault("has no https address") }
        var generator = SystemRandomNumberGenerator()
        let message = SignedWebhook(
            id: "msg_" + String(generator.next() as UInt64, radix: 36) + String(generator.next() as UInt64, radix: 36),
            timestamp: enrollment.time.seconds, body: try WireJSON.encode(WebhookQuestion(enrollment)))
        let signature = try await key.sign(message.content)
        let timeout = min(max(service.timeout, Self.timeouts.lowerBound), Self.timeouts.upperBound)
        return WebRequest(
            .post, service.url, fields: message.fields(signature: signature), body: message.body,
            timeout: .milliseconds(timeout.milliseconds), answerBytesMax: Self.answerBytesMax,
            trustedCAs: try service.trustedCAs.flatMap { try Self.certificates($0) })
    }

    private static func certificates(_ pem: EncodedPEM) throws -> [[UInt8]] {
        let blocks = try PEM.decode(Array(pem.pem.utf8), label: "CERTIFICATE")
        guard !blocks.isEmpty else { throw WebhookFault("cannot be asked: a trusted CA of it is not a certificate") }
        return blocks.map(\.der)
    }

    private static func sayable(_ error: any Error) -> String {
        switch error {
        case let fault as WebhookFault: fault.description
        case let fault as WebFault: fault.description
        default: "could not be asked"
        }
    }

    private static func failed(_ dms: DMS, _ reason: String) -> Refusal {
        Refusal(
            .forbidden, "webhook-failed",
            "The authorisation service of DMS \"\(dms.name)\" \(reason), so nobody is let in; try again later.")
    }
}

/// Why the service's answer counts for nothing; to be put after its name.
private struct WebhookFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
