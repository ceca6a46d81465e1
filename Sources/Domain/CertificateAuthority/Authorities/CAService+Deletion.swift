public import Events
import EventLog
import ManagementAPI
import PKIX
import Storage

extension CAService {
    /// Deletes a CA that is EXPIRED, REVOKED or EXTERNAL. It is not found any more and its id is not given again; what it
    /// issued, its lists and its history stay readable. Its keys are destroyed when that is committed.
    /// - Throws: `Refusal` where there is no such CA, or it is still in use.
    public func delete(ca id: String, by caller: Caller) async throws {
        let time = clock.now()
        // What ended stays ended, so what is said now is not said too early.
        try await database.read { try $0.existingCertificateAuthority(id) }.ensureMayBeDeleted()
        try await beforeDeletion(id)
        try await database.write { tx in
            let ca = try tx.existingCertificateAuthority(id)
            try ca.ensureMayBeDeleted()
            try tx.execute("UPDATE ca SET deleted_at = \(time.milliseconds), due_at = NULL WHERE id = \(id)")
            let keys = Set(try tx.authorityCertificates(ofCA: id).compactMap(\.keyID))
            for key in keys.sorted() { try tx.discard(key: key, at: time) }
            let payload = CADeletedPayload(caID: id, serialNumber: ca.serial.hex)
            tx.record(try EventCatalog.caDelete.event(payload, about: id, at: time, by: caller))
        }
        issuers.forget(id)
        // It is deleted, whatever becomes of this; the next start tries again.
        try? await destroyDiscardedKeys()
    }
}

extension CertificateAuthority {
    fileprivate func ensureMayBeDeleted() throws(Refusal) {
        guard closingAt == nil else {
            throw Refusal(
                .conflict, "ca-being-revoked", "CA \"\(id)\" is being revoked; it can be deleted when that is done.")
        }
        guard type != .external, status.isLive else { return }
        throw Refusal(
            .conflict, "ca-in-use",
            "CA \"\(id)\" is \(status.rawValue): only a CA that is EXPIRED or REVOKED, or EXTERNAL, can be deleted. Revoke it "
                + "first.")
    }
}
