import Crypto
import Events
import Logging
import ManagementAPI
import PKIX

/// Asks the OCSP responder and the CRLs that a certificate of another PKI names whether it was revoked. The addresses
/// come out of certificates whose signatures lead to a CA that a person trusts; nothing else makes this server ask.
struct RevocationInquiry: Sendable {
    private let web: WebExchange
    private let logger: Logger
    private let cache = RevocationCache()
    private let turns = Turnstile(places: 1, waitingMax: 1_000)

    /// For one answer of a responder or one CRL.
    static let timeout = Duration.seconds(5)
    private static let respondersMax = 2
    private static let crlsMax = 2
    private static let answerBytesMax = 64 << 10
    private static let crlBytesMax = 16 << 20

    init(web: WebExchange, logger: Logger) {
        self.web = web
        self.logger = logger
    }

    /// - Parameters:
    ///   - issuer: whose key signed it; that was verified.
    ///   - time: seconds since 1970.
    /// - Returns: whether there was anybody to ask; it is good then.
    /// - Throws: `Refusal` where it is revoked, and where that cannot be found out.
    func ensureGood(
        _ certificate: ParsedCertificate, from issuer: ParsedCertificate, at time: Int64
    ) async throws -> Bool {
        let pointers: RevocationPointers
        do {
            pointers = try certificate.revocationPointers()
        } catch {
            throw Self.undetermined(certificate, [error.message])
        }
        guard !pointers.isEmpty else { return false }
        let answer = try await turns.pass(certificate.sha256Fingerprint) {
            try await self.answer(about: certificate, issuer, pointers, at: time)
        }
        guard case .revoked(let since, let reason) = answer.status else { return true }
        throw Refusal(
            .unauthenticated, "client-certificate-revoked",
            "The certificate '\(certificate.shownSubject)' was revoked by its CA at \(Self.text(since))"
                + (reason.flatMap { UInt8(exactly: $0) }.flatMap(CRLReason.init).map { " (\($0))." } ?? "."))
    }

    private func answer(
        about certificate: ParsedCertificate, _ issuer: ParsedCertificate, _ pointers: RevocationPointers,
        at time: Int64
    ) async throws -> RevocationAnswer {
        let key = Self.key(certificate.der, issuer.publicKeyInfoDER)
        if let answer = cache.answer(key, at: time) { return answer }
        var faults: [String] = []
        for url in pointers.responders.prefix(Self.respondersMax) {
            do {
                let answer = try await ask(url, about: certificate, issuer, at: time)
                cache.keep(answer, key, at: time)
                return answer
            } catch {
                faults.append("the OCSP responder at \(url.shown) \(error)")
            }
        }
        for url in pointers.crls.prefix(Self.crlsMax) {
            do {
                return try await crl(url, of: issuer, at: time).answer(about: certificate, pointers, at: time)
            } catch let refusal as Refusal {
                throw refusal
            } catch {
                faults.append("the CRL at \(url.shown) \(error)")
            }
        }
        throw Self.undetermined(certificate, faults)
    }

    /// Asks by POST (RFC 6960, A.1). No nonce: a responder may answer with what it signed before, which its times bound.
    private func ask(
        _ url: String, about certificate: ParsedCertificate, _ issuer: ParsedCertificate, at time: Int64
    ) async throws -> RevocationAnswer {
        let failure = Self.key(certificate.der, Array(url.utf8))
        if let fault = cache.fault(failure, at: time) { throw KeptFault(description: fault) }
        do {
            let request = WebRequest(
                .post, url,
                fields: [
                    .init("Content-Type", "application/ocsp-request"), .init("Accept", "application/ocsp-response"),
                ], body: OCSPRequest.encode([OCSPCertificateID(certificate, from: issuer)]), timeout: Self.timeout,
                answerBytesMax: Self.answerBytesMax)
            let body = try await fetch(request)
            let response: ParsedOCSPResponse
            do {
                response = try ParsedOCSPResponse(der: body)
            } catch {
                throw RevocationFault.malformed(error.message)
            }
            return try response.answer(about: certificate, from: issuer, at: time)
        } catch {
            try Task.checkCancellation()
            cache.keep(fault: "\(error)", failure, at: time)
            throw error
        }
    }

    /// Fetched once for however many of its issuer's certificates.
    private func crl(_ url: String, of issuer: ParsedCertificate, at time: Int64) async throws -> TrustedCRL {
        let key = Self.key(issuer.publicKeyInfoDER, Array(url.utf8))
        return try await turns.pass(url) {
            if let crl = cache.crl(key, at: time) { return crl }
            if let fault = cache.fault(key, at: time) { throw KeptFault(description: fault) }
            do {
                let body = try await fetch(
                    WebRequest(.get, url, timeout: Self.timeout, answerBytesMax: Self.crlBytesMax))
                let crl = try TrustedCRL(Self.parse(body), from: issuer, at: time)
                cache.keep(crl, key, at: time)
                return crl
            } catch {
                try Task.checkCancellation()
                cache.keep(fault: "\(error)", key, at: time)
                throw error
            }
        }
    }

    /// DER as RFC 5280 has it; some servers send PEM.
    private static func parse(_ body: [UInt8]) throws(RevocationFault) -> ParsedCRL {
        do {
            guard body.first == UInt8(ascii: "-") else { return try ParsedCRL(der: body) }
            return try ParsedCRL(der: try PEM.decode(body, label: "X509 CRL").first?.der ?? [])
        } catch {
            throw .malformed(error.message)
        }
    }

    private func fetch(_ request: WebRequest) async throws -> [UInt8] {
        guard ["http://", "https://"].contains(where: { request.url.lowercased().hasPrefix($0) }) else {
            throw KeptFault(description: "is neither http nor https")
        }
        let response: WebResponse
        do {
            response = try await web.send(request)
        } catch {
            logger.warning(
                "revocation cannot be asked for", metadata: ["url": "\(request.url.shown)", "error": "\(error.detail)"])
            throw error
        }
        guard response.status == 200 else { throw KeptFault(description: "answered with HTTP \(response.status)") }
        return response.body
    }

    private static func undetermined(_ certificate: ParsedCertificate, _ faults: [String]) -> Refusal {
        Refusal(
            .unauthenticated, "client-certificate-revocation-unknown",
            "Whether the certificate '\(certificate.shownSubject)' was revoked cannot be found out: "
                + faults.joined(separator: "; ") + ".")
    }

    private static func key(_ parts: [UInt8]...) -> [UInt8] {
        var hash = SHA256()
        for part in parts { hash.update(data: Array(SHA256.hash(data: part))) }
        return Array(hash.finalize())
    }

    private static func text(_ seconds: Int64) -> String { Timestamp(seconds: seconds).description }
}

/// Why asking failed, in words that can be put after the name of what was asked.
private struct KeptFault: Error, CustomStringConvertible {
    let description: String
}

extension ParsedCertificate {
    /// Names come from strangers: sentences hold only so much of them.
    var shownSubject: String { subject.description.shown }
}

extension String {
    fileprivate var shown: String { count <= 200 ? self : prefix(200) + "…" }
}
