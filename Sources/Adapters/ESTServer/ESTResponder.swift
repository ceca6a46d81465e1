import HTTPTypes
import Logging
import NIOCore

/// One request, one answer, one call of the hook.
struct ESTResponder: Sendable {
    let configuration: ESTServerConfiguration
    let authority: any ESTAuthority
    let logger: Logger
    let rates: RequestRates
    let inFlight = RequestsInFlight<EnrollmentWork, EnrollmentAnswer>()

    init(configuration: ESTServerConfiguration, authority: any ESTAuthority, logger: Logger) {
        self.configuration = configuration
        self.authority = authority
        self.logger = logger
        rates = RequestRates(configuration.rates, uptimeNanoseconds: configuration.uptimeNanoseconds)
    }

    func respond(to request: ReceivedRequest, peer: PeerCertificates, channel: any Channel) async -> Ending {
        let start = configuration.uptimeNanoseconds()
        let route = Route(path: request.path)
        var body = IncomingBody(request, channel)
        do {
            let answer = try await answer(request, route, &body, client(peer, channel, request.fields))
            let isClosing = request.fields[.connection] == "close" || cannotGoOn(after: answer, body)
            guard channel.isActive else { return .abort }
            write(answer, isClosing: isClosing, withBody: request.method != .head, channel)
            note(route, answer, channel, start)
            return try await ending(after: answer, request, &body)
        } catch {
            logger.trace("EST connection ended", metadata: ["error": "\(error)"])
            return .abort
        }
    }

    private func note(_ route: Route, _ answer: Answer, _ channel: any Channel, _ start: UInt64) {
        configuration.onResponse(route.operationName, answer.status.code, configuration.uptimeNanoseconds() &- start)
        logger.debug(
            "EST request answered",
            metadata: [
                "operation": "\(route.operationName)", "status": "\(answer.status.code)",
                "client": "\(channel.remoteAddress?.ipAddress ?? "")",
            ])
    }

    private func ending(
        after answer: Answer, _ request: ReceivedRequest, _ body: inout IncomingBody
    ) async throws -> Ending {
        if body.isBroken { return .finish }
        guard try await body.discard(upTo: configuration.limits.discardedBytesMax) else { return .abort }
        if answer.status == .contentTooLarge { return .abort }
        return request.fields[.connection] == "close" ? .finish : .next
    }

    /// The client was refused before it sent its body, or while it sends too much: the next byte may be anything.
    private func cannotGoOn(after answer: Answer, _ body: IncomingBody) -> Bool {
        answer.status == .contentTooLarge || body.awaitsContinue || body.isBroken
    }

    private func write(_ answer: Answer, isClosing: Bool, withBody: Bool, _ channel: any Channel) {
        let head = answer.head(at: configuration.now(), isClosing: isClosing)
        channel.writeAndFlush(OutgoingPart.answer(head, withBody ? answer.body : nil), promise: nil)
    }
}
