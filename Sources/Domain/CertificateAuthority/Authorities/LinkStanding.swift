public import PKIX
public import Storage

/// A certificate by which a key of a CA vouched for another key of that CA. It is revoked with the CA, and with nothing else.
public struct IssuedLink: Sendable, Hashable {
    public let serial: SerialNumber
    /// Which key signed it: the old one, or the new.
    public let issuerKey: Int
}

/// The index of the link certificates by serial number.
enum LinkStanding {
    static let migration = Migration("certificate-authority/005-link-serial") { _ in
        ["CREATE INDEX ca_link_serial ON ca_link (serial)"]
    }

    /// Which key signed a row of `ca_link l`: it names the new one, and a link from the old key is signed by the one before.
    static let issuerKey: SQL = "l.key_generation - CASE WHEN l.kind = 'NEW_WITH_OLD' THEN 1 ELSE 0 END"
}

extension Reading where Self: ~Copyable {
    /// Every link certificate of a CA.
    public func issuedLinks(ofCA id: String) throws -> [IssuedLink] {
        try query("SELECT l.serial, \(LinkStanding.issuerKey) FROM ca_link l WHERE l.ca_id = \(id)").map { row in
            IssuedLink(serial: try SerialNumber(bytes: try row.bytes(0)), issuerKey: Int(try row.integer(1)))
        }
    }
}
