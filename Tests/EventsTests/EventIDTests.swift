import Events
import Foundation
import TestSupport
import Testing

@Suite("An event id")
struct EventIDTests {
    @Test("is a UUID of version 7 and the RFC's variant, in lower case, whatever the random bits")
    func form() throws {
        var random = SeededGenerator(seed: 9562)
        let form = try Regex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
        let words: [(UInt64, UInt64)] = [(0, 0), (.max, .max)] + (0..<500).map { _ in (random.next(), random.next()) }
        for word in words {
            let id = EventID.make(at: Timestamp(milliseconds: 1_767_225_600_000), random: word)
            #expect(id.wholeMatch(of: form) != nil, "\(id)")
            #expect(UUID(uuidString: id)?.uuidString.lowercased() == id)
        }
    }

    @Test("is that of RFC 9562's own example")
    func example() {
        // Appendix A.6: 2022-02-22T19:22:22Z, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
        let id = EventID.make(at: Timestamp(milliseconds: 0x017F_22E2_79B0), random: (0xCC3, 0x18C4_DC0C_0C07_398F))
        #expect(id == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    @Test("sorts by time as text, also where the random bits are against it")
    func order() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let earlier = Timestamp(milliseconds: Int64.random(in: 0..<(1 << 47), using: &random))
            let later = Timestamp(milliseconds: earlier.milliseconds + Int64.random(in: 1...(1 << 46), using: &random))
            #expect(EventID.make(at: earlier, random: (.max, .max)) < EventID.make(at: later, random: (0, 0)))
        }
    }

    @Test("takes all 74 random bits")
    func randomBits() {
        let time = Timestamp(milliseconds: 0)
        var ids: Set<String> = [EventID.make(at: time, random: (0, 0))]
        for bit in 0..<12 { ids.insert(EventID.make(at: time, random: (1 << bit, 0))) }
        for bit in 0..<62 { ids.insert(EventID.make(at: time, random: (0, 1 << bit))) }
        #expect(ids.count == 75)
        #expect(EventID.next(at: time) != EventID.next(at: time))
    }

    @Test("is made also for times before 1970 and far beyond")
    func extremes() {
        #expect(EventID.make(at: .never, random: (0, 0)) == "00000000-0000-7000-8000-000000000000")
        #expect(EventID.make(at: Timestamp(milliseconds: .max), random: (0, 0)).hasPrefix("ffffffff-ffff-7"))
    }
}
