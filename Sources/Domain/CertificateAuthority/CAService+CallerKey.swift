public import Events
public import ManagementAPI
public import PKIX
import IssuanceProfiles
import KeyStore
public import Storage

/// A key that was made for a caller, with a request that it signed. It is stored nowhere.
public struct CallerKey: Sendable, CustomStringConvertible, CustomReflectable {
    public let request: CertificateRequest
    /// PKCS #8, unencrypted (RFC 5958).
    public let privateKey: EncodedPEM

    public var description: String { "CallerKey(hidden)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension CAService {
    /// Makes a key, and a request for a certificate of it. The key is in what this returns, and nowhere else: neither the
    /// store nor an event nor a log knows it.
    /// - Parameter pointer: of the key in the caller's body.
    /// - Throws: `Refusal` where no such key is made here.
    public func makeKey(
        _ body: KeyBody, at pointer: String, subject: Name, extensions: [Extension] = []
    ) async throws -> CallerKey {
        let key = try await keyStore.generateForCaller(try Self.specification(body, at: pointer))
        return CallerKey(
            request: try UnsignedRequest.signed(by: key, subject: subject, extensions: extensions),
            privateKey: EncodedPEM(pem: String(decoding: key.pkcs8PEM, as: UTF8.self)))
    }

    static func specification(_ body: KeyBody, at pointer: String) throws(Refusal) -> KeySpecification {
        guard let specification = KeySpecification(type: body.type, bits: body.bits) else {
            throw .invalid(
                "key-not-supported", at: pointer,
                "Keys of type \(body.type.prefix(40)) with \(body.bits) bits are not made here; use "
                    + "\(KeySpecification.choices).")
        }
        return specification
    }

    /// Whether a request may be signed under a profile, as far as that can be told without a CA. Proof of possession is
    /// among it.
    /// - Throws: `Refusal`.
    public func ensureAdmissible(_ request: CertificateRequest, profile: String) async throws {
        _ = try await database.read { try $0.existingProfile(profile) }.profile.admit(request)
    }

    /// Revokes a certificate as a part of another operation, in its transaction, with all that follows from it.
    /// - Throws: `Refusal` where it has ended already.
    public func revoke(
        _ certificate: Certificate, _ reason: RevocationReason, at time: Timestamp, by caller: Caller,
        in tx: borrowing Transaction
    ) throws {
        let change = try tx.revoke(certificate, reason, at: time, by: caller)
        for observer in observers { try observer(change, tx) }
    }
}
