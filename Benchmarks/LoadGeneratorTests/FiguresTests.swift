import Testing

@testable import LoadGenerator

@Suite("Figures")
struct FiguresTests {
    @Test("percentiles are values that were measured, by nearest rank")
    func percentiles() {
        let hundred = Percentiles(nanoseconds: (1...100).reversed().map { Int64($0) * 1_000 })
        #expect(hundred.p50 == 50 && hundred.p90 == 90 && hundred.p99 == 99 && hundred.max == 100)
        let one = Percentiles(nanoseconds: [7_000])
        #expect(one.p50 == 7 && one.p99 == 7 && one.max == 7)
        #expect(Percentiles(nanoseconds: []).max == 0)
    }

    @Test("a process sample is read also where the name of the process tries to mislead")
    func sample() throws {
        let status = "Name:\tx\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n"
        let stat = "42 (a) b (c)) S 1 2 3 4 5 6 7 8 9 10 250 150 0 0 20 0 3 0 1 1 1\n"
        let sample = try #require(ProcessSample(status: status, stat: stat, ticksPerSecond: 100))
        #expect(sample.resident == 1_048_576)
        #expect(sample.residentPeak == 2_097_152)
        #expect(sample.cpuSeconds == 4)
        #expect(ProcessSample(status: "", stat: stat, ticksPerSecond: 100) == nil)
        #expect(ProcessSample(status: status, stat: "42 (x) S 1", ticksPerSecond: 100) == nil)
    }

    @Test("this very process can be sampled, and one that cannot exist is not running")
    func ownProcess() throws {
        let sample = try ProcessSample.of(ProcessSample.ownProcess)
        #expect(sample.resident > 0 && sample.residentPeak >= sample.resident)
        #expect(ProcessSample.isRunning(ProcessSample.ownProcess))
        #expect(!ProcessSample.isRunning(.max))
    }

    @Test("the floor and the machine are measured, not made up")
    func floor() throws {
        let floor = try Floor.measure(rounds: 20)
        #expect(floor.verifyAndSignMicroseconds > 0 && floor.parseAndVerifyMicroseconds > 0)
    }

    @Test("an address is read from its URL, and a bad one is none")
    func addresses() {
        #expect(ServerAddress(url: "https://127.0.0.1:8443") == .init(host: "127.0.0.1", port: 8_443, isTLS: true))
        #expect(ServerAddress(url: "http://localhost:80/x")?.isTLS == false)
        #expect(ServerAddress(url: "ftp://localhost:80") == nil)
        #expect(ServerAddress(url: "http://localhost") == nil)
        #expect(ServerAddress(url: "") == nil)
    }
}
