import NIOCore

/// Finds things in the head of an answer, on bytes: a `String` of each line would cost more than the rest of a request.
enum HeadScanner {
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineFeed = UInt8(ascii: "\n")

    /// The index behind the empty line that ends the head.
    static func endOfHead(_ view: ByteBufferView) -> Int? {
        var start = view.startIndex
        while let end = endOfLine(view[start...]) {
            if end == start { return end + 2 }
            start = end + 2
        }
        return nil
    }

    /// The index of the CR of the next CRLF.
    static func endOfLine(_ view: ByteBufferView) -> Int? {
        guard let end = view.firstIndex(of: lineFeed), end > view.startIndex, view[end - 1] == carriageReturn else {
            return nil
        }
        return end - 1
    }

    /// The status code of `HTTP/1.1 201 Created`.
    static func status(_ head: ByteBufferView) -> Int? {
        guard head.count >= 12, head.starts(with: "HTTP/1.".utf8) else { return nil }
        let digits = head.dropFirst(9).prefix(3)
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// The value of a header field; `name` in lower case.
    static func value(of name: StaticString, in head: ByteBufferView) -> String? {
        var start = head.startIndex
        while let end = endOfLine(head[start...]) {
            let line = head[start..<end]
            if isField(line, name) {
                let value = line.dropFirst(name.utf8CodeUnitCount + 1)
                return String(decoding: value, as: UTF8.self).trimmingSpaces
            }
            start = end + 2
        }
        return nil
    }

    private static func isField(_ line: ByteBufferView, _ name: StaticString) -> Bool {
        let length = name.utf8CodeUnitCount
        guard line.count > length, line[line.startIndex + length] == UInt8(ascii: ":") else { return false }
        return name.withUTF8Buffer { expected in
            // Setting bit 5 makes ASCII letters lower case and leaves `-` what it is.
            line.prefix(length).elementsEqual(expected) { $0 | 0x20 == $1 }
        }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
