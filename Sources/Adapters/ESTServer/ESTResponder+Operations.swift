import HTTPTypes
import Logging
import NIOCore

extension ESTResponder {
    /// What the operations need of the client; the certificates are encoded only when one is asked for.
    typealias Client = () throws -> ClientIdentity

    func client(_ peer: PeerCertificates, _ channel: any Channel, _ fields: HTTPFields) -> Client {
        var known: ClientIdentity?
        return {
            if let known { return known }
            let client = try identity(peer, channel.remoteAddress?.ipAddress ?? "", fields)
            known = client
            return client
        }
    }

    /// From a trusted proxy only its headers tell of the client: its own certificate is not that of a device.
    private func identity(
        _ peer: PeerCertificates, _ address: String, _ fields: HTTPFields
    ) throws -> ClientIdentity {
        let credentials = try BasicCredentials.read(fields)
        let proxies = configuration.proxies
        guard !proxies.networks.isEmpty, proxies.includes(address) else {
            return ClientIdentity(chain: try peer.chain(), remoteAddress: address, credentials: credentials)
        }
        let chain = try proxies.certificateHeader.map { try ProxiedCertificate.chain(fields, in: $0) }
        return ClientIdentity(
            chain: try chain ?? peer.chain(), remoteAddress: proxies.clientAddress(fields, peer: address),
            credentials: credentials)
    }

    /// - Throws: only when the connection is broken.
    func answer(
        _ request: ReceivedRequest, _ route: Route, _ body: inout IncomingBody, _ client: Client
    ) async throws -> Answer {
        guard case .operation(let operation, let label) = route else { return noOperation(route) }
        guard operation.allows(request.method) else { return .wrongMethod(operation) }
        do {
            try rates.check(label: label, client)
        } catch {
            return refusal(error)
        }
        let form = CertificateForm(request.fields)
        switch operation {
        case .cacerts:
            return await answer { .certificates(try await authority.caCertificates(label: label), as: form) }
        case .csrattrs:
            return await answer { .csrAttributes(try await authority.csrAttributes(label: label), as: form) }
        case .simpleenroll, .simplereenroll, .serverkeygen:
            let pkcs10: [UInt8]
            do {
                pkcs10 = try await enrollmentRequest(request.fields, &body)
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
        guard operation != .serverkeygen else {
            return .keyGeneration(
                try await authority.serverKeyGeneration(label: label, request: pkcs10, client: client), as: form)
        }
        let work = EnrollmentWork(operation, label: label, request: pkcs10, client: client)
        let answer = try await inFlight.once(work) {
            operation == .simpleenroll
                ? try await authority.simpleEnroll(label: label, request: pkcs10, client: client)
                : try await authority.simpleReenroll(label: label, request: pkcs10, client: client)
        }
        return .enrollment(answer, as: form)
    }

    /// - Throws: ``ESTRefusal`` for what the client got wrong, anything else when the connection is broken.
    private func enrollmentRequest(
        _ fields: HTTPFields, _ body: inout IncomingBody
    ) async throws -> [UInt8] {
        let limit = configuration.limits.bodyBytesMax
        try EnrollmentBody.checkContentType(fields)
        guard let bytes = try await body.read(upTo: limit) else {
            throw ESTRefusal(.payloadTooLarge, "The body is larger than \(limit) bytes.")
        }
        return try EnrollmentBody.decode(bytes)
    }

    /// The one place where an authority's error becomes an answer.
    private func answer(_ operation: () async throws -> Answer) async -> Answer {
        do {
            return try await operation()
        } catch {
            return refusal(error)
        }
    }

    private func refusal(_ error: any Error) -> Answer {
        if let refusal = error as? ESTRefusal { return .refusal(refusal) }
        logger.error("EST request failed", metadata: ["error": "\(String(reflecting: error))"])
        return .sentence(.internalServerError, "internal error")
    }

    private func noOperation(_ route: Route) -> Answer {
        switch route {
        case .fault(let fault):
            .sentence(fault.status, fault.sentence(configuration.limits))
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
