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
    let pathLength: Int?
    let extensions: [Extension]
    let crlShards: Int

    private static let crlShardsAllowed = 1...256
    private static let idLengthMax = 128

    init(_ body: CreateCABody, engineID: String, at time: Timestamp) throws(Refusal) {
        self.time = time
        id = try Self.id(body.id)
        subject = try Self.subject(body.subject)
        key = try Self.key(body.key)
        try Self.ensureEngine(body.engineID, is: engineID)
        pathLength = try Self.pathLength(body.pathLength)
        extensions = try Self.extensions(body.nameConstraints)
        crlShards = body.crlShards ?? 1
        guard Self.crlShardsAllowed.contains(crlShards) else {
            throw .invalid(
                "crl-shards-not-allowed", at: "/crl_shards", "A CRL is divided into 1 to 256 lists, not \(crlShards).")
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
    static let latestEnd: Int64 = 253_402_300_799

    static func key(_ body: KeyBody) throws(Refusal) -> KeySpecification {
        guard let key = KeySpecification(type: body.type, bits: body.bits) else {
            throw .invalid(
                "key-not-supported", at: "/key",
                "Keys of type \(body.type.prefix(40)) with \(body.bits) bits are not made here; use "
                    + "\(KeySpecification.choices).")
        }
        return key
    }

    static func ensureEngine(_ wanted: String?, is engineID: String) throws(Refusal) {
        guard let wanted, wanted != engineID else { return }
        throw .invalid(
            "engine-not-found", at: "/engine_id", "There is no key store \"\(wanted.prefix(80))\".")
    }

    static func pathLength(_ wanted: Int?) throws(Refusal) -> Int? {
        guard let wanted, !(0...pathLengthMax).contains(wanted) else { return wanted }
        throw .invalid(
            "path-length-not-allowed", at: "/path_length",
            "The path length is 0 to \(pathLengthMax), or left out for any; not \(wanted).")
    }

    /// CAs do not stand deeper than this.
    private static let pathLengthMax = 32

    static func id(_ wanted: String?) throws(Refusal) -> String {
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

    static func subject(_ body: SubjectBody) throws(Refusal) -> Name {
        let name = Name(body)
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
