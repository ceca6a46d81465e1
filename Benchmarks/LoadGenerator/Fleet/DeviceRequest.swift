public import Crypto
import Foundation
import SwiftASN1
import X509

/// A device's key and its certificate request (PKCS#10, RFC 2986) with nothing but a common name.
public struct DeviceRequest: Sendable {
    public let commonName: String
    public let key: P256.Signing.PrivateKey
    public let der: [UInt8]

    /// - Throws: what the X.509 library throws for a name that it cannot encode.
    public init(commonName: String, key: P256.Signing.PrivateKey = .init()) throws {
        self.commonName = commonName
        self.key = key
        let request = try CertificateSigningRequest(
            version: .v1, subject: DistinguishedName { CommonName(commonName) }, privateKey: .init(key),
            attributes: .init(), signatureAlgorithm: .ecdsaWithSHA256)
        var serializer = DER.Serializer()
        try serializer.serialize(request)
        der = serializer.serializedBytes
    }

    public var pem: String {
        let lines = Data(der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return "-----BEGIN CERTIFICATE REQUEST-----\n\(lines)\n-----END CERTIFICATE REQUEST-----\n"
    }

    /// `{"csr": ...}` of the management API: base64 of the PEM text.
    public var signBody: [UInt8] {
        Array("{\"csr\":\"\(Data(pem.utf8).base64EncodedString())\"}".utf8)
    }

    /// The body of an EST enrolment (RFC 8951): base64 of the DER.
    public var estBody: [UInt8] {
        Array(Data(der).base64EncodedData())
    }
}

extension DeviceRequest {
    /// Makes many on all cores. Nothing else should be measured meanwhile.
    /// - Parameter name: the common name of the device with a number.
    public static func make(_ count: Int, name: @escaping @Sendable (Int) -> String) async throws -> [DeviceRequest] {
        let workers = max(1, ProcessInfo.processInfo.activeProcessorCount)
        return try await withThrowingTaskGroup(of: [DeviceRequest].self) { group in
            for worker in 0..<workers {
                let range = (count * worker / workers)..<(count * (worker + 1) / workers)
                group.addTask { try range.map { try DeviceRequest(commonName: name($0)) } }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}
