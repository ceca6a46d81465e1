import Hummingbird
import Logging
import ManagementAPI
import Storage
import HTTPSemantics

/// Carries requests out as their headers ask for it: under preconditions, and once.
struct RequestExecution: Sendable {
    let turns = ResourceTurns()
    let keys: IdempotencyStore?
    let logger: Logger

    func response(to call: Call, of row: ServedRow) async throws -> Response {
        switch row.endpoint.method {
        case .get: try await read(call, row)
        case .put, .delete: try await change(call, row)
        case .post: try await post(call, row)
        }
    }

    private func read(_ call: Call, _ row: ServedRow) async throws -> Response {
        guard row.endpoint.isTagged else { return row.response(try await row.handler(call)) }
        let conditions = try Preconditions(call.headers)
        let answer = try await row.handler(call)
        guard !conditions.isEmpty, case .json(let bytes, _) = answer else { return row.response(answer) }
        let tag = EntityTag(of: bytes)
        switch conditions.verdict(on: tag, isRead: true) {
        case .holds: return row.response(answer)
        case .failed: throw Refusal.preconditionFailed
        case .notModified:
            var headers = Answer.bare
            headers[.eTag] = tag.description
            return Response(status: .notModified, headers: headers)
        }
    }

    /// Within this process nothing comes between the look and the change but what changes the resource by another road:
    /// an enrolment, the revocation of a CA above, the cloud's own progress.
    private func change(_ call: Call, _ row: ServedRow) async throws -> Response {
        guard let subject = row.subject else { return row.response(try await row.handler(call)) }
        let conditions = try Preconditions(call.headers)
        return try await turns.withTurn(on: subject.path.filled(call.values)) {
            if !conditions.isEmpty, case .json(let bytes, _) = try await subject.show(call),
                conditions.verdict(on: EntityTag(of: bytes), isRead: false) == .failed
            {
                throw Refusal.preconditionFailed
            }
            return row.response(try await row.handler(call))
        }
    }
}

extension RequestExecution {
    private func post(_ call: Call, _ row: ServedRow) async throws -> Response {
        guard let keys, let key = try IdempotencyKey(call.headers) else {
            return row.response(try await row.handler(call))
        }
        let request = KeyedRequest(key, path: row.endpoint.path.filled(call.values), call)
        switch try await keys.claim(request) {
        case .again(let answer): return answer.response(isTagged: row.endpoint.isTagged)
        case .first(let turn):
            let answer: Answer
            do {
                answer = try await row.handler(call)
            } catch {
                await settle(turn, IdempotencyStore.Outcome(of: error), keys)
                throw error
            }
            await settle(turn, IdempotencyStore.Outcome(of: answer, row.endpoint), keys)
            return row.response(answer)
        }
    }

    /// The caller has an answer coming, whatever becomes of this: a key that cannot be settled is one of unknown outcome.
    private func settle(
        _ turn: IdempotencyStore.Turn, _ outcome: IdempotencyStore.Outcome, _ keys: IdempotencyStore
    ) async {
        do {
            try await keys.settle(turn, outcome)
        } catch {
            logger.warning(
                "an answer could not be kept for its Idempotency-Key",
                metadata: ["path": "\(turn.request.path)", "error": "\(error)"])
        }
    }
}

extension IdempotencyStore.Outcome {
    init(of answer: Answer, _ endpoint: Endpoint) {
        if endpoint.isReplayable, let kept = KeptAnswer(answer, status: endpoint.status) {
            self = .answered(kept)
        } else {
            self = .unkept(status: endpoint.status)
        }
    }

    /// A refusal is final, but where it says "later": that is said before anything is done. An error of ours says nothing of
    /// what was committed before it, and a commit that failed may be stored.
    init(of error: any Error) {
        switch (error, Problem(caused: error)) {
        case (StorageError.overloaded, _), (StorageError.closed, _): self = .refused
        case (is StorageError, _), (_, nil): self = .unknown
        case (_, let problem?) where problem.status == 429 || problem.status == 503: self = .refused
        case (_, let problem?) where problem.status < 500: self = KeptAnswer(problem).map { .answered($0) } ?? .unknown
        default: self = .unknown
        }
    }
}
