import HTTPSemantics
import Logging
import NIOHTTP1

/// One request, one answer, one call of the hook.
struct ValidationResponder: Sendable {
    let configuration: ValidationServerConfiguration
    let source: any ValidationSource
    let logger: Logger

    func answer(_ request: ReceivedRequest) async -> OutgoingAnswer {
        let start = configuration.uptimeNanoseconds()
        let route = ValidationRoute(target: request.target)
        let now = configuration.now()
        var answer = await answer(request, route, now)
        answer.fields.add(name: "Date", value: HTTPDate.format(now))
        if request.method == .HEAD { answer.isHeadOnly = true }
        let duration = configuration.uptimeNanoseconds() &- start
        configuration.onResponse(route.operationName, Int(answer.status.code), duration)
        return answer
    }

    private func answer(_ request: ReceivedRequest, _ route: ValidationRoute, _ now: Int64) async -> OutgoingAnswer {
        switch request.content {
        case .whole(let body): await answer(request, body, route, now)
        case .bodyTooLarge:
            .sentence(.payloadTooLarge, "The body is larger than \(configuration.limits.bodyBytesMax) bytes.")
        case .headTooLarge:
            .sentence(
                .requestHeaderFieldsTooLarge, "The head is larger than \(configuration.limits.headerBytesMax) bytes.")
        case .malformed: .sentence(.badRequest, "This is not a request that can be read.")
        }
    }

    private func answer(
        _ request: ReceivedRequest, _ body: [UInt8], _ route: ValidationRoute, _ now: Int64
    ) async -> OutgoingAnswer {
        let isRead = request.method == .GET || request.method == .HEAD
        switch route {
        case .ocsp:
            guard request.method == .POST else { return .methodNotAllowed("POST") }
            guard Self.isOCSPRequest(request.fields) else {
                return .sentence(.unsupportedMediaType, "Send an OCSP request with Content-Type \(Self.ocspRequest).")
            }
            return success(await source.ocsp(body), Self.ocspResponse, now)
        case .ocspInPath(let path):
            guard isRead else { return .methodNotAllowed("GET, HEAD") }
            // What is no base64 is no request either, and there is an OCSP answer for that.
            let answer = await source.ocsp(OCSPPath.decode(path) ?? [])
            return success(answer, Self.ocspResponse, now, readBy: request.fields)
        case .crl(let path):
            guard isRead else { return .methodNotAllowed("GET, HEAD") }
            return await stored(Self.crl, now, request) { try await source.crl(path) }
        case .certificate(let caID, let key):
            guard isRead else { return .methodNotAllowed("GET, HEAD") }
            return await stored(Self.certificate, now, request) { try await source.certificate(ofCA: caID, key: key) }
        case .unknown:
            return .sentence(.notFound, "Nothing is here: there are /ocsp, /crl/ and /ca/.")
        }
    }

    private func stored(
        _ type: String, _ now: Int64, _ request: ReceivedRequest, _ find: () async throws -> ValidationAnswer?
    ) async -> OutgoingAnswer {
        do {
            guard let answer = try await find() else { return .sentence(.notFound, "There is no such file.") }
            return success(answer, type, now, readBy: request.fields)
        } catch {
            logger.error("validation request failed", metadata: ["error": "\(String(reflecting: error))"])
            return .sentence(.internalServerError, "internal error")
        }
    }

    /// - Parameter fields: of a request that may say what its sender knows already.
    private func success(
        _ answer: ValidationAnswer, _ type: String, _ now: Int64, readBy fields: HTTPHeaders? = nil
    ) -> OutgoingAnswer {
        let cache = CacheFields(answer, now: now, limit: configuration.cacheSecondsMax)
        var headers: HTTPHeaders = [:]
        headers.reserveCapacity(8)
        if let fields, cache.isKnown(by: fields, now: now) {
            cache.add(to: &headers)
            var unchanged = OutgoingAnswer(.notModified, headers, [])
            unchanged.isHeadOnly = true
            return unchanged
        }
        headers.add(name: "Content-Type", value: type)
        cache.add(to: &headers)
        return OutgoingAnswer(.ok, headers, answer.body)
    }

    private static func isOCSPRequest(_ fields: HTTPHeaders) -> Bool {
        guard let value = fields.first(name: "Content-Type") else { return false }
        return value == ocspRequest || MediaType.name(value) == ocspRequest
    }

    static let ocspRequest = "application/ocsp-request"
    static let ocspResponse = "application/ocsp-response"
    static let crl = "application/pkix-crl"
    static let certificate = "application/pkix-cert"
}
