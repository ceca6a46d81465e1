import CertificateAuthority
import Crypto
import Events
import Foundation
import KeyStore
import ManagementAPI
import PKIX
import Storage
import Testing
import TestPKI
@testable import ValidationAuthority

@Suite("What the OCSP responder keeps")
struct OCSPMemoryTests {
    @Test("is nothing unless the log is followed; then a plain request gets the same bytes again, a nonce never")
    func keeps() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let leaf = try await pki.certificate("pump-1", from: "issuing").serialNumber
            let plain = try await desk.request(leaf)
            let nonced = try await desk.request(leaf, nonce: [1])
            #expect(await desk.responder.answer(plain) != desk.responder.answer(plain))
            try await desk.responder.follow()
            let first = await desk.responder.answer(plain)
            #expect(await desk.responder.answer(plain) == first && first.isCacheable)
            #expect(await desk.responder.answer(nonced) != desk.responder.answer(nonced))
            #expect(await desk.responder.answer(nonced).isCacheable == false)
            #expect(desk.responder.memory.keptCount == 1)
            #expect(first.thisUpdate == pki.clock.now.seconds && first.nextUpdate == pki.clock.now.seconds + 86_400)
        }
    }

    @Test("is forgotten with the change that makes it wrong: a revocation, a release, a CA")
    func forgets() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let leaf = try await pki.certificate("pump-1", from: "issuing").serialNumber
            let other = try await pki.certificate("pump-2", from: "issuing").serialNumber
            try await desk.responder.follow()
            let kept = await desk.responder.answer(try await desk.request(other))
            #expect(try await desk.status(leaf) == .good)
            try await desk.revoke(leaf, .certificateHold)
            try await desk.responder.follow()
            #expect(try await desk.status(leaf) == .revoked(time: pki.clock.now.seconds, reason: 6))
            _ = try await pki.cas.updateCertificateStatus(
                of: leaf, to: CertificateStatusBody(status: .active), by: TestPKI.caller)
            try await desk.responder.follow()
            #expect(try await desk.status(leaf) == .good)
            #expect(await desk.responder.answer(try await desk.request(other)) == kept, "others are kept")

            #expect(try await desk.status(try await pki.cas.ca("issuing").serialNumber, by: "root") == .good)
            try await desk.revokeCA("issuing")
            try await desk.responder.follow()
            let time = pki.clock.now.seconds
            #expect(try await desk.status(other) == .revoked(time: time, reason: 5))
            let serial = try await pki.cas.ca("issuing").serialNumber
            #expect(try await desk.status(serial, by: "root") == .revoked(time: time, reason: 4))
        }
    }

    @Test("does not hide a CA that is new")
    func newCA() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            try await desk.responder.follow()
            let leaf = try await pki.certificate("pump-1", from: "issuing").serialNumber
            let kept = await desk.responder.answer(try await desk.request(leaf))
            try await pki.createCA("second")
            try await desk.responder.follow()
            #expect(try await desk.status("01", by: "second") == .unknown)
            #expect(await desk.responder.answer(try await desk.request(leaf)) == kept, "nothing is wrong in it")
        }
    }

    @Test("is not used when the log was not read for some seconds, nor after half of its time")
    func ages() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let leaf = try await pki.certificate("pump-1", from: "issuing").serialNumber
            let request = try await desk.request(leaf)
            try await desk.responder.follow()
            let first = await desk.responder.answer(request)
            try await desk.revoke(leaf, .superseded)
            pki.clock.advance(by: .seconds(6))
            #expect(try await desk.status(leaf) != .good, "nobody followed")
            try await desk.responder.follow()
            let second = await desk.responder.answer(request)
            #expect(second != first)
            pki.clock.advance(by: .hours(12))
            try await desk.responder.follow()
            let third = await desk.responder.answer(request)
            #expect(third != second && third.thisUpdate == pki.clock.now.seconds)
        }
    }

    @Test("is what the service follows the log for, within the process that commits")
    func follower() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki) { $0.restInterval = .zero }
            let leaf = try await pki.certificate("pump-1", from: "issuing").serialNumber
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await OCSPFollower(desk.responder).run() }
                try await followed(desk)
                #expect(try await desk.status(leaf) == .good)
                #expect(desk.responder.memory.keptCount == 1)
                try await desk.revoke(leaf, .superseded)
                try await followed(desk)
                #expect(try await desk.status(leaf) != .good)
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }

    @Test("is never an answer from before a change that was followed, whoever asks meanwhile")
    func storm() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki) { $0.restInterval = .zero }
            var leaves: [String] = []
            for number in 0..<8 { leaves.append(try await pki.certificate("p\(number)", from: "issuing").serialNumber) }
            var requests: [[UInt8]] = []
            for leaf in leaves { requests.append(try await desk.request(leaf)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await OCSPFollower(desk.responder).run() }
                for worker in 0..<3 {
                    group.addTask { [requests] in
                        var round = worker
                        while !Task.isCancelled {
                            _ = await desk.responder.answer(requests[round % requests.count])
                            round += 1
                            await Task.yield()
                        }
                    }
                }
                for leaf in leaves {
                    try await followed(desk)
                    try await desk.revoke(leaf, .keyCompromise)
                    try await followed(desk)
                    for _ in 0..<20 { #expect(try await desk.status(leaf) != .good) }
                }
                group.cancelAll()
                try await group.waitForAll()
            }
            #expect(desk.responder.memory.keptCount > 0)
        }
    }

    private func followed(_ desk: OCSPDesk) async throws {
        let head = try await desk.pki.head()
        while desk.responder.memory.position ?? -1 < head { await Task.yield() }
    }

    @Test("is not an answer that was computed before a change and comes after it")
    func race() throws {
        let memory = OCSPMemory(bytesMax: 1 << 20, lagMax: .seconds(5))
        let now = Timestamp(seconds: 1_000)
        let (mine, other) = (try SerialNumber(hex: "01"), try SerialNumber(hex: "02"))
        let signer = try OCSPSigner(key: IdleKey(), certificate: nil, renewAt: .max)
        func keep(_ serial: SerialNumber, asOf position: Int64, epoch: Int) -> Bool {
            let request = Array("\(serial) \(position)".utf8)
            let answer = OCSPAnswer(der: request, thisUpdate: 1, nextUpdate: 2, isCacheable: true)
            memory.keep(answer, for: request, about: serial, by: signer, until: 2_000, asOf: position, epoch: epoch)
            return memory.answer(request, at: now) == answer
        }
        #expect(!keep(mine, asOf: 9, epoch: 0), "nobody follows yet")
        memory.start(at: 10, now)
        let epoch = memory.directory(at: now).epoch
        #expect(!keep(mine, asOf: 9, epoch: epoch), "from before the start")
        #expect(keep(mine, asOf: 10, epoch: epoch))
        memory.follow([OCSPChange(position: 12, subject: .certificate(mine))], to: 15, now)
        #expect(memory.keptCount == 0)
        #expect(!keep(mine, asOf: 11, epoch: epoch), "computed before the change at 12")
        #expect(keep(other, asOf: 11, epoch: epoch) && keep(mine, asOf: 12, epoch: epoch))
        memory.follow([OCSPChange(position: 16, subject: .everything)], to: 16, now)
        #expect(memory.keptCount == 0 && !keep(other, asOf: 15, epoch: epoch) && !keep(other, asOf: 16, epoch: epoch))
        #expect(keep(other, asOf: 16, epoch: memory.directory(at: now).epoch))
    }

    @Test("changes are remembered without end of memory: of what is too old nothing is taken for current")
    func changes() throws {
        var changes = RecentChanges(after: 100)
        let serials = try (1...10_000).map { try SerialNumber(bytes: [UInt8($0 >> 8), UInt8($0 & 0xff)]) }
        for (index, serial) in serials.enumerated() { changes.note(serial, at: 101 + Int64(index)) }
        let last = 100 + Int64(serials.count)
        let never = try SerialNumber(hex: "ff-ff-ff")
        #expect(changes.isCurrent(never, asOf: last) && changes.isCurrent(never, asOf: last - 1_000))
        #expect(!changes.isCurrent(never, asOf: 200), "too long ago to know")
        #expect(!changes.isCurrent(serials[9_999], asOf: last - 1) && changes.isCurrent(serials[9_999], asOf: last))
        changes.noteAll(at: last + 1)
        #expect(!changes.isCurrent(never, asOf: last) && changes.isCurrent(never, asOf: last + 1))
    }

    @Test("stays within its bytes, and what is asked for stays longest")
    func bounded() throws {
        var kept = KeptAnswers(bytesMax: 100_000)
        let favourite = try SerialNumber(hex: "aa-aa-aa")
        func answer(_ number: Int) -> OCSPAnswer {
            OCSPAnswer(
                der: [UInt8](repeating: UInt8(number % 251), count: 900), thisUpdate: 0, nextUpdate: 9,
                isCacheable: true)
        }
        kept.keep(answer(0), for: [0xff], about: favourite, until: 10)
        for number in 1...5_000 {
            let bytes = [UInt8(number >> 8), UInt8(number & 0xff)]
            kept.keep(answer(number), for: bytes, about: try SerialNumber(bytes: bytes), until: 10)
            #expect(kept.bytes <= 100_000)
            if number.isMultiple(of: 20) { #expect(kept.answer([0xff], at: 1) == answer(0)) }
        }
        #expect(kept.count > 30 && kept.answer([0, 1], at: 1) == nil)
        #expect(kept.answer([0xff], at: 10) == nil, "its time is over")
        kept.forget(favourite)
        #expect(kept.answer([0xff], at: 1) == nil)
        kept.forgetAll()
        #expect(kept.count == 0 && kept.bytes == 0)
    }
}

/// A key that never signs.
private struct IdleKey: SigningKey {
    let id = "idle"
    let specification = KeySpecification.ecdsaP256
    let publicKeyInfo = Array(P256.Signing.PrivateKey().publicKey.derRepresentation)
    let signatureAlgorithm = SignatureAlgorithm.ecdsaWithSHA256

    func sign(_ message: [UInt8]) async throws -> [UInt8] { [] }
}
