import Events
import HTTPTypes
import Hummingbird
import Logging
import ManagementAPI

/// Answers requests by the endpoint table: finds the row, authenticates, authorises, calls the row's handler.
struct ManagementResponder: HTTPResponder {
    /// Requests carry nothing through layers here, so the context is empty.
    struct Context: InitializableFromSource {
        init(source: ApplicationRequestContextSource) {}
    }

    private let rows: [ServedRow]
    private let execution: RequestExecution
    private let routes: RouteTable
    private let authenticator: Authenticator
    private let bodies: RequestBodyReader
    private let metrics: RequestMetrics
    private let logger: Logger

    /// - Parameter keys: nil passes over `Idempotency-Key`.
    init(
        _ rows: [ServedRow], keys: IdempotencyStore?, tokens: [AccessToken], bodySizeMax: Int,
        metrics: RequestMetrics, logger: Logger
    ) {
        self.rows = rows
        execution = RequestExecution(keys: keys, logger: logger)
        routes = RouteTable(rows.map(\.endpoint))
        authenticator = Authenticator(tokens: tokens)
        bodies = RequestBodyReader(sizeMax: bodySizeMax)
        self.metrics = metrics
        self.logger = logger
    }

    func respond(to request: Request, context: Context) async -> Response {
        let start = ContinuousClock.now
        let target = request.head.path ?? "/"
        let path = target.prefix { $0 != "?" }
        let isHead = request.method == .head
        let match = routes.match(isHead ? .get : Endpoint.Method(rawValue: request.method.rawValue), path)
        var response = await answer(request, match, query: target[path.endIndex...].dropFirst())
        if let name = RequestOrigin.requestIDName, let id = RequestOrigin.requestID(request.headers) {
            response.headers[name] = id
        }
        if isHead { response = Response(status: response.status, headers: response.headers) }
        record(match, response.status, ContinuousClock.now - start)
        return response
    }

    private func answer(_ request: Request, _ match: RouteTable.Match, query: Substring) async -> Response {
        do {
            let token = authenticator.token(request.headers[.authorization])
            switch match {
            case .endpoint(let index, let values):
                let row = rows[index]
                let caller = RequestOrigin.caller(try authorise(row.endpoint, token), request.headers)
                let body = row.endpoint.request == nil ? [] : try await bodies.read(request, of: row.endpoint)
                let call = Call(values: values, query: query, headers: request.headers, body: body, caller: caller)
                return try await execution.response(to: call, of: row)
            case .otherMethods(let allowed):
                _ = try authenticated(token)
                return Self.response(methodNotAllowed(allowed), allow: allowed)
            case .unknown:
                _ = try authenticated(token)
                throw Refusal(.notFound, "unknown-path", "There is nothing at this path; see /openapi.json.")
            }
        } catch {
            return response(for: error)
        }
    }

    /// The actor's name.
    private func authorise(_ endpoint: Endpoint, _ token: AccessToken?) throws -> String {
        if endpoint.roles.isEmpty { return token?.actor ?? "anonymous" }
        let token = try authenticated(token)
        guard endpoint.roles.contains(token.role) else {
            throw Refusal(.forbidden, "role-missing", "The role \(token.role.rawValue) may not do this.")
        }
        return token.actor
    }

    private func authenticated(_ token: AccessToken?) throws -> AccessToken {
        guard let token else {
            throw Refusal(
                .unauthenticated, "token-missing", "Send a valid token in the header Authorization: Bearer <token>.")
        }
        return token
    }

    private func methodNotAllowed(_ allowed: [Endpoint.Method]) -> Problem {
        Problem(
            status: 405, title: "Method not allowed", code: "method-not-allowed",
            detail: "This path takes \(allowed.map(\.rawValue).joined(separator: ", ")).")
    }

    private func record(_ match: RouteTable.Match, _ status: HTTPResponse.Status, _ duration: Duration) {
        let endpoint: String? = if case .endpoint(let index, _) = match { rows[index].endpoint.id } else { nil }
        metrics.record(endpoint, status: status.code, duration)
        logger.debug(
            "request", metadata: ["endpoint": "\(endpoint ?? "-")", "status": "\(status.code)", "time": "\(duration)"])
    }
}

extension ManagementResponder {
    private func response(for error: any Error) -> Response {
        if let problem = Problem(caused: error) { return Self.response(problem) }
        let id = EventID.next(at: WallClock.system.now())
        logger.error("request failed", metadata: ["error_id": "\(id)", "error": "\(error)"])
        return Self.response(.internalError(id: id))
    }

    private static func response(_ problem: Problem, allow: [Endpoint.Method] = []) -> Response {
        var headers = Answer.headers(Problem.mediaType)
        if problem.status == 401 { headers[.wwwAuthenticate] = "Bearer" }
        if problem.isForLater { headers[.retryAfter] = "1" }
        if !allow.isEmpty {
            let names = allow.map(\.rawValue) + (allow.contains(.get) ? ["HEAD"] : [])
            headers[.allow] = names.joined(separator: ", ")
        }
        // A problem is texts and numbers: writing it cannot fail; were it to, the status still says enough.
        let body = (try? WireJSON.encode(problem)) ?? []
        return Response(status: .init(code: problem.status), headers: headers, body: Answer.body(body))
    }
}

extension Problem {
    /// Whether the same request can have another answer in a moment.
    fileprivate var isForLater: Bool {
        // Where nobody knows what became of a change, a hint to send it again would be the wrong one.
        if code == Refusal.outcomeUnknownCode { return false }
        return status == 429 || status == 503 || code == Refusal.idempotencyInProgress.code
    }
}
