import NIOCore
import NIOSSL

/// Reads the answers of one connection for its owner. Lives on the event loop of its channel, as its owner does.
final class ExchangeHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    enum Event {
        case answer(HTTPResponse)
        /// The connection is gone; the error that was seen on it, if any.
        case end((any Error)?)
    }

    private var reader = ResponseReader()
    private var error: (any Error)?
    private var onEvent: ((Event) -> Void)?

    init(_ onEvent: @escaping (Event) -> Void) {
        self.onEvent = onEvent
    }

    /// Nothing is told to the owner any more.
    func detach() {
        onEvent = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        reader.append(&bytes)
        do {
            while let response = try reader.next() { onEvent?(.answer(response)) }
        } catch {
            errorCaught(context: context, error: error)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if self.error == nil { self.error = error }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        let tell = onEvent
        onEvent = nil
        tell?(.end(error))
        context.fireChannelInactive()
    }
}

extension Channel {
    /// TLS where there is a context, then the reader of answers. On the event loop.
    func addExchange(_ handler: ExchangeHandler, tls: NIOSSLContext?) throws {
        if let tls {
            // No server name: it would have to be a host name (RFC 6066, section 3), and this is a number.
            try pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: nil))
        }
        try pipeline.syncOperations.addHandler(handler)
    }
}
