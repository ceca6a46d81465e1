public import Events
public import ManagementAPI
import DeviceManager
import EventLog
import Storage

extension DMSService {
    /// Changes the settings; what changes nothing leaves no event.
    /// - Throws: `Refusal` that names every wrong member, also those that never change by this.
    public func update(_ name: String, to body: UpdateDMSBody, by caller: Caller) async throws -> DMSPayload {
        let time = clock.now()
        return try await database.write { tx in
            let dms = try tx.existingDMS(name)
            var faults = DMSFaults()
            faults.checkFixed(body, of: dms)
            let changed = dms.with(body, &faults)
            if let new = changed.references, let old = dms.references {
                faults.add(try new.new(since: old).faults(on: tx, at: time))
            }
            try faults.ensureNone("changed")
            guard changed != dms else { return dms.payload() }
            try dms.ensureChangeable()
            try tx.update(changed)
            let payload = changed.payload()
            tx.record(try EventCatalog.dmsUpdate.event(payload, about: name, at: time, by: caller))
            return payload
        }
    }

    /// Changes which CAs sign for an approved DMS; what changes nothing leaves no event. What was issued stays as it is.
    /// - Throws: `Refusal`.
    public func updateAuthorizedCAs(
        of name: String, to body: AuthorizedCAsBody, by caller: Caller
    ) async throws -> DMSPayload {
        let time = clock.now()
        return try await database.write { tx in
            let dms = try tx.existingDMS(name)
            var changed = dms
            var faults = DMSFaults()
            try changed.authorize(body.authorizedCAs, &faults)
            let references = DMSReferences(signing: body.authorizedCAs, at: "/authorized_cas")
            let old = DMSReferences(signing: dms.authorizedCAs, at: "")
            faults.add(try references.new(since: old).faults(on: tx, at: time))
            try faults.ensureNone("changed")
            guard changed != dms else { return dms.payload() }
            try tx.update(changed)
            let payload = changed.payload()
            tx.record(try EventCatalog.dmsUpdateAuthorizedCAs.event(payload, about: name, at: time, by: caller))
            return payload
        }
    }

    /// Deletes a DMS that ended and never had a device; its name is free again. No type of event is for that, so
    /// `dms.update` tells of it, with the moment.
    /// - Throws: `Refusal`.
    public func delete(_ name: String, by caller: Caller) async throws {
        let time = clock.now()
        try await database.write { tx in
            let dms = try tx.existingDMS(name)
            try dms.ensureMayBeDeleted(hasDevices: try tx.hasDevices(ofDMS: name))
            try tx.dropEnrollmentRequests(at: name)
            try tx.deleteCredentials(ofDMS: name)
            try tx.delete(dms)
            tx.record(
                try EventCatalog.dmsUpdate.event(dms.payload(deletedAt: time), about: name, at: time, by: caller))
        }
    }
}
