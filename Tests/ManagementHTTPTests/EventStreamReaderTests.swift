import Testing
@testable import ManagementClient

@Suite struct EventStreamReaderTests {
    private static let stream = Array(
        "retry: 1\n: hello\n\nid: 1\ndata: {\"a\":1}\n\n:x\nid:2\r\ndata:{\r\ndata: }\r\n\r\nid: 3\n\n".utf8)
    private static let frames = [
        EventStreamReader.Frame(id: 1, data: Array("{\"a\":1}".utf8)),
        EventStreamReader.Frame(id: 2, data: Array("{\n}".utf8)),
    ]

    @Test("frames are the same however the stream is cut into pieces")
    func pieces() throws {
        for size in 1...Self.stream.count {
            var reader = EventStreamReader()
            var found: [EventStreamReader.Frame] = []
            for start in stride(from: 0, to: Self.stream.count, by: size) {
                found += try reader.take(Self.stream[start..<min(start + size, Self.stream.count)])
            }
            #expect(found == Self.frames, "pieces of \(size)")
        }
    }

    @Test("a frame without its empty line is not given out")
    func unfinished() throws {
        var reader = EventStreamReader()
        #expect(try reader.take(Array("id: 1\ndata: {}\n".utf8)).isEmpty)
        #expect(try reader.take(Array("\n".utf8)).map(\.id) == [1])
    }
}
