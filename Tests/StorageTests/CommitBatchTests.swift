import Storage
import Synchronization
import Testing

@Suite("Group commit")
struct CommitBatchTests {
    struct Refused: Error {}

    let answers = Answers()

    @Test(
        "jobs share a transaction, each in a savepoint; the entries of those that succeed are prepared before the commit"
    )
    func sharesACommit() {
        let connection = ScriptedConnection()
        let committed = Mutex(0)
        let participant = CommitParticipant(
            prepare: { tx, entries in for case let name as String in entries { try tx.execute(Self.log(name)) } },
            committed: { committed.withLock { $0 += 1 } })
        CommitBatch(connection: connection, participant: participant).settle([
            answers.job("a"), answers.job("b", throws: Refused()), answers.job("c"),
        ])
        #expect(
            connection.calls == [
                "begin", "savepoint", "a", "release", "savepoint", "b", "roll back to savepoint", "savepoint", "c",
                "release", "log a", "log c", "commit",
            ])
        #expect(answers.all == ["a: ok", "c: ok", "b: Refused()"])
        #expect(committed.withLock { $0 } == 1)
    }

    @Test("where a commit fails, who succeeded is told that the outcome is unknown, who threw gets the own error")
    func failsTogether() {
        let connection = ScriptedConnection(failing: ["commit"])
        settle(connection, [answers.job("a"), answers.job("b", throws: Refused())])
        #expect(connection.calls.suffix(2) == ["commit", "roll back"])
        #expect(answers.all == ["a: commitFailed(\"Failure(call: \\\"commit\\\")\")", "b: Refused()"])
    }

    @Test("where no transaction begins, nobody runs and everybody gets the reason")
    func cannotBegin() {
        let connection = ScriptedConnection(failing: ["begin"])
        settle(connection, [answers.job("a"), answers.job("b")])
        #expect(connection.calls == ["begin", "roll back"])
        #expect(answers.all == ["a: Failure(call: \"begin\")", "b: Failure(call: \"begin\")"])
    }

    @Test(
        "a transaction that breaks under one job is rolled back, and the others run again without it",
        arguments: [("savepoint", false), ("release", false), ("roll back to savepoint", true)])
    func runsOthersAgain(_ call: String, _ bodyThrows: Bool) {
        let connection = ScriptedConnection(failing: [call])
        // The first of the three meets the failure, for each call fails once.
        settle(
            connection, [answers.job("x", throws: bodyThrows ? Refused() : nil), answers.job("a"), answers.job("b")])
        let again = ["begin", "savepoint", "a", "release", "savepoint", "b", "release", "commit"]
        #expect(Array(connection.calls.suffix(9)) == ["roll back"] + again)
        #expect(answers.all.first == (bodyThrows ? "x: Refused()" : "x: Failure(call: \"\(call)\")"))
        #expect(answers.all.dropFirst() == ["a: ok", "b: ok"])
    }

    @Test("jobs that succeeded before the break run again as well")
    func runsSucceededAgain() {
        // The second job's release fails: the first release call must not.
        let connection = ScriptedConnection(failing: ["b"])
        let rollback = ScriptedConnection(failing: ["b", "roll back to savepoint"])
        settle(connection, [answers.job("a"), answers.job("b"), answers.job("c")])
        #expect(answers.all == ["a: ok", "c: ok", "b: Failure(call: \"b\")"])
        #expect(connection.calls.filter { $0 == "a" }.count == 1)
        settle(rollback, [answers.job("a"), answers.job("b"), answers.job("c")])
        #expect(answers.all.dropFirst(3) == ["b: Failure(call: \"b\")", "a: ok", "c: ok"])
        #expect(rollback.calls.filter { $0 == "a" }.count == 2)
    }

    private func settle(_ connection: ScriptedConnection, _ jobs: [LaneJob]) {
        CommitBatch(connection: connection, participant: .none).settle(jobs)
    }

    private static func log(_ name: String) -> SQL {
        name == "a" ? "log a" : "log c"
    }
}
