/// What a series of lists speaks of: what one key of a CA issued, or the part of it with certain serial numbers. Each
/// has numbers of its own (RFC 5280, 5.2.3).
public struct CRLScope: Sendable, Hashable {
    public let caID: String
    /// Which key of the CA, counted from 0.
    public let key: Int
    /// Nil for everything.
    public let shard: Int?

    public init(caID: String, key: Int, shard: Int? = nil) {
        self.caID = caID
        self.key = key
        self.shard = shard
    }

    /// As the tables hold it.
    var shardColumn: Int { shard ?? -1 }

    init(caID: String, key: Int, shardColumn: Int64) {
        self.init(caID: caID, key: key, shard: shardColumn < 0 ? nil : Int(shardColumn))
    }

    /// Names a list among those of its CA: `0-17`, `0-17-delta`, `0.3-17`.
    func name(_ number: Int64, _ kind: CRLKind) -> String {
        let part = shard.map { ".\($0)" } ?? ""
        return "\(key)\(part)-\(number)\(kind == .delta ? "-delta" : "")"
    }
}
