import HTTPTypes
import HummingbirdCore
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

    func respond(
        to request: Request, peer: PeerCertificates, channel: any Channel, writer: consuming ResponseWriter
    ) async throws {
        let start = configuration.uptimeNanoseconds()
        let route = Route(path: request.head.path ?? "")
        var body = IncomingBody(request)
        let answer = try await answer(request, route, &body, client(peer, channel, request.headers), writer)
        let isClosing = request.headers[.connection] == "close" || cannotGoOn(after: answer, body)
        try await write(answer, isClosing: isClosing, withBody: request.method != .head, writer)
        configuration.onResponse(route.operationName, answer.status.code, configuration.uptimeNanoseconds() &- start)
        logger.debug(
            "EST request answered",
            metadata: [
                "operation": "\(route.operationName)", "status": "\(answer.status.code)",
                "client": "\(channel.remoteAddress?.ipAddress ?? "")",
            ])
        if body.isBroken { return }
        guard try await body.discard(upTo: configuration.limits.discardedBytesMax) else { throw ConnectionIsSpent() }
        if answer.status == .contentTooLarge { throw ConnectionIsSpent() }
    }

    /// The client was refused before it sent its body, or while it sends too much: the next byte may be anything.
    private func cannotGoOn(after answer: Answer, _ body: IncomingBody) -> Bool {
        answer.status == .contentTooLarge || body.awaitsContinue || body.isBroken
    }

    private func write(
        _ answer: Answer, isClosing: Bool, withBody: Bool, _ writer: consuming ResponseWriter
    ) async throws {
        let head = answer.head(at: configuration.now(), isClosing: isClosing)
        guard withBody else { return try await writer.writeResponse(head) }
        try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}

/// Thrown after the answer to have the connection closed.
struct ConnectionIsSpent: Error {}
