public import Storage
import ManagementAPI
import PKIX

/// What the CAs above a new one allow it to be: a certificate that no relying party could ever accept is not signed.
struct PathRules {
    /// The CAs above, the parent first.
    let above: [CertificateAuthority]

    /// - Throws: `Refusal` where a path length (RFC 5280, section 4.2.1.9) or the name constraints (section 4.2.1.10) of
    ///   one of them would be broken.
    func check(subject: Name, pathLength: Int?) throws {
        for (between, ca) in above.enumerated() {
            let certificate = try ParsedCertificate(der: ca.der)
            try check(ca.id, certificate.pathLength, between, pathLength)
            guard let refused = try certificate.nameOutsideConstraints([.directory(subject)]) else { continue }
            throw Refusal.invalid(
                "name-not-permitted", at: "/subject",
                "The name constraints of CA \"\(ca.id)\" do not permit the name \(refused).")
        }
    }

    /// - Parameter between: how many CAs stand between that CA and the new one.
    private func check(_ id: String, _ limit: Int?, _ between: Int, _ wanted: Int?) throws(Refusal) {
        guard let limit else { return }
        let left = limit - between - 1
        guard left >= 0 else {
            throw .invalid(
                "path-length-exceeded", at: "/parent_id",
                "CA \"\(id)\" has the path length \(limit): no CA may stand so far below it.")
        }
        guard let wanted, wanted > left else { return }
        throw .invalid(
            "path-length-exceeded", at: "/path_length",
            "CA \"\(id)\" has the path length \(limit), which leaves at most \(left) here.")
    }
}

extension Reading where Self: ~Copyable {
    /// A CA and those above it, itself first. It ends at a root, where an issuer is not here, and where one was deleted.
    public func lineage(ofCA id: String) throws -> [CertificateAuthority] {
        var lineage: [CertificateAuthority] = []
        var next: String? = id
        while let id = next, lineage.count < lineageMax, let ca = try certificateAuthority(id), ca.deletedAt == nil {
            lineage.append(ca)
            next = ca.parentID
        }
        return lineage
    }
}

/// More CAs do not stand above each other; it bounds the walk whatever the tables say.
private let lineageMax = 64
