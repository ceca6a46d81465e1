import CertificateAuthority
import Events
import ManagementAPI
import PKIX
import Storage

/// Finds out whether a client's certificates were revoked, wherever they were issued. What a CA issued whose key is here
/// stands on record and is judged by the record alone, in the transaction that decides; of others their own PKI is
/// asked before. One that names nobody to ask must be on record too: a person imported it then, and can revoke it here.
struct RevocationCheck: Sendable {
    let database: any Database
    let inquiry: RevocationInquiry

    /// All that is asked for one path. A client waits no longer.
    static let timeMax = Duration.seconds(15)

    /// - Parameters:
    ///   - path: verified, from the client's certificate to the one below the anchor.
    /// - Returns: what has to be good still when a request is granted.
    /// - Throws: `Refusal` where one is revoked elsewhere, or that cannot be found out.
    func standing(
        of path: [ParsedCertificate], below anchor: TrustAnchor, at time: Timestamp
    ) async throws -> CertificateStanding {
        let foreign = try await foreign(in: path, below: anchor)
        guard !foreign.isEmpty else { return CertificateStanding(path: path, anchorCA: anchor.caID) }
        let vouched = try await withThrowingTaskGroup(of: Set<Int>.self) { group in
            group.addTask { try await self.vouched(foreign, path + [anchor.certificate], at: time.seconds) }
            group.addTask {
                try await Task.sleep(for: Self.timeMax)
                throw Refusal(
                    .unauthenticated, "client-certificate-revocation-unknown",
                    "Whether the client's certificates were revoked could not be found out in time.")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
        return CertificateStanding(path: path, anchorCA: anchor.caID, foreign: Set(foreign), vouched: vouched)
    }

    /// Which of the path were signed by a key that is not here. Where the anchor is ours and signed the client's
    /// certificate itself, as nearly always, nothing has to be looked up.
    private func foreign(in path: [ParsedCertificate], below anchor: TrustAnchor) async throws -> [Int] {
        let last = path.count - 1
        let tail = anchor.isExternal ? [last] : []
        guard path.count > 1 else { return tail }
        return try await database.read { snapshot in
            try path.indices.dropLast().filter { index in
                let issuer = path[index + 1]
                let ca = try snapshot.certificateAuthority(withCertificate: issuer.der, serial: issuer.serial)
                return ca.map { $0.type == .external } ?? true
            } + tail
        }
    }

    /// From the anchor down: who was revoked has nothing to say of those below.
    private func vouched(_ foreign: [Int], _ chain: [ParsedCertificate], at time: Int64) async throws -> Set<Int> {
        var vouched: Set<Int> = []
        for index in foreign.reversed()
        where try await inquiry.ensureGood(chain[index], from: chain[index + 1], at: time) {
            vouched.insert(index)
        }
        return vouched
    }
}
