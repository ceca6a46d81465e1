import Events
import ManagementAPI
import PKIX
import Storage

/// What a new certificate of a CA starts from.
struct Renewal: Sendable {
    let ca: CertificateAuthority
    /// Nil for a root, and where somebody else certifies it.
    let parent: CertificateAuthority?
    let time: Timestamp
    /// Seconds since 1970.
    let notBefore: Int64
    let notAfter: Int64
}

extension CAService {
    /// - Parameters:
    ///   - validity: as long as the present certificate, cut to the parent's end, where it is nil.
    ///   - isCertified: the certificate is there already, so nothing is signed.
    /// - Throws: `Refusal` where the CA, or its parent, may not sign now, or is not here to sign.
    func renewal(ofCA id: String, _ validity: Validity?, isCertified: Bool = false) async throws -> Renewal {
        let time = clock.now()
        let (ca, parent) = try await database.read { snapshot in
            let ca = try snapshot.existingCertificateAuthority(id)
            return (ca, try ca.parentID.flatMap { try snapshot.lineage(ofCA: $0).first })
        }
        try ca.ensureMaySign(at: time)
        if isCertified {
            return Renewal(ca: ca, parent: nil, time: time, notBefore: 0, notAfter: 0)
        }
        guard ca.keyID != nil, ca.isRoot || parent?.keyID != nil else {
            throw Refusal(
                .conflict, "issuer-not-here",
                "The key that certifies CA \"\(id)\" is not here. Have its issuer sign a new certificate for the same key, and "
                    + "send that as `certificate` of a reissue.")
        }
        try parent?.ensureMaySign(at: time)
        let notBefore = max(time.seconds - 60, parent?.notBefore.seconds ?? 0)
        return Renewal(
            ca: ca, parent: parent, time: time, notBefore: notBefore,
            notAfter: try Self.end(of: ca, from: notBefore, under: parent, validity, at: time))
    }

    private static func end(
        of ca: CertificateAuthority, from notBefore: Int64, under parent: CertificateAuthority?, _ validity: Validity?,
        at time: Timestamp
    ) throws(Refusal) -> Int64 {
        let latest = min(parent?.notAfter.seconds ?? CreationPlan.latestEnd, CreationPlan.latestEnd)
        guard let validity else {
            return min(notBefore + ca.notAfter.seconds - ca.notBefore.seconds, latest)
        }
        let end = validity.end(from: time)
        guard end > time, end.seconds <= CreationPlan.latestEnd else {
            throw .invalid("validity-not-possible", at: "/validity", "The validity must end after now, before 9999.")
        }
        guard end.seconds <= latest else {
            throw .invalid(
                "validity-exceeds-parent", at: "/validity",
                "The CA would outlive its parent, which is valid until \(Timestamp(seconds: latest)).")
        }
        return end.seconds
    }
}

extension Transaction {
    /// Puts a CA's new certificate in the place of its present one.
    func updateCertificate(of ca: CertificateAuthority) throws {
        try execute(
            """
            UPDATE ca SET parent_id = \(ca.parentID), status = \(ca.status.rawValue), key_id = \(ca.keyID),
                key_type = \(ca.key.type), key_bits = \(ca.key.bits), serial = \(ca.serial.bytes),
                issuer_serial = \(ca.issuerSerial?.bytes ?? []), certificate = \(ca.der),
                not_before = \(ca.notBefore.milliseconds), not_after = \(ca.notAfter.milliseconds),
                key_generation = \(ca.keyGeneration), issuer_key = \(ca.issuerKey),
                key_identifier = \(ca.keyIdentifier), issuer_key_identifier = \(ca.issuerKeyIdentifier),
                due_at = \(ca.dueAt?.milliseconds)
            WHERE id = \(ca.id)
            """)
    }
}
