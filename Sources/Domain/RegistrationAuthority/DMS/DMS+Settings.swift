import Events
import ManagementAPI

extension DMS {
    /// The CAs that sign for it, by id; the first signs where nothing else is said.
    var authorizedCAs: [String] {
        switch kind {
        case .cloud(let profile): [profile.enrollmentSettings.authorizedCA]
        case .remote(let identity): identity.authorizedCAs
        }
    }

    /// What a cloud DMS's settings name; nil for a remote DMS, whose CAs do not change by an update.
    var references: DMSReferences? {
        if case .cloud(let profile) = kind { DMSReferences(profile) } else { nil }
    }

    /// The DMS with other settings; what is wrong with them is added to `faults`.
    func with(_ body: UpdateDMSBody, _ faults: inout DMSFaults) -> DMS {
        var changed = self
        changed.aws = body.aws ?? AWSSettings()
        switch (kind, body.identityProfile) {
        case (.cloud(let old), let new?):
            faults.check(new)
            if !new.enrollmentSettings.authorizedCA.isEmpty,
                new.enrollmentSettings.authorizedCA != old.enrollmentSettings.authorizedCA
            {
                faults.add(
                    "/identity_profile/enrollment_settings/authorized_ca",
                    "does not change by this; PUT /v1/dms/\(name)/authorized-cas changes it, once the DMS is approved")
            }
            changed.kind = .cloud(new)
        case (.cloud, nil): faults.add("/identity_profile", "is required for a cloud DMS")
        case (.remote, .some): faults.add("/identity_profile", "is not for a remote DMS: leave it out")
        case (.remote, nil): break
        }
        return changed
    }

    /// Takes other CAs to sign; what is wrong with them is added to `faults`.
    /// - Throws: `Refusal` where the DMS is not approved.
    mutating func authorize(_ ids: [String], _ faults: inout DMSFaults) throws(Refusal) {
        guard status == .approved else {
            throw Refusal(
                .conflict, "dms-not-approved",
                "DMS \"\(name)\" is \(status.rawValue); the authorised CAs of an APPROVED DMS alone can be changed.")
        }
        let pointer = "/authorized_cas"
        switch kind {
        case .cloud(var profile):
            guard ids.count == 1, let id = ids.first else {
                return faults.add(pointer, "must name exactly one CA, for it is a cloud DMS")
            }
            profile.enrollmentSettings.authorizedCA = id
            kind = .cloud(profile)
        case .remote(var identity):
            if ids.isEmpty { faults.add(pointer, "must name at least one CA") }
            faults.check(ids, at: pointer, countMax: DMSFaults.casMax)
            identity.authorizedCAs = ids
            kind = .remote(identity)
        }
    }
}

extension DMSFaults {
    /// What an update may show, and not change.
    mutating func checkFixed(_ body: UpdateDMSBody, of dms: DMS) {
        let shown = dms.payload()
        func isOther<Value: Equatable>(_ sent: Value?, than own: Value?) -> Bool { sent != nil && sent != own }
        let fixed: [(String, Bool)] = [
            ("name", isOther(body.name, than: shown.name)),
            ("status", isOther(body.status, than: shown.status)),
            ("cloud_dms", isOther(body.cloudDMS, than: shown.cloudDMS)),
            ("creation_timestamp", isOther(body.creationTimestamp, than: shown.creationTimestamp)),
            ("remote_access_identity", isOther(body.remoteAccessIdentity, than: shown.remoteAccessIdentity)),
        ]
        for (member, isOther) in fixed where isOther {
            add("/\(member)", "does not change by this: leave it out, or as it is shown")
        }
    }
}
