import CertificateAuthority
import EventLog
import Events
import PKIX
import Storage

extension OCSPResponder {
    /// What the database said, in one snapshot.
    private struct Finding: Sendable {
        let issuer: IssuingKey
        /// In the order of the request.
        let standings: [CertificateStanding]
        /// The end of the log in that snapshot.
        let position: Int64
    }

    func answer(_ request: OCSPRequest, _ bytes: [UInt8], at now: Timestamp) async throws -> OCSPAnswer {
        // Well-formed, and yet we cannot say what it wants to hear (RFC 6960, 2.3).
        guard !request.hasUnknownCriticalExtension else { return .failure(.unauthorized) }
        let (directory, epoch) = memory.directory(at: now)
        guard let finding = try await find(request, directory, epoch) else { return .failure(.unauthorized) }
        let signer = try await signer(for: finding.issuer, at: now, epoch)
        let responses = zip(request.certificateIDs, finding.standings).map { id, standing in
            OCSPSingleResponse(
                certificateID: id, status: OCSPCertificateStatus(standing), thisUpdate: now.seconds,
                nextUpdate: nextUpdate(standing, signer, at: now))
        }
        let der = try await signer.sign(responses, nonce: request.nonce, at: now.seconds)
        let answer = OCSPAnswer(
            der: der, thisUpdate: now.seconds, nextUpdate: responses.compactMap(\.nextUpdate).min(),
            isCacheable: request.nonce == nil && !finding.standings.contains(.unknown))
        keep(answer, request, bytes, finding, signer, epoch)
        return answer
    }

    /// - Returns: nil where the certificates are not all of one issuer whose key is here: only that key, or who it delegated,
    ///   may speak for it, and an answer has one signature.
    private func find(_ request: OCSPRequest, _ known: IssuerDirectory?, _ epoch: Int) async throws -> Finding? {
        if let known, known.issuer(of: request.certificateIDs) == nil { return nil }
        let log = log
        let (finding, directory) = try await database.read { snapshot in
            let directory = try known ?? IssuerDirectory(try snapshot.issuingKeys())
            guard let issuer = directory.issuer(of: request.certificateIDs) else { return (nil as Finding?, directory) }
            let standings = try request.certificateIDs.map { id in
                try id.serial.map { try snapshot.standing(of: $0, under: issuer) } ?? .unknown
            }
            return (Finding(issuer: issuer, standings: standings, position: try log.head(snapshot)), directory)
        }
        if known == nil { memory.remember(directory, epoch: epoch) }
        return finding
    }

    private func signer(for key: IssuingKey, at now: Timestamp, _ epoch: Int) async throws -> OCSPSigner {
        let name = SignerName(key)
        if let signer = memory.signer(name, at: now) { return signer }
        let memory = memory
        return try await signers.signer(
            for: key, at: now.seconds, known: { memory.signer(name, at: now) },
            found: { memory.remember($0, for: name, epoch: epoch) })
    }

    /// Never beyond the end of the certificate that the signature is checked with.
    private func nextUpdate(_ standing: CertificateStanding, _ signer: OCSPSigner, at now: Timestamp) -> Int64 {
        let unknown = min(configuration.unknownValidity, configuration.validity)
        let validity = standing == .unknown ? unknown : configuration.validity
        return min((now + validity).seconds, signer.certificate?.notAfter ?? .max)
    }

    private func keep(
        _ answer: OCSPAnswer, _ request: OCSPRequest, _ bytes: [UInt8], _ finding: Finding, _ signer: OCSPSigner,
        _ epoch: Int
    ) {
        guard answer.isCacheable, request.isLightweight, let serial = request.certificateIDs.first?.serial,
            let thisUpdate = answer.thisUpdate, let nextUpdate = answer.nextUpdate
        else { return }
        memory.keep(
            answer, for: bytes, about: serial, by: signer, until: thisUpdate + (nextUpdate - thisUpdate) / 2,
            asOf: finding.position, epoch: epoch)
    }
}

extension OCSPCertificateStatus {
    fileprivate init(_ standing: CertificateStanding) {
        switch standing {
        case .good: self = .good
        case .unknown: self = .unknown
        case .revoked(let revocation):
            self = .revoked(time: revocation.time.seconds, reason: revocation.reason.ocspCode)
        }
    }
}

extension RevocationReason {
    /// The code of the CRLReason (RFC 5280, 5.3.1). Unspecified is told by leaving it out.
    fileprivate var ocspCode: Int? { self == .unspecified ? nil : Int(CRLReason(self).rawValue) }
}
