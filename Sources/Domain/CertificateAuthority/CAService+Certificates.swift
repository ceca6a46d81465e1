public import Events
public import Listing
public import ManagementAPI
public import PKIX
public import Storage
import EventLog
import IssuanceProfiles

extension CAService {
    /// Signs a request; the certificate is stored, with its event, before this returns.
    /// - Throws: `Refusal`.
    public func sign(_ body: SignBody, with caID: String, by caller: Caller) async throws -> CertificatePayload {
        let request: CertificateRequest
        do {
            request = try CertificateRequest(anyEncoding: Array(body.csr.pem.utf8))
        } catch {
            throw Refusal.invalid("csr-malformed", at: "/csr", error.description)
        }
        let profile = body.profile ?? IssuanceProfile.device.id
        return try await withPresentIssuer(caID) {
            let issued = try await issue(request, with: caID, profile: profile, by: caller)
            try await database.write { tx in try tx.store(issued) }
            return issued.payload
        }
    }

    /// Signs and stores nothing. The caller stores what it gets by `Transaction.store(_:)`, or drops it.
    /// - Parameter time: the moment of the operation that the certificate is a part of; now where it is left out.
    public func issue(
        _ request: CertificateRequest, with caID: String, profile: String, at time: Timestamp? = nil, by caller: Caller
    ) async throws -> IssuedCertificate {
        let time = time ?? clock.now()
        let issuer = try await issuers.issuer(caID, profile: profile, at: time)
        return try await issuer.issue(request, at: time, by: caller)
    }

    /// Looks whether a request would be signed, as far as the request and the CA decide that, and signs nothing.
    /// - Throws: `Refusal`.
    public func ensureAdmissible(
        _ request: CertificateRequest, with caID: String, profile: String, at time: Timestamp
    ) async throws {
        try await issuers.issuer(caID, profile: profile, at: time).ensureAdmissible(request, at: time)
    }

    public func certificates(
        _ query: ListQuery, issuedBy caID: String? = nil
    ) async throws -> Page<CertificatePayload> {
        var query = query
        if let caID { query.filters.append(ListFilter(field: "ca_id", operand: .equal, value: caID)) }
        let wanted = query
        return try await database.read { snapshot in
            // Deleting a CA keeps what it issued readable (lifecycles.md).
            if let caID, try snapshot.statusOfCertificateAuthority(caID) == nil { throw Refusal.notFound("ca", caID) }
            return try CertificateList.all.page(wanted, select: Certificate.columns, in: snapshot) {
                try Certificate(row: $0).payload()
            }
        }
    }

    /// - Throws: `Refusal` where there is no such certificate, or the text is no serial number.
    public func certificate(_ serial: String) async throws -> CertificatePayload {
        let number = try Self.serialNumber(serial)
        return try await database.read { try $0.existingCertificate(number) }.payload()
    }

    /// Revokes, puts on hold, or releases a hold.
    public func updateCertificateStatus(
        of serial: String, to body: CertificateStatusBody, by caller: Caller
    ) async throws -> CertificatePayload {
        let number = try Self.serialNumber(serial)
        let change = try StatusChange(body)
        let time = clock.now()
        let observers = observers
        return try await database.write { tx in
            let certificate = try tx.existingCertificate(number)
            let result =
                switch change {
                case .revoke(let reason): try tx.revoke(certificate, reason, at: time, by: caller)
                case .release: try tx.release(certificate, at: time, by: caller)
                }
            for observer in observers { try observer(result, tx) }
            return try result.after.payload()
        }
    }

    static func serialNumber(_ text: String) throws(Refusal) -> SerialNumber {
        do {
            return try SerialNumber(hex: text)
        } catch {
            throw Refusal(.invalid, "serial-malformed", "\"\(text)\" is not a serial number such as 0a-b1.")
        }
    }
}

extension Reading where Self: ~Copyable {
    /// - Throws: `Refusal` where there is no such certificate.
    func existingCertificate(_ serial: SerialNumber) throws -> Certificate {
        guard let certificate = try certificate(serial) else { throw Refusal.notFound("certificate", serial.hex) }
        return certificate
    }
}

extension Transaction {
    /// Stores a certificate that was signed, with its event, if its CA may still sign.
    public func store(_ issued: IssuedCertificate) throws {
        let certificate = issued.certificate
        try ensureMaySign(certificate.caID, at: certificate.createdAt, under: certificate.issuerSerial)
        try issued.lease?.ensureCurrent(in: self)
        try insert(issued.certificate)
        record(issued.event)
    }
}
