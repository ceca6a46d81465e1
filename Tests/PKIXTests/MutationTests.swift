import PKIX
import SwiftASN1
import Testing
import X509
import TestSupport

/// Bytes changed at random, from fixed seeds: whatever comes in, the answer is a value or an error, never a trap; and
/// what is accepted is accepted by the library too.
@Suite("Mutated input")
struct MutationTests {
    private static let rounds = 3_000

    /// One to three changes: a byte, a bit, a length-like value, a cut, a repetition.
    static func mutate(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var mutated = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !mutated.isEmpty {
            let at = Int.random(in: 0..<mutated.count, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: mutated[at] = UInt8.random(in: 0...255, using: &generator)
            case 1: mutated[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: mutated[at] = [0x00, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x88, 0xff, 0x1f, 0x30][at % 10]
            case 3: mutated.removeSubrange(at..<min(at + 1 + at % 7, mutated.count))
            case 4: mutated.insert(contentsOf: mutated[at..<min(at + 1 + at % 5, mutated.count)], at: at)
            default: mutated.removeLast(min(at % 40, mutated.count))
            }
        }
        return mutated
    }

    @Test("mutated requests", arguments: ["ec256", "rsa2048", "ed25519", "san", "challenge", "t61", "bmp"])
    func requests(_ name: String) throws {
        let der = try OpenSSLRequests.der(name)
        var generator = SeededGenerator(seed: UInt64(name.utf8.reduce(0) { $0 * 31 + Int($1) }))
        var accepted = 0
        for _ in 0..<MutationTests.rounds {
            let bytes = MutationTests.mutate(der, &generator)
            guard let request = try? CertificateRequest(der: bytes) else { continue }
            accepted += 1
            #expect(throws: Never.self) { try CertificateSigningRequest(derEncoded: bytes) }
            #expect(request.der == bytes && bytes.ranges(of: request.publicKeyInfoDER).count > 0)
            if request.verifySignature() { #expect(bytes == der, "a changed request verified") }
            _ = request.subject.description
        }
        #expect(accepted > 0 && accepted < MutationTests.rounds)
    }

    @Test("mutated certificates, and what path validation says of them")
    func certificates() throws {
        let root = try Issuer.ca("Root")
        let constraint = ChainCases.nameConstraints(
            permitted: [[0x82, 0x01, 0x61]], excluded: [[0x87, 8] + [UInt8](repeating: 9, count: 8)])
        let sub = try Issuer.ca("Sub", by: root) { $0.extensions = [constraint] }
        let leaf = try CertificateTests.device("san", issuer: sub)
        var generator = SeededGenerator(seed: 42)
        var accepted = 0
        for round in 0..<MutationTests.rounds {
            let original = round % 2 == 0 ? leaf : sub.certificate.der
            let bytes = MutationTests.mutate(original, &generator)
            guard let parsed = try? ParsedCertificate(der: bytes) else { continue }
            accepted += 1
            #expect(throws: Never.self) { try Certificate(derEncoded: bytes) }
            _ = try? ChainValidation().validate(
                leaf: parsed, intermediates: [parsed, sub.certificate], anchors: [root.certificate], at: Issuer.start,
                requireClientAuth: true)
            if parsed.isSigned(by: round % 2 == 0 ? sub.certificate : root.certificate) { #expect(bytes == original) }
        }
        #expect(accepted > 0 && accepted < MutationTests.rounds)
    }

    @Test("mutated PEM, base64 and certs-only messages")
    func containers() throws {
        let root = try Issuer.ca("Root").certificate.der
        let pem = PEM.encode("CERTIFICATE REQUEST", try OpenSSLRequests.der("ec256"))
        let message = CertificatesOnly.encode([root, root])
        var generator = SeededGenerator(seed: 77)
        for _ in 0..<MutationTests.rounds {
            let text = MutationTests.mutate(pem, &generator)
            if let blocks = try? PEM.decode(text, label: nil) { #expect(!blocks.isEmpty) }
            _ = try? CertificateRequest(anyEncoding: text)
            let base64 = MutationTests.mutate(Base64.encode(root), &generator)
            if let decoded = try? Base64.decode(base64) {
                let bare = base64.filter { !" \t\r\n\u{0b}\u{0c}".utf8.contains($0) }
                #expect(Base64.encode(decoded) == bare, "decoding is strict, so encoding gives the same text back")
            }
            let bytes = MutationTests.mutate(message, &generator)
            for certificate in (try? CertificatesOnly.decode(bytes)) ?? [] { #expect(certificate.first == 0x30) }
        }
    }

    @Test("random bytes and every short input")
    func noise() {
        var generator = SeededGenerator(seed: 5)
        var inputs: [[UInt8]] = (0...255).flatMap { first in
            [[first], [first, 0x00], [first, 0x01, 0xff], [0x30, first], [0x30, first, 0, 0, 0, 0, 0]]
        }
        for _ in 0..<3_000 {
            let count = Int.random(in: 0..<60, using: &generator)
            inputs.append((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
        for input in inputs {
            #expect((try? CertificateRequest(anyEncoding: input)) == nil)
            #expect((try? ParsedCertificate(der: input)) == nil)
            #expect((try? CertificatesOnly.decode(input)) == nil)
            _ = try? Name(der: input)
            _ = try? GeneralName.decode(input)
            _ = try? PublicKeyInfo(der: input)
            if let oid = OID(contents: input) { #expect((try? OID(dotted: oid.dotted)) == oid) }
        }
    }
}
