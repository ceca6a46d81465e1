import Events
import HTTPTypes

/// What a request says of where it comes from; what is malformed is not passed on.
enum RequestOrigin {
    static let requestIDName = HTTPField.Name("X-Request-ID")
    private static let traceparentName = HTTPField.Name("traceparent")
    private static let requestIDLengthMax = 128

    static func requestID(_ headers: HTTPFields) -> String? {
        guard let name = requestIDName, let id = headers[name], !id.isEmpty, id.utf8.count <= requestIDLengthMax,
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return id
    }

    /// W3C Trace Context, section 3.2: version, trace id, parent id and flags in lower-case hexadecimal.
    static func traceparent(_ headers: HTTPFields) -> String? {
        guard let name = traceparentName, let text = headers[name], text.utf8.count == 55 else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [2, 32, 16, 2], parts[0] != "ff" else { return nil }
        let isLowerHex = parts.allSatisfy { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        }
        let isZero = parts[1].allSatisfy { $0 == "0" } || parts[2].allSatisfy { $0 == "0" }
        return isLowerHex && !isZero ? text : nil
    }

    static func caller(_ actor: String, _ headers: HTTPFields) -> Caller {
        Caller(actor: actor, causationID: requestID(headers), traceparent: traceparent(headers))
    }
}
