import PKIX
import Testing
import TestSupport

@Suite("Malformed revocation lists")
struct CRLStrictnessTests {
    /// A list of these parts, with a signature that nobody checks.
    private static func list(
        version: [UInt8] = [0x02, 0x01, 0x01], entries: [UInt8] = [], extensions: [[UInt8]] = []
    ) throws -> [UInt8] {
        let algorithm = SignatureAlgorithm.ecdsaWithSHA256.der
        let time: [UInt8] = [0x17, 0x0d] + Array("260101000000Z".utf8)
        var tbs = version + algorithm + Name(commonName: "Root").der + time + time + entries
        if !extensions.isEmpty { tbs += wrap(0xa0, wrap(0x30, extensions.flatMap { $0 })) }
        return wrap(0x30, wrap(0x30, tbs) + algorithm + [0x03, 0x02, 0x00, 0x01])
    }

    private static func wrap(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        let count = contents.count
        let length: [UInt8] = count < 128 ? [UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xff)]
        return [tag] + length + contents
    }

    private static func ext(_ oid: [UInt8], critical: Bool = false, _ value: [UInt8]) -> [UInt8] {
        wrap(0x30, wrap(0x06, oid) + (critical ? [0x01, 0x01, 0xff] : []) + wrap(0x04, value))
    }

    private static let time: [UInt8] = [0x17, 0x0d] + Array("260101000000Z".utf8)

    @Test("each fault has its code")
    func faults() throws {
        let ext = Self.ext
        let reason = { (value: [UInt8]) in
            Self.wrap(
                0x30,
                Self.wrap(
                    0x30, [0x02, 0x01, 0x05] + Self.time + Self.wrap(0x30, ext([0x55, 0x1d, 0x15], false, value))))
        }
        let cases: [(String, PKIXError.Code, [UInt8])] = [
            ("version 3", .malformedDER, try Self.list(version: [0x02, 0x01, 0x02])),
            ("empty entries", .malformedDER, try Self.list(entries: [0x30, 0x00])),
            (
                "serial zero", .invalidSerialNumber,
                try Self.list(entries: Self.wrap(0x30, Self.wrap(0x30, [0x02, 0x01, 0x00] + Self.time)))
            ),
            (
                "serial negative", .invalidSerialNumber,
                try Self.list(entries: Self.wrap(0x30, Self.wrap(0x30, [0x02, 0x01, 0x80] + Self.time)))
            ),
            ("reason 7", .malformedExtension, try Self.list(entries: reason([0x0a, 0x01, 0x07]))),
            ("reason 11", .malformedExtension, try Self.list(entries: reason([0x0a, 0x01, 0x0b]))),
            ("reason of two octets", .malformedExtension, try Self.list(entries: reason([0x0a, 0x02, 0x00, 0x01]))),
            (
                "entry of another issuer", .malformedExtension,
                try Self.list(
                    entries: Self.wrap(
                        0x30,
                        Self.wrap(
                            0x30,
                            [0x02, 0x01, 0x05] + Self.time
                                + Self.wrap(0x30, ext([0x55, 0x1d, 0x1d], true, [0x30, 0x00])))))
            ),
            (
                "extensions in version 1", .malformedDER,
                try Self.list(version: [], extensions: [ext([0x55, 0x1d, 0x14], false, [0x02, 0x01, 0x01])])
            ),
            (
                "negative number", .malformedExtension,
                try Self.list(extensions: [ext([0x55, 0x1d, 0x14], false, [0x02, 0x01, 0x80])])
            ),
            (
                "number twice", .duplicateExtension,
                try Self.list(extensions: [
                    ext([0x55, 0x1d, 0x14], false, [0x02, 0x01, 0x01]),
                    ext([0x55, 0x1d, 0x14], false, [0x02, 0x01, 0x01]),
                ])
            ),
            (
                "delta without number", .malformedExtension,
                try Self.list(extensions: [ext([0x55, 0x1d, 0x1b], true, [0x02, 0x01, 0x01])])
            ),
            (
                "unknown critical", .malformedExtension,
                try Self.list(extensions: [ext([0x55, 0x1d, 0x63], true, [0x05, 0x00])])
            ),
            (
                "empty issuing distribution point", .malformedExtension,
                try Self.list(extensions: [ext([0x55, 0x1d, 0x1c], true, [0x30, 0x00])])
            ),
            (
                "indirect", .malformedExtension,
                try Self.list(extensions: [ext([0x55, 0x1d, 0x1c], true, [0x30, 0x03, 0x84, 0x01, 0xff])])
            ),
            (
                "users and CAs", .malformedExtension,
                try Self.list(extensions: [
                    ext([0x55, 0x1d, 0x1c], true, [0x30, 0x06, 0x81, 0x01, 0xff, 0x82, 0x01, 0xff])
                ])
            ),
        ]
        for (name, expected, der) in cases {
            #expect(code { () throws(PKIXError) in try ParsedCRL(der: der) } == expected, "\(name)")
        }
        #expect(throws: Never.self) { try ParsedCRL(der: try Self.list()) }
    }

    @Test("mutated lists: a value or an error, never a trap, and never a signature that holds")
    func mutations() throws {
        let issuer = try Issuer.ca("Root")
        let point = IssuingDistributionPoint(uris: ["http://pki.test/0.crl"])
        let originals = [
            try CRLTests.crl(
                issuer, number: 300, point: point, freshest: ["http://pki.test/d.crl"], try CRLTests.entries()),
            try CRLTests.crl(issuer, number: 9, base: 8),
        ]
        var generator = SeededGenerator(seed: 4_711)
        var accepted = 0
        for round in 0..<6_000 {
            let original = originals[round % 2]
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                case 2: bytes.removeSubrange(at..<min(at + 1 + at % 7, bytes.count))
                case 3: bytes.insert(contentsOf: bytes[at..<min(at + 1 + at % 5, bytes.count)], at: at)
                default: bytes[at] = [0x00, 0x7f, 0x80, 0x81, 0x84, 0xff, 0x1f, 0x30][at % 8]
                }
            }
            guard let crl = try? ParsedCRL(der: bytes) else { continue }
            accepted += 1
            #expect(crl.der == bytes)
            if crl.isSigned(by: issuer.certificate) { #expect(bytes == original) }
        }
        #expect(accepted > 0 && accepted < 6_000)
    }
}
