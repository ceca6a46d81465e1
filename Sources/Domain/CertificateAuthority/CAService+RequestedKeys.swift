public import PKIX
import IssuanceProfiles
import KeyStore
import ManagementAPI
import Storage

/// What registration authorities ask of the profiles that they have certificates issued under.
extension CAService {
    /// The CsrAttrs of a profile (RFC 7030, section 4.5.2; RFC 9908), DER.
    /// - Parameter required: attributes of the subject that must be there, whatever the profile says.
    /// - Throws: `Refusal` where there is no such profile.
    public func csrAttributes(ofProfile id: String, requiring required: [OID]) async throws -> [UInt8] {
        let profile = try await database.read { try $0.existingProfile(id) }.profile
        return try CSRAttributes.encode(profile.csrAttributes(requiring: required))
    }

    /// Makes a key for a caller to take away, of the kind that a request shows. It is stored nowhere.
    /// - Throws: `Refusal` where the profile takes no such key, or none is made here.
    public func makeKey(of kind: PublicKeyKind, forProfile id: String) async throws -> PrivateKey {
        let profile = try await database.read { try $0.existingProfile(id) }.profile
        try profile.requireKey(kind)
        guard let specification = KeySpecification(kind) else { throw Self.notMade("The key is \(kind)") }
        do {
            return try await keyStore.generateForCaller(specification)
        } catch let error as PKIXError where error.code == .unsupportedKey {
            throw Self.notMade("The key of the request is \(kind)")
        }
    }

    private static func notMade(_ what: String) -> Refusal {
        Refusal(
            .invalid, "key-not-supported",
            "\(what), and a key like it is to be made; keys that are made here are \(KeySpecification.choices), RSA in "
                + "steps of \(PrivateKey.rsaBitsStep).")
    }
}
