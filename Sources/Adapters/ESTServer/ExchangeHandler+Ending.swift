import NIOCore
import NIOHTTP1

extension ExchangeHandler {
    func goOn(after ending: Ending, _ context: ChannelHandlerContext) {
        switch ending {
        case .abort: return abort(context)
        case .finish: finish(context)
        case .next: break
        }
        guard !isBusy else { return }
        if isQuiescing || isBroken {
            abort(context)
        } else if isInputClosed {
            finish(context)
        }
    }

    /// What is being answered is answered first, also where the connection can carry nothing more from the client.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let isOfBody = error is HTTPParserError || error is LateBody
        if !isOfBody { isBroken = true }
        reading?.end(error)
        reading = nil
        if !isBusy { abort(context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            isQuiescing = true
            if !isBusy { abort(context) }
        case ChannelEvent.inputClosed:
            isInputClosed = true
            reading?.end(ChannelError.eof)
            reading = nil
            if !isBusy { finish(context) }
            context.fireUserInboundEventTriggered(event)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// Only the direction to the client is closed: whatever it still sends would make the kernel reset the connection,
    /// and the answer might be lost on its way.
    private func finish(_ context: ChannelHandlerContext) {
        isFinished = true
        waiting.removeAll()
        context.close(mode: .output, promise: nil)
        // For the end of what the client sends.
        readOn(context)
    }

    private func abort(_ context: ChannelHandlerContext) {
        isFinished = true
        waiting.removeAll()
        context.close(mode: .all, promise: nil)
    }
}
