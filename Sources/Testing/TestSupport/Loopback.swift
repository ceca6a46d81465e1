import Glibc

/// A TCP port on 127.0.0.1 that was free a moment ago. It is below the range from which the kernel gives out ports by
/// itself, so that no server that asks for "any port" can take it before the one that it is meant for.
public func freePort() throws -> Int {
    for _ in 0..<100 {
        let port = Int.random(in: 20_000..<32_000)
        let isFree = try Loopback.withSocket { socket in
            var address = Loopback.address(port: port)
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    bind(socket, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
        }
        if isFree { return port }
    }
    throw TestSupportError.notFound("a free port on 127.0.0.1")
}

/// Sockets of this machine only.
enum Loopback {
    static func isListening(_ port: Int) -> Bool {
        (try? withSocket { try connect($0, to: port) }) != nil
    }

    /// The status of `GET path`, nil where nobody answers. HTTP/1.0, because then the answer ends with the connection.
    static func httpStatus(port: Int, path: String) -> Int? {
        try? withSocket { socket -> Int? in
            try connect(socket, to: port)
            var patience = timeval(tv_sec: 2, tv_usec: 0)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
            let request = Array("GET \(path) HTTP/1.0\r\nHost: 127.0.0.1:\(port)\r\n\r\n".utf8)
            guard send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
            var answer = [UInt8](repeating: 0, count: 64)
            let count = recv(socket, &answer, answer.count, Int32(MSG_WAITALL))
            let words = String(decoding: answer.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
            return words.count > 1 ? Int(words[1]) : nil
        }
    }

    static func withSocket<Result>(_ body: (Int32) throws -> Result) throws -> Result {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try checked("socket", socket)
        defer { close(socket) }
        return try body(socket)
    }

    static func address(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }

    static func checked(_ call: String, _ result: Int32) throws {
        guard result >= 0 else { throw TestSupportError.system(call: call, errno: errno) }
    }

    private static func connect(_ socket: Int32, to port: Int) throws {
        var address = address(port: port)
        try withUnsafePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                try checked("connect", Glibc.connect(socket, generic, socklen_t(MemoryLayout<sockaddr_in>.size)))
            }
        }
    }
}
