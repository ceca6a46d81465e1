/// Requests as no HTTP library sends them. None of them may store anything.
enum WireCases {
    static let enroll = "/.well-known/est/line-1/simpleenroll"
    static let cacerts = "/.well-known/est/line-1/cacerts"

    static func request(
        _ method: String, _ path: String, _ fields: [String], _ body: String = "", version: String = "HTTP/1.1"
    ) -> String {
        (["\(method) \(path) \(version)"] + fields).map { $0 + "\r\n" }.joined() + "\r\n" + body
    }

    /// A POST that enrols with these fields for its length.
    static func post(_ fields: [String], _ body: String = "MIIB") -> String {
        request("POST", enroll, ["Host: est", "Content-Type: application/pkcs10"] + fields, body)
    }

    static func get(_ fields: [String], version: String = "HTTP/1.1") -> String {
        request("GET", cacerts, fields, version: version)
    }

    static var all: [WireCase] { methods + targets + heads + lengths + chunks + credentials + broken + notHTTP }

    static let methods: [WireCase] = [
        WireCase("a method nobody knows", 501, "method is none", request("BREW", enroll, ["Host: est"])),
        WireCase("a method in lower case", 501, "method is none", request("get", cacerts, ["Host: est"])),
        WireCase("a method with an at sign", 501, "method is none", request("G@T", cacerts, ["Host: est"])),
        WireCase("no method", 501, "method is none", request("", cacerts, ["Host: est"])),
        WireCase("PATCH", 405, "Use GET", request("PATCH", cacerts, ["Host: est"])),
        WireCase("OPTIONS", 405, "Use GET", request("OPTIONS", cacerts, ["Host: est"])),
        WireCase("OPTIONS of the server", 404, "Nothing is here", request("OPTIONS", "*", ["Host: est"])),
        WireCase("TRACE", 405, "Use POST", request("TRACE", enroll, ["Host: est"])),
        WireCase("PROPFIND", 405, "Use GET", request("PROPFIND", cacerts, ["Host: est"])),
        WireCase("CONNECT", 400, "target is not a path", request("CONNECT", "est:443", ["Host: est:443"])),
        WireCase("the preface of HTTP/2", 400, "RFC 9112", request("PRI", "*", [], "SM\r\n\r\n", version: "HTTP/2.0")),
    ]

    static let targets: [WireCase] = [
        WireCase("HTTP/2.0", 505, "use HTTP/1.1", get(["Host: est"], version: "HTTP/2.0")),
        WireCase("HTTP/0.9", 505, "use HTTP/1.1", get(["Host: est"], version: "HTTP/0.9")),
        WireCase("HTTP/1.2", 505, "use HTTP/1.1", get(["Host: est"], version: "HTTP/1.2")),
        WireCase("HTTP/9.9", 505, "use HTTP/1.1", get(["Host: est"], version: "HTTP/9.9")),
        WireCase("HTTP/one", 505, "use HTTP/1.1", get(["Host: est"], version: "HTTP/one")),
        WireCase("another protocol's name", 400, "RFC 9112", get(["Host: est"], version: "HTTQ/1.1")),
        WireCase("no protocol", 505, "use HTTP/1.1", "GET \(cacerts)\r\nHost: est\r\n\r\n"),
        WireCase("a target with a space", 400, "RFC 9112", get(["Host: est"], version: "x HTTP/1.1")),
        WireCase("no target", 400, "target is not a path", "GET  HTTP/1.1\r\nHost: est\r\n\r\n"),
        WireCase("a target without a slash", 400, "target is not a path", request("GET", "cacerts", ["Host: est"])),
        WireCase("a star for a target", 404, "Nothing is here", request("GET", "*", ["Host: est"])),
        WireCase("a target with a NUL", 400, "target is not a path", request("GET", "/\0", ["Host: est"])),
        WireCase(
            "a target of control characters", 400, "target is not a path", request("GET", "/\u{1}", ["Host: est"])),
        WireCase("a target of 20 KB", 431, "at most 16384", request("GET", longPath, ["Host: est"])),
        WireCase("another scheme", 404, "Nothing is here", request("GET", "ftp://est/x", ["Host: est"])),
        WireCase("a target with two question marks", 404, "nobody", request("GET", nobody + "?a?b", ["Host: est"])),
        WireCase("a target with a fragment", 404, "nobody", request("GET", nobody + "#a", ["Host: est"])),
    ]
    private static let longPath = "/" + String(repeating: "a", count: 20_000)
    private static let nobody = "/.well-known/est/nobody/cacerts"

    static let heads: [WireCase] = [
        WireCase("no Host", 400, "no Host", get(["Accept: */*"])),
        WireCase("two Hosts", 400, "more than one Host", get(["Host: est", "Host: est"])),
        WireCase("a Host with a slash", 400, "not a host", get(["Host: est/x"])),
        WireCase("a Host with a space", 400, "not a host", get(["Host: est x"])),
        WireCase("a Host with a user", 400, "not a host", get(["Host: me@est"])),
        WireCase("a Host beyond ASCII", 400, "not a host", get(["Host: ést"])),
        WireCase("a field without a colon", 400, "RFC 9112", get(["Host: est", "Accept"])),
        WireCase("a field without a name", 400, "RFC 9112", get(["Host: est", ": a"])),
        WireCase("a field name with a space", 400, "RFC 9112", get(["Host: est", "Acc ept: a"])),
        WireCase("a space before the colon", 400, "RFC 9112", get(["Host: est", "Accept : a"])),
        WireCase("a field name beyond ASCII", 400, "RFC 9112", get(["Host: est", "Accépt: a"])),
        WireCase("a NUL in a field", 400, "RFC 9112", get(["Host: est", "Accept: a\0b"])),
        WireCase("a control character in a field", 400, "RFC 9112", get(["Host: est", "Accept: a\u{1}b"])),
        WireCase("a bare CR in a field", 400, "RFC 9112", get(["Host: est", "Accept: a\rb"])),
        WireCase("a field over two lines", 400, "RFC 9112", get(["Host: est", "Accept: a", " b"])),
        WireCase("a fold in front of all fields", 400, "RFC 9112", get([" Host: est", "Accept: a"])),
        WireCase("lines that end in LF", 505, "use HTTP/1.1", "GET \(cacerts) HTTP/1.1\nHost: est\n\n"),
        WireCase("101 fields", 431, "100 header fields", get((0..<101).map { "X-\($0): a" })),
        WireCase("a field of 17 KB", 431, "at most 16384", get(["X: " + String(repeating: "a", count: 17_000)])),
        WireCase(
            "fields of 18 KB in all", 431, "at most 16384",
            get((0..<60).map { "X-\($0): " + String(repeating: "a", count: 300) })),
        WireCase(
            "an expectation nobody knows", 417, "only 100-continue", post(["Content-Length: 4", "Expect: a miracle"])),
        WireCase("two expectations", 417, "only 100-continue", post(["Content-Length: 4", "Expect: 100-continue, x"])),
        WireCase(
            "no Content-Type", 400, "no Content-Type", request("POST", enroll, ["Host: est", "Content-Length: 0"])),
        WireCase(
            "Content-Type twice", 400, "wrong Content-Type", post(["Content-Type: text/plain", "Content-Length: 4"])),
        WireCase(
            "an empty Content-Type", 400, "wrong Content-Type",
            request("POST", enroll, ["Host: est", "Content-Type:", "Content-Length: 0"])),
        WireCase(
            "a Content-Type of parameters", 400, "wrong Content-Type",
            request("POST", enroll, ["Host: est", "Content-Type: ; charset=x", "Content-Length: 0"])),
    ]
}
