public import Events

/// A list of what was revoked, as the management API shows it.
public struct CRLView: Codable, Sendable, Equatable {
    /// Names it among the lists of its CA: `0-17`, `0-17-delta`, `0.3-17`.
    public var id: String
    public var caID: String
    /// Which key of the CA signed it, counted from 0.
    public var key: Int
    /// The part of the CA's list that it is; left out for the whole.
    public var shard: Int?
    /// `COMPLETE` or `DELTA`.
    public var kind: String
    public var number: Int64
    /// The complete list that a delta adds to.
    public var baseNumber: Int64?
    public var thisUpdate: Timestamp
    public var nextUpdate: Timestamp
    public var entries: Int
    /// Bytes of DER.
    public var size: Int
    /// The list itself, where one is shown.
    public var crl: EncodedPEM?

    private enum CodingKeys: String, CodingKey {
        case id
        case caID = "ca_id"
        case key
        case shard
        case kind
        case number
        case baseNumber = "base_number"
        case thisUpdate = "this_update"
        case nextUpdate = "next_update"
        case entries
        case size
        case crl
    }

    public init(
        id: String, caID: String, key: Int, shard: Int?, kind: String, number: Int64, baseNumber: Int64?,
        thisUpdate: Timestamp, nextUpdate: Timestamp, entries: Int, size: Int, crl: EncodedPEM? = nil
    ) {
        self.id = id
        self.caID = caID
        self.key = key
        self.shard = shard
        self.kind = kind
        self.number = number
        self.baseNumber = baseNumber
        self.thisUpdate = thisUpdate
        self.nextUpdate = nextUpdate
        self.entries = entries
        self.size = size
        self.crl = crl
    }
}
