import Foundation

/// Why a call to AWS has no answer.
public enum AWSFailure: Error, Sendable, Equatable {
    /// AWS answered with an error.
    case service(ServiceFault)
    /// Nothing, or not all of it, came back.
    case transport(TransportFault)
    /// There is nothing to sign with.
    case credentials(String)
    /// We were told to do what cannot be done.
    case misconfigured(String)
    /// AWS said yes in words that we do not understand.
    case unreadable(operation: String)

    var code: String? {
        if case .service(let fault) = self { fault.code } else { nil }
    }
}

/// A connection that failed. A request that was sent may have been obeyed.
public enum TransportFault: Error, Sendable, Equatable {
    case timeout
    /// The peer closed it while we were waiting.
    case reset
    /// No connection: name, route, refusal, TLS.
    case unreachable(String)
    case answerTooLarge
    case cancelled
}

/// An error that AWS returned.
public struct ServiceFault: Sendable, Equatable {
    public let operation: String
    public let status: Int
    /// For instance `ResourceNotFoundException`; empty where the answer has none.
    public let code: String
    public let message: String
}

extension ServiceFault {
    /// AWS puts the code into `x-amzn-errortype`, with a namespace or a URI round it at times, or into the body.
    init(operation: String, response: HTTPResponse) {
        let body = try? JSONDecoder().decode(ErrorBody.self, from: Data(response.body))
        let xml = body == nil ? String(decoding: response.body.prefix(8_192), as: UTF8.self) : ""
        let type = response.header("x-amzn-errortype") ?? body?.code ?? Self.element("Code", of: xml) ?? ""
        self.operation = operation
        status = response.status
        code = Self.bare(type)
        message = Self.sayable(body?.message ?? Self.element("Message", of: xml) ?? "", code: code)
    }

    /// What AWS says to a wrong signature repeats the request, session token included: only the first sentence of
    /// it is ours to show.
    private static func sayable(_ message: String, code: String) -> String {
        let firstLine = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        let quotesRequest = code.contains("Signature")
        let sentence = quotesRequest ? firstLine.prefix { $0 != "." && $0 != "'" && $0 != ":" } : firstLine[...]
        return String(sentence.prefix(500))
    }

    private static func bare(_ type: String) -> String {
        let withoutURI = type.prefix { $0 != ":" && $0 != "," }
        return String(withoutURI.split(separator: "#").last ?? "").trimmingCharacters(in: .whitespaces)
    }

    /// STS answers in XML, and so does a gateway now and then.
    static func element(_ name: String, of xml: String) -> String? {
        guard let start = xml.range(of: "<\(name)>"), let end = xml.range(of: "</\(name)>"),
            start.upperBound <= end.lowerBound
        else { return nil }
        return String(xml[start.upperBound..<end.lowerBound])
    }

    private struct ErrorBody: Decodable {
        let code: String?
        let message: String?

        enum CodingKeys: String, CodingKey {
            case code, message
            case type = "__type"
            case capitalMessage = "Message"
        }

        init(from decoder: any Decoder) throws {
            let body = try decoder.container(keyedBy: CodingKeys.self)
            code = (try? body.decode(String.self, forKey: .type)) ?? (try? body.decode(String.self, forKey: .code))
            message =
                (try? body.decode(String.self, forKey: .message))
                ?? (try? body.decode(String.self, forKey: .capitalMessage))
        }
    }
}
