import Crypto
public import Foundation

/// A request as it goes over the wire.
public struct HTTPRequest: Sendable, Equatable {
    public let method: String
    public let url: String
    /// Without `Host` and `Content-Length`, which the transport writes.
    public let headers: [AWSRequest.Field]
    public let body: [UInt8]

    public init(method: String, url: String, headers: [AWSRequest.Field], body: [UInt8]) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// AWS Signature Version 4: signs in headers, over the whole body.
///
/// Source: AWS IAM User Guide, "Create a signed AWS API request"; compared with botocore in the tests.
public struct AWSSigner: Sendable {
    public let region: AWSRegion

    public init(region: AWSRegion) {
        self.region = region
    }

    public func sign(
        _ request: AWSRequest, endpoint: AWSEndpoint, credentials: AWSCredentials, at date: Date
    ) -> HTTPRequest {
        let time = SigningTime(date)
        var headers = request.headers
        headers.append(.init("X-Amz-Date", time.timestamp))
        if let token = credentials.sessionToken { headers.append(.init("X-Amz-Security-Token", token)) }
        let scope = "\(time.day)/\(region.name)/\(request.service.signingName)/aws4_request"
        let signed = CanonicalHeaders(headers + [.init("Host", endpoint.authority)])
        let stringToSign = """
            AWS4-HMAC-SHA256
            \(time.timestamp)
            \(scope)
            \(hex(SHA256.hash(data: Array(canonical(request, signed).utf8))))
            """
        let key = signingKey(credentials.secretAccessKey, day: time.day, service: request.service)
        let signature = hex(HMAC<SHA256>.authenticationCode(for: Array(stringToSign.utf8), using: key))
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
            + "SignedHeaders=\(signed.names), Signature=\(signature)"
        headers.append(.init("Authorization", authorization))
        let query = request.wireQuery
        let url = endpoint.base + request.wirePath + (query.isEmpty ? "" : "?\(query)")
        return HTTPRequest(method: request.method, url: url, headers: headers, body: request.body)
    }

    private func canonical(_ request: AWSRequest, _ headers: CanonicalHeaders) -> String {
        """
        \(request.method)
        \(canonicalPath(request.wirePath))
        \(canonicalQuery(request.query))
        \(headers.lines)

        \(headers.names)
        \(hex(SHA256.hash(data: request.body)))
        """
    }

    /// Dot segments and empty segments are removed, then what is encoded on the wire is encoded again.
    private func canonicalPath(_ wirePath: String) -> String {
        var kept: [Substring] = []
        for segment in wirePath.split(separator: "/") where segment != "." {
            if segment == ".." { _ = kept.popLast() } else { kept.append(segment) }
        }
        let end = wirePath.hasSuffix("/") && !kept.isEmpty ? "/" : ""
        return PercentEncoding.encode("/" + kept.joined(separator: "/") + end, keeping: [UInt8(ascii: "/")])
    }

    /// Sorted after encoding, by name and then by value.
    private func canonicalQuery(_ query: [AWSRequest.Field]) -> String {
        let encoded = query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
        return encoded.sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    private func signingKey(_ secret: String, day: String, service: AWSService) -> SymmetricKey {
        var key = SymmetricKey(data: Array("AWS4\(secret)".utf8))
        for part in [day, region.name, service.signingName, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        return key
    }
}

/// Headers with lower-case names in order, one line per name, runs of white space made one space.
private struct CanonicalHeaders {
    let lines: String
    let names: String

    init(_ headers: [AWSRequest.Field]) {
        var values: [String: [String]] = [:]
        for header in headers {
            let words = header.value.split(whereSeparator: \.isWhitespace)
            values[header.name.lowercased(), default: []].append(words.joined(separator: " "))
        }
        let sorted = values.sorted { $0.key < $1.key }
        lines = sorted.map { "\($0.key):\($0.value.joined(separator: ","))" }.joined(separator: "\n")
        names = sorted.map(\.key).joined(separator: ";")
    }
}
