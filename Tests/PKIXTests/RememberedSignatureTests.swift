import PKIX
import Testing

@Suite("Path validation that remembers verified signatures")
struct RememberedSignatureTests {
    private static func verdict(
        _ leaf: ParsedCertificate, _ anchor: Issuer, via intermediates: [Issuer] = [], at time: Int64 = Issuer.start
    ) -> String? {
        do {
            _ = try ChainValidation().validate(
                leaf: leaf, intermediates: intermediates.map(\.certificate), anchors: [anchor.certificate], at: time,
                requireClientAuth: true)
            return nil
        } catch {
            return error.shortName
        }
    }

    @Test("a certificate that was found good is judged by its validity again")
    func expires() throws {
        let root = try Issuer.ca("Root")
        let leaf = try root.leaf { $0.days = 0...10 }
        for _ in 1...2 { #expect(Self.verdict(leaf, root) == nil) }
        #expect(Self.verdict(leaf, root, at: Issuer.start + 11 * Issuer.day) == "expired 0")
        #expect(Self.verdict(leaf, root, at: Issuer.start - Issuer.day) == "notYetValid 0")
        #expect(Self.verdict(leaf, root) == nil)
    }

    @Test("another key of the same name did not sign what the right one was found to have signed")
    func namesake() throws {
        let root = try Issuer.ca("Root") { $0.identifiers = false }
        let namesake = try Issuer.ca("Root") { $0.identifiers = false }
        let leaf = try root.leaf { $0.identifiers = false }
        #expect(Self.verdict(leaf, root) == nil)
        #expect(Self.verdict(leaf, namesake) == "badSignature 0")
        #expect(Self.verdict(leaf, root) == nil)
    }

    @Test("a bit changed anywhere in a certificate that was found good makes it another, never a good one")
    func tampering() throws {
        let root = try Issuer.ca("Root")
        let leaf = try root.leaf()
        #expect(Self.verdict(leaf, root) == nil)
        var judged = 0
        for index in leaf.der.indices {
            var der = leaf.der
            der[index] ^= 0x01
            guard let changed = try? ParsedCertificate(der: der) else { continue }
            judged += 1
            #expect(Self.verdict(changed, root) != nil, "byte \(index)")
        }
        // The signature alone has 70 bytes, most of which may be anything to a parser.
        #expect(judged > 60)
    }

    @Test("the rules for the issuer hold also where its signature is known")
    func issuerRules() throws {
        let key = try Issuer.ca("Any").key
        let root = try Issuer.ca("Root") { $0.key = key }
        let noCA = try Issuer.issue(
            {
                var options = Issuer.Options()
                options.subject = root.certificate.subject
                options.key = key
                options.days = -10...3_650
                return options
            }(), by: nil)
        let leaf = try root.leaf()
        #expect(Self.verdict(leaf, root) == nil)
        #expect(Self.verdict(leaf, noCA) == "notACA 1")
    }

    @Test("memory is bounded, and what is asked for again and again stays")
    func bounded() {
        let memory = RecentValues<Int, String>(generationMax: 10)
        memory.remember("kept", for: -1)
        for number in 0..<1_000 {
            memory.remember("\(number)", for: number)
            #expect(memory[-1] == "kept")
            #expect(memory[number] == "\(number)")
            #expect(memory.count <= 20)
        }
        #expect(memory[0] == nil)
        #expect(memory[999] == "999")
    }

    @Test("a value that is remembered again is the newer one")
    func replaces() {
        let memory = RecentValues<Int, Int>(generationMax: 1)
        memory.remember(1, for: 7)
        memory.remember(0, for: 8)
        memory.remember(2, for: 7)
        #expect(memory[7] == 2)
    }
}
