import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Tells a connection that broke, so that nobody knows what became of the request, from everything else.
enum BrokenConnection {
    static func isCause(of error: any Error) -> Bool {
        switch error {
        case let error as HTTPClientError: error == .remoteConnectionClosed
        case let error as HTTPParserError: error == .invalidEOFState
        case is IOError, is ChannelError: true
        default: false
        }
    }
}
