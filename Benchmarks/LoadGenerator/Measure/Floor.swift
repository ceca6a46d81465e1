import Crypto
import Foundation
import SwiftASN1
import X509

/// What issuing a certificate cannot cost less than: the same cryptography, from the same library, with nothing around
/// it, measured on one core in the same run. Processor time, not wall time, so that a busy neighbour does not count.
public struct Floor: Sendable, Codable {
    /// Microseconds of hash, verify, hash, sign with P-256 and SHA-256: what a request and its certificate demand.
    public let verifyAndSignMicroseconds: Double
    /// Microseconds of parsing a PKCS#10 request with the X.509 library and checking its signature.
    public let parseAndVerifyMicroseconds: Double

    public var verifyAndSignPerSecond: Double { 1e6 / verifyAndSignMicroseconds }
    public var parseAndVerifyPerSecond: Double { 1e6 / parseAndVerifyMicroseconds }

    /// - Parameter rounds: how often each is done; 5,000 take about half a second.
    /// - Throws: `LoadError.server` where a signature that is right is not accepted: then nothing was measured.
    public static func measure(rounds: Int = 5_000) throws -> Floor {
        let request = try DeviceRequest(commonName: "floor-device")
        return Floor(
            verifyAndSignMicroseconds: try verifyAndSign(rounds),
            parseAndVerifyMicroseconds: try parseAndVerify(request.der, rounds))
    }

    private static func verifyAndSign(_ rounds: Int) throws -> Double {
        // About the sizes of the signed parts of a request and of a certificate.
        let (requested, issued) = ([UInt8](repeating: 1, count: 220), [UInt8](repeating: 2, count: 640))
        let (device, authority) = (P256.Signing.PrivateKey(), P256.Signing.PrivateKey())
        let proof = try device.signature(for: SHA256.hash(data: requested))
        return try processorMicroseconds(rounds) {
            let isProven = device.publicKey.isValidSignature(proof, for: SHA256.hash(data: requested))
            let signature = try authority.signature(for: SHA256.hash(data: issued))
            return isProven && signature.rawRepresentation.count == 64
        }
    }

    private static func parseAndVerify(_ der: [UInt8], _ rounds: Int) throws -> Double {
        try processorMicroseconds(rounds) {
            let request = try CertificateSigningRequest(derEncoded: der)
            return request.publicKey.isValidSignature(request.signature, for: request)
        }
    }

    private static func processorMicroseconds(_ rounds: Int, _ body: () throws -> Bool) throws -> Double {
        var right = 0
        let start = threadTime()
        for _ in 0..<rounds where try body() { right += 1 }
        let spent = threadTime() - start
        guard right == rounds else { throw LoadError.server("a signature of our own was not accepted") }
        return spent / Double(rounds)
    }

    private static func threadTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}
