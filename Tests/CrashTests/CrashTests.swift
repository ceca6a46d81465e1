import Foundation
import LoadGenerator
import TestSupport
import Testing

/// Kills the real program with SIGKILL in the middle of its work, starts it again on the same data, and holds what it
/// then says against what its clients have in their hands.
@Suite("A server that is killed", .serialized)
struct CrashTests {
    /// One that is always run, and one more of your choice.
    private static var seeds: [UInt64] {
        [1] + (ProcessInfo.processInfo.environment["SHEDU_CRASH_SEED"].flatMap(UInt64.init).map { [$0] } ?? [])
    }

    @Test("a server that is killed again and again keeps all that it answered and invents nothing", arguments: seeds)
    func crash(seed: UInt64) async throws {
        let binary = try #require(ServerBinary.path, "no shedu binary: build it, or name it by SHEDU_BINARY")
        try await withTemporaryDirectory { folder in
            let command = ServerCommand(
                binary: binary, dataDirectory: folder.path("data"), logFile: folder.path("server.log"),
                managementTLS: false)
            let pace = CrashPace(lives: 6, successes: 20...200, delayMillisecondsMax: 20, stillbirths: 6)
            var story = try await CrashStory.begin(command, seed: seed, pace: pace)
            for round in 1...pace.lives {
                let faults = try await story.liveAndDie()
                #expect(faults.isEmpty, "seed \(seed), before death \(round)")
            }
            let faults = try await story.epilogue()
            #expect(faults.isEmpty, "seed \(seed), in the end")
            // Without these, nothing was put to the test.
            #expect(story.received.certificates.count >= pace.lives * pace.successes.lowerBound)
            #expect(!story.received.enrollments.isEmpty && !story.received.revoked.isEmpty)
            #expect(story.lostAnswers > 0, "seed \(seed): no blow fell while an enrolment was under way")
        }
    }

    @Test("a cloud account becomes equal to the PKI, with nothing twice, however often the server is killed")
    func cloud() async throws {
        let binary = try #require(ServerBinary.path, "no shedu binary: build it, or name it by SHEDU_BINARY")
        try await withEmulator(.ministack) { endpoint in
            try await withTemporaryDirectory { folder in
                let account = try EmulatedAccount(endpoint: endpoint)
                var command = ServerCommand(
                    binary: binary, dataDirectory: folder.path("data"), logFile: folder.path("server.log"),
                    managementTLS: false)
                command.environment = ["AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"]
                let pace = CrashPace(lives: 3, successes: 5...20, delayMillisecondsMax: 150, stillbirths: 0)
                var story = try await CrashStory.begin(command, seed: 3, pace: pace, account: account)
                for round in 1...pace.lives {
                    let faults = try await story.liveAndDie()
                    #expect(faults.isEmpty, "before death \(round)")
                }
                let faults = try await story.epilogue(account)
                #expect(faults.isEmpty)
                #expect(!story.received.enrollments.isEmpty)
            }
        }
    }
}
