import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import PKIX

/// Somebody whom the devices show their certificates, and who asks the listener for relying parties about them.
struct DemoRelyingParty {
    /// URL of the listener.
    let validation: String
    let caID: String

    /// Asks until the answer is what it must become, and tells how it came.
    /// - Throws: `DemoFailure` where it does not become so.
    func watch(_ serial: String, _ print: DemoPrinter) async throws {
        guard let certificate = try await find("/ca/\(caID).cer") else { throw DemoFailure("There is no CA \(caID)") }
        let issuer = try ParsedCertificate(der: certificate)
        let reason = try await eventually("OCSP") { try await revocation(SerialNumber(hex: serial), by: issuer) }
        print.line("\(validation)/ocsp says: revoked (\(reason))")
        let list: ParsedCRL = try await eventually("the CRL") {
            // A CA's first list is published within a second of its creation, and the demo may be faster.
            guard let der = try await find("/crl/\(caID)/0.crl") else { return nil }
            let list = try ParsedCRL(der: der)
            return list.entries.contains { $0.serial.hex == serial } ? list : nil
        }
        let number = list.number.map(\.description) ?? "?"
        print.line("\(validation)/crl/\(caID)/0.crl, number \(number), lists it")
    }

    /// The reason; nil while the certificate is good.
    private func revocation(_ serial: SerialNumber, by issuer: ParsedCertificate) async throws -> String? {
        let id = OCSPCertificateID(
            issuerNameDER: issuer.subject.der, publicKeyBits: issuer.publicKey.bits, serial: serial)
        var request = HTTPClientRequest(url: "\(validation)/ocsp")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/ocsp-request")
        request.body = .bytes(OCSPRequest.encode([id]))
        guard let der = try await bytes(request) else { throw DemoFailure("Nobody answers at \(request.url)") }
        let answer = try ParsedOCSPResponse(der: der)
        guard case .revoked(_, let code)? = answer.basic?.responses.first?.status else { return nil }
        return code.flatMap { UInt8(exactly: $0) }.flatMap(CRLReason.init).map { "\($0)" } ?? "unspecified"
    }

    /// - Returns: nil where there is nothing at the path.
    private func find(_ path: String) async throws -> [UInt8]? {
        try await bytes(HTTPClientRequest(url: validation + path))
    }

    private func bytes(_ request: HTTPClientRequest) async throws -> [UInt8]? {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        if response.status == .notFound { return nil }
        guard response.status == .ok else { throw DemoFailure("\(request.url) answers \(response.status.code)") }
        return Array(try await response.body.collect(upTo: 16 << 20).readableBytesView)
    }

    private func eventually<Value>(_ what: String, _ look: () async throws -> Value?) async throws -> Value {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if let value = try await look() { return value }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw DemoFailure("\(what) does not tell of the revocation")
    }
}
