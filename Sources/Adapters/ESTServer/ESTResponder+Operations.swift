import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

extension ESTResponder {
    /// What the operations need of the client; the certificates are encoded only when one is asked for.
    typealias Client = () throws -> ClientIdentity

    func client(_ peer: PeerCertificates, _ channel: any Channel) -> Client {
        { ClientIdentity(chain: try peer.chain(), remoteAddress: channel.remoteAddress?.ipAddress ?? "") }
    }

    /// - Throws: only when the connection is broken.
    func answer(
        _ request: Request, _ route: Route, _ body: inout IncomingBody, _ client: Client,
        _ writer: borrowing ResponseWriter
    ) async throws -> Answer {
        guard case .operation(let operation, let label) = route else { return noOperation(route) }
        guard request.method == operation.method else { return .wrongMethod(operation) }
        let form = CertificateForm(request.headers)
        switch operation {
        case .cacerts:
            return await answer { .certificates(try await authority.caCertificates(label: label), as: form) }
        case .csrattrs:
            return await answer { .csrAttributes(try await authority.csrAttributes(label: label), as: form) }
        case .simpleenroll, .simplereenroll, .serverkeygen:
            let pkcs10: [UInt8]
            do {
                pkcs10 = try await enrollmentRequest(request.headers, &body, writer)
            } catch let refusal as ESTRefusal {
                return .refusal(refusal)
            }
            return await answer {
                let client = try client()
                return try await grant(operation, label, pkcs10, client, as: form)
            }
        }
    }

    /// One of the operations that take a request for a certificate.
    private func grant(
        _ operation: Operation, _ label: String?, _ pkcs10: [UInt8], _ client: ClientIdentity, as form: CertificateForm
    ) async throws -> Answer {
        switch operation {
        case .serverkeygen:
            .keyGeneration(
                try await authority.serverKeyGeneration(label: label, request: pkcs10, client: client), as: form)
        case .simplereenroll:
            .enrollment(try await authority.simpleReenroll(label: label, request: pkcs10, client: client), as: form)
        case .cacerts, .csrattrs, .simpleenroll:
            .enrollment(try await authority.simpleEnroll(label: label, request: pkcs10, client: client), as: form)
        }
    }

    /// - Throws: ``ESTRefusal`` for what the client got wrong, anything else when the connection is broken.
    private func enrollmentRequest(
        _ fields: HTTPFields, _ body: inout IncomingBody, _ writer: borrowing ResponseWriter
    ) async throws -> [UInt8] {
        let limit = configuration.limits.bodyBytesMax
        try EnrollmentBody.checkContentType(fields)
        guard let bytes = try await body.read(upTo: limit, writer: writer) else {
            throw ESTRefusal(.payloadTooLarge, "The body is larger than \(limit) bytes.")
        }
        return try EnrollmentBody.decode(bytes)
    }

    /// The one place where an authority's error becomes an answer.
    private func answer(_ operation: () async throws -> Answer) async -> Answer {
        do {
            return try await operation()
        } catch let refusal as ESTRefusal {
            return .refusal(refusal)
        } catch {
            logger.error("EST request failed", metadata: ["error": "\(String(reflecting: error))"])
            return .sentence(.internalServerError, "internal error")
        }
    }

    private func noOperation(_ route: Route) -> Answer {
        switch route {
        case .malformedLabel:
            .sentence(.badRequest, "The label before the operation is not percent-encoded UTF-8 of 1 to 255 bytes.")
        case .unknownOperation:
            .sentence(.notFound, "This server has no such EST operation: it offers \(Self.offered).")
        case .unknownPath, .operation:
            .sentence(.notFound, "Nothing is here: EST is at /.well-known/est/<label>/<operation>.")
        }
    }

    private static let offered = Operation.allCases.map(\.rawValue).joined(separator: ", ")
}
