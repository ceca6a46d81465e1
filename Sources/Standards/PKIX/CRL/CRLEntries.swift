/// One certificate that is not to be trusted any more (RFC 5280, 5.3).
public struct CRLEntry: Sendable, Hashable {
    public let serial: SerialNumber
    /// Seconds since 1970.
    public let revocationDate: Int64
    public let reason: CRLReason

    public init(serial: SerialNumber, revocationDate: Int64, reason: CRLReason) {
        self.serial = serial
        self.revocationDate = revocationDate
        self.reason = reason
    }
}

/// The entries of a CRL that is being built, encoded as they are added: 100,000 of them are 5 MB of bytes and nothing
/// else.
public struct CRLEntries: Sendable {
    private(set) var der: [UInt8] = []
    public private(set) var count = 0

    /// - Parameter capacity: how many entries are expected.
    public init(capacity: Int = 0) {
        der.reserveCapacity(capacity * CRLEntries.sizeTypical)
    }

    /// Adds an entry. The reason is left out where it is unspecified, as RFC 5280, 5.3.1 asks.
    public mutating func append(_ entry: CRLEntry) {
        let serial = entry.serial.bytes
        let pad = serial[0] >= 0x80
        let time = ASN1Time.encode(entry.revocationDate)
        let hasReason = entry.reason != .unspecified
        // At most 22 + 17 + 14 octets, so that every length here is one octet.
        let serialLength = serial.count + (pad ? 1 : 0)
        let length = 2 + serialLength + time.count + (hasReason ? CRLEntries.reasonHead.count + 1 : 0)
        der.append(DERTag.sequence)
        der.append(UInt8(truncatingIfNeeded: length))
        der.append(DERTag.integer)
        der.append(UInt8(truncatingIfNeeded: serialLength))
        if pad { der.append(0) }
        der += serial
        der += time
        if hasReason {
            der += CRLEntries.reasonHead
            der.append(entry.reason.rawValue)
        }
        count += 1
    }

    /// The reason, where the extensions of an entry are a reason and nothing else, as they are nearly always. There is
    /// one such encoding for each reason; nil leaves anything else to be read in full.
    static func reason(_ extensions: ArraySlice<UInt8>) -> CRLReason? {
        guard extensions.count == reasonHead.count + 1, let value = extensions.last,
            extensions.dropLast().elementsEqual(reasonHead)
        else { return nil }
        return CRLReason(rawValue: value)
    }

    /// An entry with a serial number of 20 octets, a UTCTime and a reason.
    private static let sizeTypical = 53

    /// Extensions with one reasonCode, but for the last octet: its value.
    private static let reasonHead: [UInt8] = [
        0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01,
    ]
}
