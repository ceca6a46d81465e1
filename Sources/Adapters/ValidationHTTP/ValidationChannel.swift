import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Builds the pipeline of a connection: HTTP/1.1, whole requests in, whole answers out, one after the other.
///
/// Hummingbird's own HTTP channel would translate each head into another type and hand the body over piece by piece:
/// here heads are small, bodies bounded, and the answer was often signed long before it is asked for.
struct ValidationChannel: ServerChildChannel {
    struct Connection: ServerChildChannelValue {
        let stream: NIOAsyncChannel<ReceivedRequest, OutgoingAnswer>
        var channel: any Channel { stream.channel }
    }

    let limits: ValidationServerLimits
    let responder: ValidationResponder

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture {
            var decoder = NIOHTTPDecoderLimitConfiguration()
            decoder.maxHeaderFieldSize = limits.headerBytesMax
            decoder.maxHeaderListSize = limits.headerBytesMax
            decoder.maxHeaderFieldCount = limits.headerFieldsMax
            let pipeline = channel.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoder)
            // Behind the decoder: bytes that make no head are no sign of life.
            try pipeline.addHandler(IdleStateHandler(allTimeout: TimeAmount(limits.idleTimeout)))
            try pipeline.addHandler(RequestAssembler(limits))
            return Connection(
                stream: try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true)))
        }
    }

    func handle(value: Connection, logger: Logger) async {
        do {
            try await value.stream.executeThenClose { inbound, outbound in
                for try await request in inbound {
                    try await outbound.write(await responder.answer(request))
                }
            }
        } catch {
            logger.trace("validation connection ended", metadata: ["error": "\(error)"])
        }
    }
}
