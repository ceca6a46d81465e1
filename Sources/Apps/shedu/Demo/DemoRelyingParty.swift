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
        let issuer = try ParsedCertificate(der: try await get("/ca/\(caID).cer"))
        let reason = try await eventually("OCSP") { try await revocation(SerialNumber(hex: serial), by: issuer) }
        print.line("\(validation)/ocsp says: revoked (\(reason))")
        let list = try await eventually("the CRL") {
            let list = try ParsedCRL(der: try await get("/crl/\(caID)/0.crl"))
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
        let answer = try ParsedOCSPResponse(der: try await bytes(request))
        guard case .revoked(_, let code)? = answer.basic?.responses.first?.status else { return nil }
        return code.flatMap { UInt8(exactly: $0) }.flatMap(CRLReason.init).map { "\($0)" } ?? "unspecified"
    }

    private func get(_ path: String) async throws -> [UInt8] {
        try await bytes(HTTPClientRequest(url: validation + path))
    }

    private func bytes(_ request: HTTPClientRequest) async throws -> [UInt8] {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
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
