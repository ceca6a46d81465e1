import PKIX

/// The two parts of an answer to `serverkeygen`: a key and a certificate, in whichever order (RFC 7030, section 4.4.2).
struct ServerKeyParts {
    private let parts: [(type: String, body: [UInt8])]

    /// - Throws: `ESTClientError` where the body is no multipart (RFC 2046, section 5.1).
    init(contentType: String, body: [UInt8]) throws(ESTClientError) {
        guard contentType.lowercased().hasPrefix("multipart/"), let boundary = Self.boundary(contentType) else {
            throw Self.malformed("the answer is \(contentType) and not multipart")
        }
        var parts: [(String, [UInt8])] = []
        for part in Self.split(body, at: Array("--\(boundary)".utf8)) {
            guard let blank = Self.blankLine(in: part) else { throw Self.malformed("a part has no header") }
            let head = String(decoding: part[..<blank.lowerBound], as: UTF8.self)
            parts.append((Self.contentType(head), Array(part[blank.upperBound...])))
        }
        self.parts = parts
    }

    func answer() throws -> ESTClient.ServerKeyAnswer {
        var key: ESTClient.ServerKey?
        var certificates: [[UInt8]] = []
        for part in parts {
            let bytes = try Base64.decode(part.body)
            if part.type.hasPrefix("application/pkcs8") {
                key = .plain(bytes)
            } else if part.type.contains("server-generated-key") {
                key = .encrypted(bytes)
            } else if part.type.hasPrefix("application/pkcs7-mime") {
                certificates += try CertificatesOnly.decode(bytes)
            }
        }
        guard let key, let certificate = certificates.first, certificates.count == 1 else {
            throw Self.malformed("a key and one certificate are not in the answer")
        }
        return .issued(key, certificate: certificate)
    }

    private static func boundary(_ contentType: String) -> String? {
        for parameter in contentType.split(separator: ";").dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].filter({ !$0.isWhitespace }).lowercased() == "boundary" else { continue }
            let value = pair[1].filter { $0 != "\"" && !$0.isWhitespace }
            return value.isEmpty ? nil : value
        }
        return nil
    }

    /// Between the delimiters; what is before the first and behind the last is no part.
    private static func split(_ body: [UInt8], at delimiter: [UInt8]) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var (start, position) = (nil as Int?, 0)
        while position + delimiter.count <= body.count {
            let isLineStart = position == 0 || body[position - 1] == UInt8(ascii: "\n")
            guard isLineStart, body[position..<(position + delimiter.count)].elementsEqual(delimiter) else {
                position += 1
                continue
            }
            if let start { parts.append(body[start..<position]) }
            position += delimiter.count
            start = body[position...].starts(with: Array("--".utf8)) ? nil : position
        }
        return parts
    }

    /// The empty line behind a part's header, with LF or CRLF.
    private static func blankLine(in part: ArraySlice<UInt8>) -> Range<Int>? {
        var lineStart = part.startIndex
        for (index, byte) in zip(part.indices, part) where byte == UInt8(ascii: "\n") {
            let line = part[lineStart..<index]
            if lineStart > part.startIndex, line.isEmpty || line.elementsEqual([UInt8(ascii: "\r")]) {
                return lineStart..<(index + 1)
            }
            lineStart = index + 1
        }
        return nil
    }

    private static func contentType(_ head: String) -> String {
        for line in head.split(whereSeparator: \.isNewline) {
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count == 2, pair[0].lowercased() == "content-type" else { continue }
            return String(pair[1].drop(while: \.isWhitespace)).lowercased()
        }
        return ""
    }

    private static func malformed(_ what: String) -> ESTClientError {
        ESTClientError(status: 200, sentence: what)
    }
}
