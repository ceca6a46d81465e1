import HTTPSemantics

/// Where a request target leads.
enum ValidationRoute: Equatable {
    /// An OCSP request in a body (RFC 6960, appendix A.1).
    case ocsp
    /// An OCSP request in the path: base64, percent-encoded or not (RFC 6960, appendix A.1; RFC 5019, section 5).
    case ocspInPath(Substring)
    case crl(String)
    case certificate(caID: String)
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
        guard let name = segments(rest, max: 1), name.hasSuffix(".cer"), name.utf8.count > 4 else { return .unknown }
        return .certificate(caID: String(name.dropLast(4)))
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
