import CloudProxy
import Crypto
import Foundation

/// What AWS lets a name or a value consist of, and what we do about those that do not fit.
enum AWSNames {
    static let managedBy = "shedu:managed-by"
    static let caName = "lamassuCAName"
    static let serialNumber = "serialNumber"

    /// A thing is called as the device is. Another name would be another device, so one that does not fit is refused.
    static func thingName(deviceID: String) throws(CloudError) -> String {
        let fits = deviceID.utf8.allSatisfy { isAlphanumeric($0) || ":_-".utf8.contains($0) }
        guard fits, (1...128).contains(deviceID.utf8.count) else {
            throw .rejected(
                "the device id \"\(deviceID)\" cannot be the name of an AWS thing: "
                    + "1 to 128 letters, digits, colons, underscores and hyphens")
        }
        return deviceID
    }

    /// Attributes are labels for people, so a character that AWS refuses becomes an underscore.
    static func attributeValue(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { fitsAttribute($0) ? $0 : "_" }.prefix(800)))
    }

    /// The general alphabet of AWS tags: letters, digits, spaces and a few signs, 256 characters.
    static func tagValue(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { fitsTag($0) ? $0 : "_" }.prefix(256)))
    }

    /// `dt/lms/well-known/<dms>/cacerts`
    static func trustBundleTopic(dmsName: String) throws(CloudError) -> String {
        let isLevel = !dmsName.unicodeScalars.contains { "/+#".unicodeScalars.contains($0) || $0.value < 0x20 }
        let topic = "dt/lms/well-known/\(dmsName)/cacerts"
        guard isLevel, !dmsName.isEmpty, topic.utf8.count <= 256 else {
            throw .rejected("the DMS name \"\(dmsName)\" cannot be a level of an MQTT topic")
        }
        return topic
    }

    /// AWS calls a certificate by the SHA-256 of its DER.
    static func certificateID(pem: String) throws(CloudError) -> String {
        let lines = pem.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        guard let begin = lines.firstIndex(of: "-----BEGIN CERTIFICATE-----"),
            let end = lines[begin...].firstIndex(of: "-----END CERTIFICATE-----"),
            let der = Data(base64Encoded: lines[(begin + 1)..<end].joined()), !der.isEmpty
        else { throw .rejected("this is not a certificate in PEM") }
        return hex(SHA256.hash(data: der))
    }

    static func isCertificateID(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    private static func fitsAttribute(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (isAlphanumeric(UInt8(scalar.value)) || "_.,@/:#-".unicodeScalars.contains(scalar))
    }

    private static func fitsTag(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .spaceSeparator, .lineSeparator, .paragraphSeparator:
            true
        default: "_.:/=+-@".unicodeScalars.contains(scalar)
        }
    }
}
