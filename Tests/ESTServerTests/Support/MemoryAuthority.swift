import ESTServer
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
        return .certificate(try ca.issue(parsed).der())
    }
}
