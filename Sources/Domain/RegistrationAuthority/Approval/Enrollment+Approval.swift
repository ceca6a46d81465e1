import DeviceManager
import Events
import ManagementAPI
import Storage

extension Enrollment {
    /// What becomes of leave to issue where a person is to be asked. Whoever has only a bootstrap certificate is asked
    /// about; what a DMS or a device renews with a certificate of its own is not.
    /// - Throws: `Refusal` where it was rejected, or another request for the slot waits.
    func approved(
        _ admission: Admission, for client: AuthenticatedClient, on reader: borrowing some Reading & ~Copyable
    ) throws -> Decision {
        guard admission.rules.manualApproval, admission.kind == .enrollment else { return .issue(admission) }
        let requests = try reader.enrollmentRequests(for: slot, at: dmsName, presentAt: time)
        guard let same = requests.last(where: { $0.isSame(as: self, by: client) }) else {
            // The first one keeps its place: a stranger can neither displace an honest request nor hide behind it. A
            // person sees it, and rejecting it clears the way.
            guard requests.allSatisfy({ $0.status == .rejected }) else { throw occupied }
            return .ask(admission)
        }
        switch same.status {
        case .pending: return .wait
        case .rejected: throw rejected
        case .approved:
            var admission = admission
            admission.approval = same.id
            return .issue(admission)
        }
    }

    private var rejected: Refusal {
        Refusal(
            .forbidden, "enrollment-rejected",
            "The enrolment of device \"\(slot.deviceID)\" with this key was rejected by the operator of DMS "
                + "\"\(dmsName)\".")
    }

    private var occupied: Refusal {
        Refusal(
            .conflict, "enrollment-awaited",
            "Another request for device \"\(slot.deviceID)\", slot \"\(slot.slotID)\", waits at DMS \"\(dmsName)\", with "
                + "another key, other names or by another client; its operator has to reject that one first.")
    }
}
