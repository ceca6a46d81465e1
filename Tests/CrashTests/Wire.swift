import Foundation
import SwiftASN1
import X509

/// The members of the wire's objects that the checks look at.
enum Wire {
    struct NotPEM: Error {}

    struct CA: Decodable {
        let serialNumber: String
    }

    struct Certificate: Decodable {
        let serialNumber: String
        let certificate: String
        let status: String

        func stored() throws -> Snapshot.StoredCertificate {
            .init(der: try Wire.der(certificate), status: status)
        }
    }

    struct Device: Decodable {
        struct Slot: Decodable {
            struct Active: Decodable {
                let serialNumber: String
            }
            let id: String
            let activeCertificate: Active?
        }
        let id: String
        let slots: [Slot]
    }

    struct Event: Decodable {
        struct Payload: Decodable {
            let serialNumber: String?
            let status: String?
            let certificate: String?
        }
        let id: String
        let type: String
        let data: Payload

        /// Of the certificate that the event speaks of; an enrolment carries nothing but the certificate itself.
        func serial() throws -> String? {
            guard type == EventName.enroll, let certificate = data.certificate else { return data.serialNumber }
            return Serial.text(try X509.Certificate(derEncoded: Wire.der(certificate)))
        }
    }

    /// DER of base64 of PEM.
    static func der(_ text: String) throws -> [UInt8] {
        guard let pem = Data(base64Encoded: text) else { throw NotPEM() }
        let lines = String(decoding: pem, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("-----") }
        guard let der = Data(base64Encoded: lines.joined()) else { throw NotPEM() }
        return [UInt8](der)
    }
}
