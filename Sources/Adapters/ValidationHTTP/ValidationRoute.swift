import HTTPSemantics

/// Where a request target leads.
enum ValidationRoute: Equatable {
    /// An OCSP request in a body (RFC 6960, appendix A.1).
    case ocsp
    /// An OCSP request in the path: base64, percent-encoded or not (RFC 6960, appendix A.1; RFC 5019, section 5).
    case ocspInPath(Substring)
    case crl(String)
    /// Of the present key where that is nil.
    case certificate(caID: String, key: Int?)
    case unknown

    /// - Parameter target: of the request line, in origin form or, as a proxy sends it, in absolute form (RFC 9112,
    ///   section 3.2). A query is ignored.
    init(target: String) {
        let path = Self.path(of: target)
        if path.isEmpty || path.elementsEqual("/".utf8) || path.elementsEqual("/ocsp".utf8) {
            self = .ocsp
        } else if let rest = Self.rest(of: path, behind: "/ocsp/") {
            // Where the address in the certificate ends with a slash, clients put a second one behind it.
            let request = rest.drop { $0 == UInt8(ascii: "/") }
            self = request.isEmpty ? .ocsp : .ocspInPath(Substring(request))
        } else if let rest = Self.rest(of: path, behind: "/crl/") {
            self = Self.segments(rest, max: 3).map(Self.crl) ?? .unknown
        } else if let rest = Self.rest(of: path, behind: "/ca/") {
            self = Self.certificate(rest)
        } else {
            self = .unknown
        }
    }

    /// The name for counters: only names that are ours, so that nobody outside can make new ones.
    var operationName: String {
        switch self {
        case .ocsp, .ocspInPath: "ocsp"
        case .crl: "crl"
        case .certificate: "ca"
        case .unknown: "unknown"
        }
    }

    private static func certificate(_ rest: Substring.UTF8View) -> ValidationRoute {
        guard let path = segments(rest, max: 2), path.hasSuffix(".cer") else { return .unknown }
        let parts = path.utf8.dropLast(4).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let caID = String(Substring(parts[0]))
        guard !caID.isEmpty else { return .unknown }
        guard parts.count == 2 else { return .certificate(caID: caID, key: nil) }
        return number(parts[1]).map { .certificate(caID: caID, key: $0) } ?? .unknown
    }

    /// As we write it: so that each certificate has one address, and caches hold it once.
    private static func number(_ digits: Substring.UTF8View) -> Int? {
        guard (1...9).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.count > 1 && digits.first == UInt8(ascii: "0") ? nil : Int(String(Substring(digits)))
    }

    private static func path(of target: String) -> Substring.UTF8View {
        var path = target[...].utf8
        if path.first != UInt8(ascii: "/") {
            guard let authority = rest(of: path, behind: "http://") else { return "*".utf8[...] }
            path = authority.drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        }
        // Neither stands in base64.
        return path.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    }

    private static func rest(of path: Substring.UTF8View, behind prefix: String) -> Substring.UTF8View? {
        path.starts(with: prefix.utf8) ? path.dropFirst(prefix.utf8.count) : nil
    }

    /// The path, decoded, if it is clean: what comes out never leads upwards, and never to a surprise in a file name.
    private static func segments(_ rest: Substring.UTF8View, max: Int) -> String? {
        guard rest.count <= pathBytesMax, let path = percentDecoded(Substring(rest)) else { return nil }
        let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard segments.count <= max, segments.allSatisfy(isClean) else { return nil }
        return path
    }

    /// What ids of CAs are made of, and at least one character that is no dot.
    private static func isClean(_ segment: Substring.UTF8View) -> Bool {
        let dot = UInt8(ascii: ".")
        let isNamed = segment.contains { $0 != dot }
        return isNamed
            && segment.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == dot || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    private static let pathBytesMax = 512
}
