public import Events
public import ManagementAPI
import Foundation
import PKIX
import Storage

extension CAService {
    /// Makes a key and a certificate for it, in one call. The key is in what this returns, and nowhere else: it is not
    /// stored, and neither an event nor a log knows it.
    ///
    /// The certificate is signed for a request that the new key made, as one from outside is.
    /// - Throws: `Refusal`.
    public func createCertificate(
        _ body: CreateCertificateBody, with caID: String, by caller: Caller
    ) async throws -> CertificateWithKey {
        _ = try Self.specification(body.key, at: "/key")
        let subject = try Self.subject(body.subject)
        let extensions = try Self.extensions(body.alternativeNames)
        // Before a slow key is made in vain.
        try await database.read { try $0.existingCertificateAuthority(caID) }.ensureMaySign(at: clock.now())
        let made = try await makeKey(body.key, at: "/key", subject: subject, extensions: extensions)
        let pem = String(decoding: PEM.encode("CERTIFICATE REQUEST", made.request.der), as: UTF8.self)
        let certificate = try await sign(
            SignBody(csr: EncodedPEM(pem: pem), profile: body.profile), with: caID, by: caller)
        return CertificateWithKey(
            certificate: certificate, privateKey: made.privateKey)
    }

    private static func subject(_ body: SubjectBody) throws(Refusal) -> Name {
        let name = Name(
            commonName: body.commonName, organization: body.organization, organizationalUnit: body.organizationUnit,
            country: body.country, state: body.state, locality: body.locality)
        do {
            try name.requireBounds()
        } catch {
            throw .invalid("subject-not-allowed", at: "/subject", error.message)
        }
        return name
    }

    private static func extensions(_ names: AlternativeNamesBody?) throws(Refusal) -> [Extension] {
        guard let names else { return [] }
        var all: [GeneralName] = []
        for text in names.dns ?? [] { all.append(.dns(text)) }
        for text in names.email ?? [] { all.append(.email(text)) }
        for text in names.uri ?? [] { all.append(.uri(text)) }
        for (index, text) in (names.ip ?? []).enumerated() {
            guard let octets = IPAddressText.octets(text) else {
                throw .invalid(
                    "ip-malformed", at: "/alternative_names/ip/\(index)",
                    "\"\(text.prefix(80))\" is not an IP address such as 192.0.2.7 or 2001:db8::7.")
            }
            all.append(.ip(octets))
        }
        guard !all.isEmpty else { return [] }
        do {
            return [try .subjectAltName(all)]
        } catch {
            throw .invalid("alternative-name-not-allowed", at: "/alternative_names", error.message)
        }
    }
}

/// The text of an IP address, as people write it (RFC 5952).
private enum IPAddressText {
    /// 4 or 16 octets; nil for anything else.
    static func octets(_ text: String) -> [UInt8]? {
        guard !text.utf8.contains(0) else { return nil }
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var octets = [UInt8](repeating: 0, count: count)
            if inet_pton(family, text, &octets) == 1 { return octets }
        }
        return nil
    }
}
