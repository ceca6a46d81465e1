import Events
import Foundation
import JSONSchema
import KeyStore
import ManagementAPI
import PKIX

/// A request for a CA that was checked and can be carried out.
struct CreationPlan: Sendable {
    let id: String
    let subject: Name
    let key: KeySpecification
    let time: Timestamp
    /// Seconds since 1970.
    let notBefore: Int64
    let notAfter: Int64
    let issuanceExpiration: Validity
    let metadata: [String: JSONValue]

    private static let idLengthMax = 128

    init(_ body: CreateCABody, engineID: String, at time: Timestamp) throws(Refusal) {
        self.time = time
        id = try Self.id(body.id)
        subject = try Self.subject(body.subject)
        guard let key = KeySpecification(type: body.key.type, bits: body.key.bits) else {
            throw .invalid(
                "key-not-supported", at: "/key",
                "Keys of type \(body.key.type) with \(body.key.bits) bits are not made here; use "
                    + "\(KeySpecification.choices).")
        }
        self.key = key
        guard body.engineID == nil || body.engineID == engineID else {
            throw .invalid("engine-not-found", at: "/engine_id", "There is no key store \"\(body.engineID ?? "")\".")
        }
        notBefore = time.seconds - 60
        let end = body.validity.end(from: time)
        guard end > time, end.seconds <= Self.latestEnd else {
            throw .invalid("validity-not-possible", at: "/validity", "The validity must end after now, before 9999.")
        }
        notAfter = end.seconds
        guard body.issuanceExpiration.end(from: time) > time else {
            throw .invalid(
                "validity-not-possible", at: "/issuance_expiration", "What the CA issues would be expired at once.")
        }
        issuanceExpiration = body.issuanceExpiration
        metadata = body.metadata ?? [:]
    }

    /// 9999-12-31T23:59:59Z, the last moment that a certificate can name (RFC 5280, section 4.1.2.5).
    private static let latestEnd: Int64 = 253_402_300_799

    private static func id(_ wanted: String?) throws(Refusal) -> String {
        guard let wanted else { return UUID().uuidString.lowercased() }
        let isClean = wanted.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
        }
        guard isClean, (1...idLengthMax).contains(wanted.utf8.count) else {
            throw .invalid(
                "id-not-allowed", at: "/id",
                "An id has 1 to \(idLengthMax) of the characters A-Z, a-z, 0-9, \"-\", \"_\" and \".\".")
        }
        return wanted
    }

    private static func subject(_ body: SubjectBody) throws(Refusal) -> Name {
        let name = Name(
            commonName: body.commonName, organization: body.organization, organizationalUnit: body.organizationUnit,
            country: body.country, state: body.state, locality: body.locality)
        guard !name.isEmpty else {
            throw .invalid("subject-empty", at: "/subject", "Give the subject at least a common_name.")
        }
        do {
            try name.requireBounds()
        } catch {
            throw .invalid("subject-not-allowed", at: "/subject", error.message)
        }
        return name
    }
}
