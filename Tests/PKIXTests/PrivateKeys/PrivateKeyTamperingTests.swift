import PKIX
import Testing
import TestSupport

@Suite("Private keys that were tampered with")
struct PrivateKeyTamperingTests {
    private func read(_ bytes: [UInt8]) -> PKIXError.Code? {
        do {
            _ = try PrivateKey(anyEncoding: bytes)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("a public part of another key is noticed, in SEC 1, in PKCS #8, and beside it")
    func otherPublicPart() throws {
        let (one, other) = (
            try PrivateKey(generating: .ecdsa(bits: 256)), try PrivateKey(generating: .ecdsa(bits: 256))
        )
        let foreign = one.pkcs8.replacing(one.publicKey.bits, with: other.publicKey.bits)
        #expect(foreign != one.pkcs8 && read(one.pkcs8) == nil && read(foreign) == .inconsistentKey)
        let edwards = try PrivateKey(generating: .ed25519)
        let version2 = { (bits: [UInt8]) in
            element(
                0x30, [0x02, 1, 1], [0x30, 5, 0x06, 3, 0x2b, 0x65, 0x70],
                element(0x04, Array(edwards.pkcs8.suffix(34))),
                element(0x81, [0], bits))
        }
        #expect(read(version2(edwards.publicKey.bits)) == nil, "RFC 5958's version 2")
        #expect(read(version2(edwards.publicKey.bits.reversed())) == .inconsistentKey)
    }

    @Test("a scalar out of range and a curve of another size are refused")
    func scalars() throws {
        let key = try PrivateKey(generating: .ecdsa(bits: 256))
        let curve = [UInt8](hex: "06082a8648ce3d030107")
        let order = [UInt8](hex: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
        let sec1 = { (scalar: [UInt8], parameters: [UInt8]) in
            element(0x30, [0x02, 1, 1], element(0x04, scalar), element(0xa0, parameters))
        }
        let one = [UInt8](repeating: 0, count: 31) + [1]
        #expect(read(sec1(one, curve)) == nil)
        #expect(read(sec1([UInt8](repeating: 0, count: 32), curve)) == .malformedPrivateKey)
        #expect(read(sec1(order, curve)) == .malformedPrivateKey)
        #expect(read(sec1([0] + one, curve)) == .malformedPrivateKey, "one octet too long")
        #expect(read(sec1(one, [UInt8](hex: "06052b81040022"))) == .malformedPrivateKey, "P-384 has 48 octets")
        let inside = element(0x30, [0x02, 1, 1], element(0x04, one), element(0xa0, [UInt8](hex: "06052b81040022")))
        let algorithm = element(0x30, [UInt8](hex: "06072a8648ce3d0201"), curve)
        #expect(read(element(0x30, [0x02, 1, 0], algorithm, element(0x04, inside))) == .inconsistentKey)
        #expect(read(element(0x30, [0x02, 1, 1], element(0x04, one))) == .unsupportedKey, "no curve at all")
        #expect(read(key.pkcs8 + [0]) != nil, "a byte too many")
    }

    @Test("an RSA key of which one number was changed is refused, whichever it is")
    func rsaNumbers() throws {
        let der = try OpenSSLKeys.file("rsa2048.pkcs1.der")
        var offset = 4
        for number in 0..<9 {
            let length =
                der[offset + 1] == 0x82 ? Int(der[offset + 2]) << 8 | Int(der[offset + 3]) : Int(der[offset + 1])
            let header = der[offset + 1] == 0x82 ? 4 : der[offset + 1] == 0x81 ? 3 : 2
            let size = der[offset + 1] == 0x81 ? Int(der[offset + 2]) : length
            var changed = der
            changed[offset + header + size - 1] ^= 0x02
            #expect(read(changed) != nil, "number \(number)")
            offset += header + size
        }
        #expect(offset == der.count && read(der) == nil)
    }

    @Test("random bytes, and mutated PEM")
    func noise() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            let count = Int.random(in: 0..<80, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(read(bytes) != nil)
            #expect(read([0x30, UInt8(truncatingIfNeeded: count)] + bytes) != nil)
        }
        let pem = try OpenSSLKeys.file("p256.parameters.pem")
        let key = try PrivateKey(anyEncoding: pem)
        for _ in 0..<1_000 {
            if let other = try? PrivateKey(anyEncoding: MutationTests.mutate(pem, &generator)) {
                #expect(other.publicKey == key.publicKey, "the public part stands beside it")
            }
        }
    }

    @Test(
        "mutated keys are read as what they are or refused, and never quoted",
        arguments: ["p256.der", "p521.sec1.der", "rsa2048.pkcs1.der", "rsa2048.der", "ed25519.der", "encrypted.der"])
    func mutated(_ name: String) throws {
        let der = try OpenSSLKeys.file(name)
        var generator = SeededGenerator(seed: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
        var refused = 0
        for _ in 0..<1_500 {
            let bytes = MutationTests.mutate(der, &generator)
            do {
                let key = try PrivateKey(anyEncoding: bytes)
                #expect(
                    key.publicKey.isValid(signature: try key.sign([1]), algorithm: key.signatureAlgorithm, for: [1]))
            } catch let error as PKIXError {
                refused += 1
                #expect(error.description.count < 250)
            }
        }
        #expect(refused > 1_000)
    }
}

/// An element of fewer than 256 bytes.
private func element(_ tag: UInt8, _ parts: [UInt8]...) -> [UInt8] {
    let contents = Array(parts.joined())
    return [tag] + (contents.count < 0x80 ? [] : [0x81]) + [UInt8(contents.count)] + contents
}

extension [UInt8] {
    init(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        self = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
