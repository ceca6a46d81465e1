import NIOHTTP1

extension Fault {
    /// What the parser lets through though it must not be answered (RFC 9112, sections 3.2 and 6; RFC 9110, 10.1.1).
    init?(_ head: HTTPRequestHead) {
        guard let fault = Self.fault(of: head) else { return nil }
        self = fault
    }

    init(_ error: HTTPParserError) {
        switch error {
        case .headerOverflow: self = .headTooLarge
        case .invalidMethod: self = .unknownMethod
        case .invalidVersion: self = .unknownVersion
        case .invalidContentLength, .unexpectedContentLength: self = .ambiguousLength
        case .invalidURL, .invalidHost, .invalidPort, .invalidPath, .invalidQueryString, .invalidFragment:
            self = .malformedTarget
        default: self = .malformed
        }
    }

    private static func fault(of head: HTTPRequestHead) -> Fault? {
        let isHTTP11 = head.version == .http1_1
        guard isHTTP11 || head.version == .http1_0 else { return .unknownVersion }
        if head.method == .CONNECT { return .malformedTarget }
        var framing = Framing()
        for (name, value) in head.headers {
            if let fault = framing.add(name, value, isHTTP11: isHTTP11) { return fault }
        }
        return framing.fault(isHTTP11: isHTTP11)
    }
}

/// The fields that decide where a request ends and whom it is for, as they are seen one after another.
private struct Framing {
    private var hosts = 0
    private var lengths = 0
    private var codings = 0

    mutating func add(_ name: String, _ value: String, isHTTP11: Bool) -> Fault? {
        switch name.utf8.count {
        case 4 where name.lowercased() == "host":
            hosts += 1
            return Self.isHost(value) ? nil : .malformedHost
        case 6 where isHTTP11 && name.lowercased() == "expect":
            return value.lowercased() == "100-continue" ? nil : .unknownExpectation
        case 14 where name.lowercased() == "content-length":
            lengths += 1
            // The parser reads at most 64 bits; what it cannot count is no length.
            return value.utf8.allSatisfy { (0x30...0x39).contains($0) } && Int(value) != nil ? nil : .ambiguousLength
        case 17 where name.lowercased() == "transfer-encoding":
            codings += 1
            return value.lowercased() == "chunked" ? nil : .unknownTransferCoding
        default:
            return nil
        }
    }

    func fault(isHTTP11: Bool) -> Fault? {
        if hosts > 1 { return .ambiguousHost }
        if hosts == 0, isHTTP11 { return .missingHost }
        // HTTP/1.0 has no transfer codings: whoever sends one may be smuggling (RFC 9112, section 6.1).
        if lengths + codings > 1 || (codings > 0 && !isHTTP11) { return .ambiguousLength }
        return nil
    }

    /// The characters of a host and a port (RFC 3986, section 3.2.2); empty where a client has no name for us.
    private static func isHost(_ value: String) -> Bool {
        value.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                || hostMarks.contains(byte)
        }
    }

    private static let hostMarks = Array("-._~!$&'()*+,;=%:[]".utf8)
}
