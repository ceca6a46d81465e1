public import Storage
import IssuanceProfiles
import ManagementAPI
import PKIX

extension Reading where Self: ~Copyable {
    /// Why devices cannot be issued certificates under the profile of this name; nil where they can. A device must not
    /// become a CA, an OCSP responder or a registration authority.
    public func faultOfDeviceProfile(_ id: String) throws -> String? {
        let profile: IssuanceProfile
        do {
            profile = try existingProfile(id).profile
        } catch let refusal as Refusal {
            return refusal.kind == .notFound ? "names profile \"\(id)\", which does not exist" : refusal.sentence
        }
        let usages = profile.extendedKeyUsages
        let what =
            profile.basicConstraints.isAuthority
            ? "CAs"
            : usages.contains(.ocspSigning)
                ? "OCSP responders" : usages.contains(.cmcRegistrationAuthority) ? "registration authorities" : nil
        return what.map { "names profile \"\(id)\", which is for \($0) and not for devices" }
    }
}
