/// Group commit: runs jobs that waited together in one transaction, each in a savepoint of its own.
package struct CommitBatch {
    private let connection: any LaneConnection
    private let participant: CommitParticipant

    package init(connection: any LaneConnection, participant: CommitParticipant) {
        self.connection = connection
        self.participant = participant
    }

    /// Returns after every job has had exactly one answer.
    package func settle(_ jobs: [LaneJob]) {
        var waiting = jobs
        while !waiting.isEmpty { waiting = runTransaction(waiting) }
    }

    /// One transaction for all jobs. Where its connection breaks under one job, nothing of it is kept and that job fails.
    /// - Returns: the jobs that have to run again because of such a break; fewer than were given, so this ends.
    private func runTransaction(_ jobs: [LaneJob]) -> [LaneJob] {
        do {
            try connection.begin()
        } catch {
            // Nothing ran, nothing is stored; but the engine may have opened a transaction before it reported failure.
            connection.rollBack()
            for job in jobs { job.fail(error) }
            return []
        }
        var results = Results()
        for (index, job) in jobs.enumerated() {
            guard let broken = run(job, into: &results) else { continue }
            connection.rollBack()
            results.answerFailures()
            job.fail(broken)
            return results.succeeded.map(\.job) + jobs[(index + 1)...]
        }
        commit(results)
        return []
    }

    /// - Returns: the error of a connection on which this transaction cannot go on.
    private func run(_ job: LaneJob, into results: inout Results) -> (any Error)? {
        let stage = results.stage
        let staged = stage.entries.count
        do {
            try connection.savepoint()
        } catch {
            return error
        }
        let success: LaneJob.Success
        do {
            success = try job.run(Transaction(connection: connection, stage: stage))
        } catch {
            stage.entries.removeSubrange(staged...)
            do { try connection.rollBackToSavepoint() } catch _ { return error }
            results.failed.append((job, error))
            return nil
        }
        do {
            try connection.release()
        } catch {
            return error
        }
        results.succeeded.append((job, success))
        return nil
    }

    private func commit(_ results: Results) {
        let entries = results.stage.entries
        do {
            if !entries.isEmpty {
                try participant.prepare(Transaction(connection: connection, stage: StagedEntries()), entries)
            }
            try connection.commit()
        } catch {
            // What was reported as failed may yet be stored: that is why the answer is "look before trying again".
            connection.rollBack()
            let unknown = StorageError.commitFailed(String(describing: error))
            for (job, _) in results.succeeded { job.fail(unknown) }
            results.answerFailures()
            return
        }
        // Durable. A crash from here on loses answers, never changes.
        for (_, answer) in results.succeeded { answer() }
        results.answerFailures()
        if !entries.isEmpty { participant.committed() }
    }
}

/// What came of the bodies of one transaction, until it is known what became of the transaction.
private struct Results {
    let stage = StagedEntries()
    var succeeded: [(job: LaneJob, answer: LaneJob.Success)] = []
    var failed: [(job: LaneJob, error: any Error)] = []

    func answerFailures() {
        for (job, error) in failed { job.fail(error) }
    }
}
