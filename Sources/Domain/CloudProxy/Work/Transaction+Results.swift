import Events
import Storage

/// Storing what came of a claim. A result counts only if the claim is still the row's, and only for the generation that
/// it worked on: where a newer one has come, the resource becomes due again instead.
extension Transaction {
    /// - Returns: whether the result was stored.
    @discardableResult
    func settleCloudWork(_ claim: WorkClaim, at now: Timestamp) throws -> Bool {
        let isReady = claim.wish.resource.isPresent
        let stored = try execute(
            """
            UPDATE cloud_work SET state = 'settled', due_at = NULL, claim = NULL, attempts = 0, error = NULL,
                difference = NULL, settled_at = \(now.milliseconds), is_ready = \(isReady), proves = \(claim.wish.proves)
            WHERE \(row(of: claim)) AND generation = \(claim.generation)
            """)
        guard stored == 1 else {
            try giveBack(claim, at: now)
            return false
        }
        if isReady { try wakeCloudWork(waitingFor: claim.key, in: claim.connectorID, at: now) }
        return true
    }

    /// - Parameter next: when it is tried again; nil parks it.
    @discardableResult
    func failCloudWork(_ claim: WorkClaim, _ error: String, next: Timestamp?, at now: Timestamp) throws -> Bool {
        let stored = try execute(
            """
            UPDATE cloud_work SET state = \(next == nil ? "parked" : "due"), due_at = \(next?.milliseconds),
                claim = NULL, attempts = attempts + 1, error = \(error)
            WHERE \(row(of: claim)) AND generation = \(claim.generation)
            """)
        guard stored == 1 else {
            try giveBack(claim, at: now)
            return false
        }
        return true
    }

    /// Makes the resource due again, as if it had not been tried.
    func postponeCloudWork(_ claim: WorkClaim, _ error: String?, until next: Timestamp) throws {
        try execute(
            """
            UPDATE cloud_work SET state = 'due', due_at = \(next.milliseconds), claim = NULL, error = \(error)
            WHERE \(row(of: claim))
            """)
    }

    private func giveBack(_ claim: WorkClaim, at now: Timestamp) throws {
        try execute(
            """
            UPDATE cloud_work SET state = 'due', due_at = \(now.milliseconds), claim = NULL WHERE \(row(of: claim))
            """)
    }

    private func wakeCloudWork(waitingFor key: ResourceKey, in connectorID: String, at now: Timestamp) throws {
        try execute(
            """
            UPDATE cloud_work SET state = 'due', due_at = \(now.milliseconds), waits_for = NULL
            WHERE connector_id = \(connectorID) AND waits_for = \(key.description)
            """)
    }

    private func row(of claim: WorkClaim) -> SQL {
        """
        connector_id = \(claim.connectorID) AND resource = \(claim.key.description) AND claim = \(claim.token)
        """
    }
}

extension DesiredResource {
    /// It is to be there, so that what depends on it can go ahead.
    var isPresent: Bool {
        switch self {
        case .ca(let ca): ca.state != .absent
        case .trustBundle(let bundle): bundle.pem != nil
        case .device: true
        }
    }
}
