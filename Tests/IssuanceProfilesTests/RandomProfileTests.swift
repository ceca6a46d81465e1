import CertificateAuthority
import Events
import IssuanceProfiles
import JSONSchema
import ManagementAPI
import PKIX
import SwiftASN1
import TestPKI
import Testing
import X509

@Suite("Any profile")
struct RandomProfileTests {
    @Test("that can be stored issues certificates that the library parses and no lint objects to", arguments: 0..<4)
    func issued(seed: UInt64) async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            var dice = Dice(seed: seed)
            let rsa = try Request.rsa(2048)
            var (stored, signed) = (0, 0)
            for number in 0..<150 {
                var body = RandomProfile.body(&dice)
                body.id = "random-\(number)"
                guard let profile = try await Self.refusable({ try await pki.cas.createProfile(body) }) else {
                    continue
                }
                stored += 1
                for key in [Request.ec(), Request.edwards(), rsa, Request.ec(), Request.ec(), Request.ec()] {
                    let item = IssuingTests.Case(
                        profile: profile.id ?? "", subject: RandomProfile.subject(&dice),
                        names: RandomProfile.names(&dice), key: key)
                    guard let issued = try await Self.refusable({ try await pki.sign(item, with: "root") }) else {
                        continue
                    }
                    signed += 1
                    let certificate = try X509.Certificate(derEncoded: issued.certificate.der)
                    let tbs = Array(certificate.tbsCertificateBytes)
                    try Lints.check(certificate: tbs)
                    if profile.basicConstraints?.ca == true { try Lints.check(certificateAuthority: tbs) }
                    let usage = try certificate.extensions.keyUsage
                    #expect((usage?.keyCertSign == true) == (profile.basicConstraints?.ca == true))
                }
            }
            #expect(stored > 20 && signed > 20, "\(stored) stored, \(signed) signed")
        }
    }

    /// Nil where it is refused, which is always by a `Refusal` with a code.
    private static func refusable<Value>(_ body: () async throws -> Value) async throws -> Value? {
        do {
            return try await body()
        } catch let refusal as Refusal {
            let codes = ["profile-invalid", "validity-exceeds-issuer", "ca-issuance-expired"]
            let isExpected =
                codes.contains(refusal.code) || refusal.code.hasPrefix("csr-") || refusal.code.hasPrefix("lint-")
            #expect(isExpected, "\(refusal)")
            return nil
        }
    }

    @Test("body, mutated at random, is read or refused, and never traps")
    func mutated() throws {
        var dice = Dice(seed: 7)
        let good = Array(ProfileReadingTests.full.utf8)
        let decoder = try BodyDecoder(ProfileBody.self)
        var read = 0
        for _ in 0..<1500 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...3, using: &dice) {
                let place = Int.random(in: 0..<bytes.count, using: &dice)
                switch Int.random(in: 0..<3, using: &dice) {
                case 0: bytes[place] = UInt8.random(in: 32...126, using: &dice)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &dice), at: place)
                }
            }
            do {
                let profile = try IssuanceProfile(try decoder.decode(bytes), id: "x")
                #expect(try IssuanceProfile(ProfileBody(profile), id: "x") == profile)
                read += 1
            } catch {
                #expect(!error.sentence.isEmpty)
            }
        }
        #expect((1..<1500).contains(read))
    }
}

/// SplitMix64: the same numbers each time.
struct Dice: RandomNumberGenerator {
    var seed: UInt64

    mutating func next() -> UInt64 {
        seed &+= 0x9E37_79B9_7F4A_7C15
        var mixed = seed
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
