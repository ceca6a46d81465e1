extension CertificateRequest {
    /// The largest body that ``init(anyEncoding:)`` looks at: a request of the largest size in base64 of PEM.
    public static let bodySizeMax = 65_536

    /// Reads what clients send: DER, PEM, base64 of DER (RFC 8951, 3.1), or base64 of PEM.
    ///
    /// - Throws: as ``init(der:)``, and `malformedBase64`, `malformedPEM`, `noPEMBlock`.
    public init(anyEncoding body: [UInt8]) throws(PKIXError) {
        guard body.count <= CertificateRequest.bodySizeMax else {
            throw PKIXError(.tooLarge, "The body is larger than 64 KiB.", in: "body")
        }
        if CertificateRequest.isDER(body) {
            try self.init(der: body)
        } else if CertificateRequest.isPEM(body) {
            try self.init(pem: body)
        } else {
            let decoded = try Base64.decode(body)
            guard !decoded.isEmpty else { throw PKIXError(.malformedRequest, "The body is empty.", in: "body") }
            if CertificateRequest.isPEM(decoded) {
                try self.init(pem: decoded)
            } else {
                try self.init(der: decoded)
            }
        }
    }

    private init(pem: [UInt8]) throws(PKIXError) {
        let blocks = try PEM.decode(pem, label: nil)
        let requests = blocks.filter { CertificateRequest.labels.contains($0.label) }
        guard let request = requests.first else {
            throw PKIXError(.noPEMBlock, "The PEM text has no CERTIFICATE REQUEST block.", in: "PEM")
        }
        guard requests.count == 1 else {
            throw PKIXError(.malformedRequest, "The body holds more than one certification request.", in: "PEM")
        }
        try self.init(der: request.der)
    }

    private static let labels = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]

    /// A SEQUENCE begins with the digit zero of ASCII, but its length is nearly always above 127, which no text is.
    private static func isDER(_ body: [UInt8]) -> Bool {
        guard body.count >= 2, body[0] == DERTag.sequence else { return false }
        return body[1] >= 0x80 || Int(body[1]) == body.count - 2
    }

    private static func isPEM(_ body: [UInt8]) -> Bool {
        guard body.first != DERTag.sequence || !isDER(body) else { return false }
        return body.indices.contains { body[$0] == 0x2d && body[$0...].starts(with: PEM.begin) }
    }
}
