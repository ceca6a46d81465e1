import Storage

/// An address below `/crl/`, taken apart.
struct CRLPath {
    private let caID: String
    /// Nil for the newest key.
    private let key: Int?
    private let shard: Int?
    let kind: CRLKind

    /// - Returns: nil where no list can be there.
    init?(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let last = parts.last, last.hasSuffix(".crl"), !parts.contains("") else { return nil }
        let name = String(last.dropLast(4))
        switch parts.count {
        case 1: self.init(name, nil, nil, .complete)
        case 2 where name.hasSuffix("-delta"): self.init(parts[0], Self.number(String(name.dropLast(6))), nil, .delta)
        case 2: self.init(parts[0], Self.number(name), nil, .complete)
        case 3:
            guard let shard = Self.number(name) else { return nil }
            self.init(parts[0], Self.number(parts[1]), shard, .complete)
        default: return nil
        }
        guard parts.count == 1 || key != nil else { return nil }
    }

    private init(_ caID: String, _ key: Int?, _ shard: Int?, _ kind: CRLKind) {
        self.caID = caID
        self.key = key
        self.shard = shard
        self.kind = kind
    }

    /// Digits only, without a leading zero: each list has one address.
    private static func number(_ text: String) -> Int? {
        guard let number = Int(text), String(number) == text, (0...Int(Int32.max)).contains(number) else { return nil }
        return number
    }

    func scope(in snapshot: borrowing Snapshot) throws -> CRLScope? {
        if let key { return CRLScope(caID: caID, key: key, shard: shard) }
        let row = try snapshot.first("SELECT MAX(key_generation) FROM crl_series WHERE ca_id = \(caID)")
        return try row?.integerOrNull(0).map { CRLScope(caID: caID, key: Int($0)) }
    }
}
