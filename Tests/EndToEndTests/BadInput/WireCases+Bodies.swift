import Foundation

extension WireCases {
    static let lengths: [WireCase] = [
        WireCase("two lengths", 400, "length is ambiguous", post(["Content-Length: 4", "Content-Length: 5"])),
        WireCase("the length twice", 400, "length is ambiguous", post(["Content-Length: 4", "Content-Length: 4"])),
        WireCase("two lengths in one field", 400, "length is ambiguous", post(["Content-Length: 4, 4"])),
        WireCase("a length with a plus", 400, "length is ambiguous", post(["Content-Length: +4"])),
        WireCase("a negative length", 400, "length is ambiguous", post(["Content-Length: -4"])),
        WireCase("a hexadecimal length", 400, "length is ambiguous", post(["Content-Length: 0x4"])),
        WireCase("a length of words", 400, "length is ambiguous", post(["Content-Length: four"])),
        WireCase("an empty length", 400, "length is ambiguous", post(["Content-Length:"])),
        WireCase("a length beyond 64 bits", 400, "length is ambiguous", post(["Content-Length: 99999999999999999999"])),
        WireCase("a length beyond 63 bits", 400, "length is ambiguous", post(["Content-Length: 9999999999999999999"])),
        WireCase("a length of 1 TB", 413, "65536", post(["Content-Length: 1000000000000"])),
        WireCase(
            "a length and chunks", 400, "its length is given once",
            post(["Content-Length: 4", "Transfer-Encoding: chunked"], "0\r\n\r\n")),
        WireCase(
            "chunks and a length", 400, "length is ambiguous",
            post(["Transfer-Encoding: chunked", "Content-Length: 4"], "0\r\n\r\n")),
        WireCase("neither length nor chunks", 400, "body is empty", post([], "")),
        WireCase("a length of zero", 400, "body is empty", post(["Content-Length: 0"], "")),
        WireCase("another coding", 501, "use chunked", post(["Transfer-Encoding: gzip"])),
        WireCase("a coding before chunked", 501, "use chunked", post(["Transfer-Encoding: gzip, chunked"])),
        WireCase("a coding after chunked", 400, "its length is given once", post(["Transfer-Encoding: chunked, gzip"])),
        WireCase("identity", 501, "use chunked", post(["Transfer-Encoding: identity"])),
        WireCase("almost chunked", 501, "use chunked", post(["Transfer-Encoding: xchunked"])),
        WireCase(
            "chunked twice", 400, "its length is given once",
            post(["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], "0\r\n\r\n")),
        WireCase(
            "chunks in HTTP/1.0", 400, "length is ambiguous",
            request("POST", enroll, ["Transfer-Encoding: chunked"], "0\r\n\r\n", version: "HTTP/1.0")),
    ]

    private static func chunked(_ name: String, _ reason: String, _ body: String, _ status: Int = 400) -> WireCase {
        WireCase(name, status, reason, post(["Transfer-Encoding: chunked"], body))
    }

    static let chunks: [WireCase] = [
        chunked("a chunk size that is none", "chunks are not", "zz\r\nMIIB\r\n0\r\n\r\n"),
        chunked("a negative chunk size", "chunks are not", "-4\r\nMIIB\r\n0\r\n\r\n"),
        chunked("an empty chunk size", "chunks are not", "\r\nMIIB\r\n0\r\n\r\n"),
        chunked("a chunk size beyond 64 bits", "chunks are not", "fffffffffffffffff\r\nMIIB\r\n"),
        chunked("a chunk size with 0x", "chunks are not", "0x4\r\nMIIB\r\n0\r\n\r\n"),
        chunked("a chunk that goes on", "as RFC 9112 has", "4\r\nMIIBMIIB\r\n0\r\n\r\n"),
        chunked("chunks of nothing", "body is empty", "0\r\n\r\n"),
        chunked("a chunk of 16 MB", "65536", "1000000\r\n" + String(repeating: "A", count: 70_000), 413),
        chunked("70,000 chunks of a byte", "65536", String(repeating: "1\r\nA\r\n", count: 70_000) + "0\r\n\r\n", 413),
        chunked("a trailer without a colon", "RFC 9112", "4\r\nMIIB\r\n0\r\nx\r\n\r\n"),
        chunked("a trailer of 20 KB", "trailer is too large", trailer),
        chunked("chunks that are no base64", "base64", "4\r\n!!!!\r\n0\r\n\r\n"),
    ]
    private static let trailer = "4\r\nMIIB\r\n0\r\nX: " + String(repeating: "a", count: 20_000) + "\r\n\r\n"

    static let credentials: [WireCase] = [
        ("no credentials behind Basic", "Basic"), ("credentials that are no base64", "Basic !!!!"),
        ("credentials without padding", "Basic YTpi="), ("credentials without a colon", "Basic YWJj"),
        ("credentials with a NUL", "Basic YQA6Yg=="), ("credentials that are no UTF-8", "Basic gICAOmE="),
        ("credentials of 10 KB", "Basic " + Data(repeating: 0x3A, count: 10_000).base64EncodedString()),
    ].map { WireCase($0, 400, "user:password", post(["Content-Length: 4", "Authorization: \($1)"])) }

    static let broken: [WireCase] = [
        WireCase("nothing at all", 0, "", "").with { $0.end = .half },
        WireCase("gone after the handshake", 0, "", "").with { $0.end = .drop },
        WireCase("gone within the head", 0, "", "POST \(enroll) HT").with { $0.end = .drop },
        WireCase("gone within the body", 0, "", post(["Content-Length: 400"])).with { $0.end = .drop },
        WireCase("gone within a chunk", 0, "", post(["Transfer-Encoding: chunked"], "40\r\nMI")).with {
            $0.end = .drop
        },
        WireCase("gone before the answer", 0, "", post(["Content-Length: 4"])).with { $0.end = .drop },
        WireCase(
            "gone while it waits for 100 Continue", 0, "", post(["Content-Length: 4", "Expect: 100-continue"], "")
        )
        .with { $0.end = .drop },
        WireCase(
            "a bad request between two good ones", 400, "no Host", get(["Host: est"]) + get([]) + get(["Host: est"])
        )
        .with {
            $0.count = 2
            $0.end = .idle
        },
        WireCase("bytes behind a request", 501, "method is none", get(["Host: est"]) + "garbage garbage\r\n\r\n")
            .with { $0.count = 2 },
        WireCase("more body than announced", 501, "method is none", post(["Content-Length: 4"], "MIIBMIIB\r\n\r\n"))
            .with { $0.count = 2 },
        WireCase(
            "a request smuggled in a body of chunks", 400, "its length is given once",
            post(["Content-Length: 6", "Transfer-Encoding: chunked"], "0\r\n\r\n" + get(["Host: est"]))
        ).with { $0.end = .idle },
    ]

    static let notHTTP: [WireCase] = [
        WireCase("garbage within TLS", 501, "method is none", Array(1...255)),
        WireCase("zeros within TLS", 501, "method is none", [UInt8](repeating: 0, count: 1_000)),
        WireCase("a ClientHello within TLS", 501, "method is none", [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]),
        WireCase("HTTP without TLS", 400, "use https", get(["Host: est"])).with { $0.isPlain = true },
        WireCase("POST without TLS", 400, "use https", post(["Content-Length: 4"])).with { $0.isPlain = true },
        WireCase("garbage instead of TLS", 0, "", Array(1...255)).with { $0.isPlain = true },
        WireCase("zeros instead of TLS", 0, "", [UInt8](repeating: 0, count: 1_000)).with { $0.isPlain = true },
        WireCase("SSH instead of TLS", 0, "", "SSH-2.0-OpenSSH_9.2\r\n").with { $0.isPlain = true },
        WireCase("a ClientHello that is none", 0, "", [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]).with { $0.isPlain = true },
        WireCase("an alert instead of TLS", 0, "", [0x15, 3, 3, 0, 2, 2, 40]).with { $0.isPlain = true },
        WireCase("TLS 1.1", 0, "", get(["Host: est"])).with { $0.tls = "TLSv1_1" },
        WireCase("TLS 1.0", 0, "", get(["Host: est"])).with { $0.tls = "TLSv1" },
    ]
}
