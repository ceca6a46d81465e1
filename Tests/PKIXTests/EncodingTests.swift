import Foundation
import PKIX
import SwiftASN1
import Testing
import TestSupport

@Suite("Base64 and PEM")
struct EncodingTests {
    @Test("every length encodes as Foundation does, and decodes again")
    func base64() throws {
        var generator = SeededGenerator(seed: 1)
        for length in 0..<300 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let expected = Data(bytes).base64EncodedString()
            #expect(Base64.encode(bytes).text == expected)
            #expect(try Base64.decode(Base64.encode(bytes)) == bytes)
            let lines = Data(bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
            #expect(Base64.encode(bytes, lines: .columns76).text == (lines.isEmpty ? "" : lines + "\n"))
            #expect(try Base64.decode(Base64.encode(bytes, lines: .columns76)) == bytes)
        }
    }

    @Test(
        "white space is allowed anywhere",
        arguments: ["AQ\r\nI D", " AQID", "AQID\n\n", "A\tQ\nI\rD", "AQI=\n", "A Q = ="])
    func tolerant(_ text: String) throws {
        let bare = text.filter { !$0.isWhitespace }
        #expect(try Base64.decode([UInt8](text)) == Array(try #require(Data(base64Encoded: bare))))
    }

    @Test(
        "anything else is refused",
        arguments: [
            "A", "AQ", "AQI", "AQ=", "AQ===", "AQI==", "=", "A===", "AQID=", "AR==", "AQJ=", "AQ==AQ==", "AQ-_",
            "AQI\u{0}",
        ])
    func strict(_ text: String) {
        #expect(code { () throws(PKIXError) in try Base64.decode([UInt8](text)) } == .malformedBase64)
    }

    @Test("a PEM block is written as the library writes it")
    func pem() throws {
        for length in [0, 1, 47, 48, 49, 96, 700] {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
            let text = PEM.encode("CERTIFICATE", bytes)
            #expect(text.text == PEMDocument(type: "CERTIFICATE", derBytes: bytes).pemString + "\n")
            let blocks = try PEM.decode(text, label: nil)
            #expect(blocks.map(\.label) == ["CERTIFICATE"] && blocks.map(\.der) == [bytes])
        }
    }

    @Test("text around and between blocks, other labels and CRLF do not matter")
    func tolerantPEM() throws {
        let one = PEM.encode("CERTIFICATE", [1])
        let key = PEM.encode("PRIVATE KEY", [2])
        let two = PEM.encode("CERTIFICATE", [3])
        let text = [UInt8]("subject=/CN=x ---\n") + one + [UInt8]("-- \n") + key + two
        let crlf = [UInt8](text.text.replacing("\n", with: "\r\n"))
        for variant in [text, crlf] {
            #expect(try PEM.decode(variant, label: "CERTIFICATE").map(\.der) == [[1], [3]])
            #expect(try PEM.decode(variant, label: nil).map(\.der) == [[1], [2], [3]])
        }
    }

    @Test(
        "a broken block is refused with its reason",
        arguments: [
            ("", PKIXError.Code.noPEMBlock), ("-----BEGIN X-----\nAQID\n", .malformedPEM),
            ("-----BEGIN X-----\nAQID\n-----END Y-----\n", .malformedPEM), ("-----BEGIN X\nAQID\n", .malformedPEM),
            ("-----BEGIN X-----\nProc-Type: 4\n\nAQID\n-----END X-----\n", .malformedBase64),
            ("-----BEGIN Y-----\nAQID\n-----END Y-----\n", .noPEMBlock),
        ])
    func broken(_ text: String, _ expected: PKIXError.Code) {
        #expect(code { () throws(PKIXError) in try PEM.decode([UInt8](text), label: "X") } == expected)
    }

    @Test("a text beyond the limits is refused")
    func limits() {
        let large = [UInt8](repeating: 0x2d, count: PEM.textSizeMax + 1)
        #expect(code { () throws(PKIXError) in try PEM.decode(large, label: nil) } == .tooLarge)
        let many = Array([[UInt8]](repeating: PEM.encode("X", []), count: PEM.blocksMax + 1).joined())
        #expect(code { () throws(PKIXError) in try PEM.decode(many, label: nil) } == .tooLarge)
    }
}

@Suite("Serial numbers")
struct SerialNumberTests {
    @Test("a fresh serial number is positive and has exactly 20 octets, the first six of the time")
    func fresh() throws {
        var generator = SeededGenerator(seed: 7)
        var seen: Set<SerialNumber> = []
        for _ in 0..<1_000 {
            let serial = SerialNumber.fresh(atMilliseconds: 0x0a0b_0c0d_0e0f, using: &generator)
            #expect(serial.bytes.count == 20 && serial.bytes.prefix(6) == [0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f])
            #expect(try SerialNumber(bytes: serial.bytes) == serial)
            #expect(try SerialNumber(hex: serial.hex) == serial)
            seen.insert(serial)
        }
        #expect(seen.count == 1_000)
    }

    @Test("a fresh serial number is in order of time, and right at any time", arguments: [Int64.min, -1, 0, 255, .max])
    func freshAtAnyTime(_ milliseconds: Int64) throws {
        var generator = SeededGenerator(seed: 8)
        let serial = SerialNumber.fresh(atMilliseconds: milliseconds, using: &generator)
        #expect(try SerialNumber(bytes: serial.bytes) == serial)
        let earlier = SerialNumber.fresh(atMilliseconds: 1_780_000_000_000, using: &generator)
        let later = SerialNumber.fresh(atMilliseconds: 1_780_000_000_001, using: &generator)
        #expect(earlier.bytes.lexicographicallyPrecedes(later.bytes))
    }

    @Test(
        "the text form is pairs of lower-case digits, and is read generously",
        arguments: ["0a-b1", "0ab1", "0A:B1", "0A-b1", "00-0a-b1"])
    func hex(_ text: String) throws {
        let serial = try SerialNumber(hex: text)
        #expect(serial.bytes == [0x0a, 0xb1] && serial.hex == "0a-b1")
    }

    @Test(
        "what is no serial number is refused",
        arguments: [
            "", "0", "00", "abc", "0a-", "-0a", "0a--b1", "0x0a", "zz", "0a b1", String(repeating: "ff", count: 20),
            String(repeating: "11", count: 21),
        ])
    func refused(_ text: String) {
        #expect(code { () throws(PKIXError) in try SerialNumber(hex: text) } == .invalidSerialNumber)
    }

    @Test("leading zeros do not count against the 20 octets")
    func zeros() throws {
        let bytes = [UInt8](repeating: 0, count: 5) + [UInt8](repeating: 0x7f, count: 20)
        #expect(try SerialNumber(bytes: bytes).bytes.count == 20)
    }
}
