import CertificateAuthority
import Events
import ManagementAPI
import PKIX
import Storage

/// A DMS on its way to be created: what was asked for, as far as it was found to be right.
struct DMSDraft: Sendable {
    private let name: String
    private let aws: AWSSettings
    private let kind: Kind
    private(set) var faults = DMSFaults()
    private(set) var references: DMSReferences

    private enum Kind: Sendable {
        case cloud(IdentityProfile)
        case remote(RemoteAccessBody, CertificateRequest?)
    }

    /// - Throws: `Refusal` where it is not even clear which kind of DMS is meant. What else is wrong is in ``faults``.
    init(_ body: CreateDMSBody) throws(Refusal) {
        name = body.name
        aws = body.aws ?? AWSSettings()
        switch (body.cloudDMS, body.identityProfile, body.remoteAccessIdentity) {
        case (true, let profile?, nil):
            kind = .cloud(profile)
            references = DMSReferences(profile)
            faults.check(profile)
        case (false, nil, let identity?):
            let request = identity.checkedRequest(&faults)
            kind = .remote(identity, request)
            references = DMSReferences(signing: identity.authorizedCAs, at: RemoteAccessBody.Pointer.authorizedCAs)
        case (true, nil, _):
            throw .invalid(
                "identity-profile-missing", at: "/identity_profile", "A cloud DMS needs an identity profile.")
        case (true, _, _):
            throw .invalid(
                "remote-access-identity-not-allowed", at: RemoteAccessBody.Pointer.identity,
                "A cloud DMS has no identity of its own: leave remote_access_identity out.")
        case (false, _, nil):
            throw .invalid(
                "remote-access-identity-missing", at: RemoteAccessBody.Pointer.identity,
                "A remote DMS needs a remote access identity.")
        case (false, _, _):
            throw .invalid(
                "identity-profile-not-allowed", at: "/identity_profile",
                "A remote DMS enrols its devices by itself: leave identity_profile out.")
        }
        faults.checkName(body.name)
    }

    /// The DMS, and the key that was made for it, if one was to be made.
    /// - Throws: `Refusal` where the key cannot be certified.
    func complete(
        with cas: CAService, at time: Timestamp
    ) async throws -> (dms: DMS, privateKey: EncodedPEM?) {
        switch kind {
        case .cloud(let profile):
            return (DMS(created: name, aws: aws, kind: .cloud(profile), at: time), nil)
        case .remote(let identity, let request?):
            return (try await remote(identity, request, isKeyTheirs: true, with: cas, at: time), nil)
        case .remote(let identity, nil):
            let made = try await identity.makeKey(for: name, with: cas)
            let dms = try await remote(identity, made.request, isKeyTheirs: false, with: cas, at: time)
            return (dms, made.privateKey)
        }
    }

    private func remote(
        _ identity: RemoteAccessBody, _ request: CertificateRequest, isKeyTheirs: Bool, with cas: CAService,
        at time: Timestamp
    ) async throws -> DMS {
        do {
            try await cas.ensureAdmissible(request, profile: DMS.certificateProfile)
        } catch let refusal as Refusal {
            let pointer = isKeyTheirs ? RemoteAccessBody.Pointer.certificateRequest : RemoteAccessBody.Pointer.key
            throw Refusal.invalid(refusal.code, at: pointer, refusal.sentence)
        }
        return DMS(
            created: name, aws: aws,
            kind: .remote(
                RemoteAccessIdentity(
                    serialNumber: "", keyMetadata: KeyMetadata(request.key), subject: request.subject.fields,
                    authorizedCAs: identity.authorizedCAs, externalKeyGeneration: isKeyTheirs,
                    certificateRequest: EncodedPEM(
                        pem: String(decoding: PEM.encode("CERTIFICATE REQUEST", request.der), as: UTF8.self)))),
            at: time)
    }
}

extension RemoteAccessBody {
    fileprivate enum Pointer {
        static let identity = "/remote_access_identity"
        static let authorizedCAs = "\(identity)/authorized_cas"
        static let certificateRequest = "\(identity)/certificate_request"
        static let key = "\(identity)/key"
        static let subject = "\(identity)/subject"
    }

    /// - Returns: the request that was sent; nil where a key is to be made, or the request is among the faults.
    fileprivate func checkedRequest(_ faults: inout DMSFaults) -> CertificateRequest? {
        if authorizedCAs.isEmpty { faults.add(Pointer.authorizedCAs, "must name at least one CA") }
        faults.check(authorizedCAs, at: Pointer.authorizedCAs, countMax: DMSFaults.casMax)
        switch (certificateRequest, key) {
        case (nil, nil):
            faults.add(
                Pointer.certificateRequest, "is required, or key where the key is to be made here: give one of the two")
        case (.some, .some):
            faults.add(
                Pointer.key, "is for a key that is made here, and certificate_request for one that you have: give one")
        case (.some, nil) where subject != nil:
            faults.add(Pointer.subject, "stands in certificate_request already: leave it out")
        default: break
        }
        guard let certificateRequest else { return nil }
        do {
            let request = try CertificateRequest(anyEncoding: Array(certificateRequest.pem.utf8))
            if (request.subject.commonName ?? "").isEmpty {
                faults.add(Pointer.certificateRequest, "has no common name; it is the name that the DMS is known by")
            }
            return request
        } catch {
            faults.add(Pointer.certificateRequest, error.description)
            return nil
        }
    }

    fileprivate func makeKey(for name: String, with cas: CAService) async throws -> CallerKey {
        guard let key else {
            throw Refusal.invalid("key-missing", at: Pointer.key, "Say which key is to be made.")
        }
        let subject = Name(
            commonName: subject?.commonName ?? name, organization: subject?.organization,
            organizationalUnit: subject?.organizationUnit, country: subject?.country, state: subject?.state,
            locality: subject?.locality)
        do {
            try subject.requireBounds()
        } catch {
            throw Refusal.invalid("subject-not-allowed", at: Pointer.subject, error.message)
        }
        return try await cas.makeKey(key, at: Pointer.key, subject: subject)
    }
}
