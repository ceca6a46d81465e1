import Events
import Foundation
import JSONSchema
import TestSupport
import Testing

/// What openssl says of the certificates in the examples: so the wire forms beside them are right, not only consistent.
@Suite("Beside each certificate in an example")
struct CertificateWitnessTests {
    @Test("stand the serial number, the names and the times that openssl reads from it")
    func fields() async throws {
        var seen: Set<String> = []
        for golden in try Golden.all() {
            for place in try golden.value.certificateHolders() {
                guard let text = place.members["certificate"]?.text, seen.insert("\(place)").inserted else { continue }
                let certificate = try OpenSSLReading(try await Self.openssl(text))
                #expect(certificate.serialNumber == place.members["serial_number"]?.text, "\(golden.row.name)")
                #expect(certificate.subject == place.members["subject"], "\(golden.row.name)")
                if let from = place.members["valid_from"], let to = place.members["valid_to"] {
                    #expect(certificate.start == Self.moment(from), "\(golden.row.name)")
                    #expect(certificate.end == Self.moment(to), "\(golden.row.name)")
                }
            }
        }
        #expect(seen.count >= 8)
    }

    private static func openssl(_ base64: String) async throws -> String {
        let pem = try #require(Data(base64Encoded: base64), "standard base64 on one line")
        #expect(pem.last == UInt8(ascii: "\n"))
        let arguments = [
            "x509", "-noout", "-serial", "-subject", "-nameopt", "sep_multiline,utf8", "-dates", "-dateopt",
        ]
        return try await Command.check("openssl", arguments + ["iso_8601"], stdin: [UInt8](pem)).text
    }

    /// A time as CA and certificate carry it, or as a slot does.
    private static func moment(_ value: JSONValue) -> Timestamp? {
        switch value {
        case .string(let text): Timestamp(rfc3339: text)
        case .integer(let milliseconds): Timestamp(milliseconds: milliseconds)
        default: nil
        }
    }
}

private struct OpenSSLReading {
    let serialNumber: String
    let subject: JSONValue
    let start: Timestamp?
    let end: Timestamp?

    init(_ output: String) throws {
        var values: [String: String] = [:]
        for line in output.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if parts.count == 2 { values[parts[0]] = parts[1] }
        }
        let digits = Array(try #require(values["serial"]).lowercased())
        serialNumber = stride(from: 0, to: digits.count, by: 2).map { String(digits[$0..<$0 + 2]) }
            .joined(separator: "-")
        let names = [
            "common_name": "CN", "organization": "O", "organization_unit": "OU", "country": "C", "state": "ST",
            "locality": "L",
        ]
        subject = .object(names.mapValues { .string(values[$0] ?? "") })
        start = values["notBefore"].flatMap { Timestamp(rfc3339: $0) }
        end = values["notAfter"].flatMap { Timestamp(rfc3339: $0) }
    }
}

extension JSONValue {
    /// The objects at any depth that hold a certificate and say what it is.
    fileprivate func certificateHolders() -> [JSONValue] {
        let own = members["certificate"] != nil && members["serial_number"] != nil ? [self] : []
        return own + (Array(members.values) + elements).flatMap { $0.certificateHolders() }
    }
}
