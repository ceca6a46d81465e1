import ESTServer
import PKIX
import SwiftASN1
import Synchronization
import X509

/// Throws what an authority has against a label.
typealias Verdict = @Sendable (_ label: String?) async throws -> Void

/// A registration authority that lets in everyone who has any certificate, and remembers who came.
final class MemoryAuthority: ESTAuthority {
    struct Visit: Sendable {
        let label: String?
        let request: [UInt8]
        let client: ClientIdentity
    }

    let ca: TestCA
    let isOpen: Bool
    private let verdict: Verdict
    private let log = Mutex<[Visit]>([])

    /// - Parameter isOpen: lets in those without a certificate too.
    init(_ ca: TestCA, isOpen: Bool = false, verdict: @escaping Verdict = { _ in }) {
        self.ca = ca
        self.isOpen = isOpen
        self.verdict = verdict
    }

    var visits: [Visit] { log.withLock { $0 } }

    func caCertificates(label: String?) async throws -> [[UInt8]] {
        try await verdict(label)
        return [try ca.certificate.der()]
    }

    /// 204 for the label `none`.
    func csrAttributes(label: String?) async throws -> [UInt8]? {
        try await verdict(label)
        return label == "none" ? nil : try CSRAttributes.encode([.ecdsaKey(bits: 256), .ed25519Key])
    }

    /// The certificate is that of the request, and the key is what the label says: only the form of the answer matters.
    func serverKeyGeneration(
        label: String?, request: [UInt8], client: ClientIdentity
    ) async throws -> KeyGenerationAnswer {
        switch try await simpleEnroll(label: label, request: request, client: client) {
        case .certificate(let certificate):
            .issued(
                IssuedKey(
                    form: label == "enveloped" ? .envelopedData : .pkcs8, key: Self.secret, certificate: certificate))
        case .pending(let seconds): .pending(retryAfterSeconds: seconds)
        }
    }

    static let secret = [UInt8](repeating: 0x5a, count: 300)

    func simpleReenroll(label: String?, request: [UInt8], client: ClientIdentity) async throws -> EnrollmentAnswer {
        try await simpleEnroll(label: label, request: request, client: client)
    }

    func simpleEnroll(label: String?, request: [UInt8], client: ClientIdentity) async throws -> EnrollmentAnswer {
        log.withLock { $0.append(Visit(label: label, request: request, client: client)) }
        try await verdict(label)
        guard isOpen || !client.chain.isEmpty else {
            throw ESTRefusal(.unauthorized, "Enrolment needs a TLS client certificate; this connection has none.")
        }
        guard let parsed = try? CertificateSigningRequest(derEncoded: request) else {
            throw ESTRefusal(.badRequest, "The body is not a PKCS#10 request.")
        }
        if label == "pending" { return .pending(retryAfterSeconds: 7) }
        return .certificate(try ca.issue(parsed).der())
    }
}
