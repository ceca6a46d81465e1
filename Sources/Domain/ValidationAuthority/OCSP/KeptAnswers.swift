import PKIX

/// Signed answers to requests without a nonce, by the bytes of the request; bounded in bytes.
///
/// Two generations stand in for a list by last use: what is asked for again moves to the young one, and when that has
/// half of the room, the old one is dropped whole. So nothing is sorted, and nothing is searched for.
struct KeptAnswers {
    fileprivate struct Entry {
        let answer: OCSPAnswer
        let serial: SerialNumber
        /// Seconds since 1970.
        let until: Int64
    }

    fileprivate struct Generation {
        var entries: [RequestBytes: Entry] = [:]
        var requests: [SerialNumber: [RequestBytes]] = [:]
        var bytes = 0
    }

    private var young = Generation()
    private var old = Generation()
    private let bytesMax: Int

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    var bytes: Int { young.bytes + old.bytes }
    var count: Int { young.entries.count + old.entries.count }

    /// - Parameter now: seconds since 1970.
    mutating func answer(_ request: [UInt8], at now: Int64) -> OCSPAnswer? {
        let key = RequestBytes(bytes: request)
        if let entry = young.entries[key] { return entry.until > now ? entry.answer : nil }
        guard let entry = old.remove(key), entry.until > now else { return nil }
        insert(entry, for: key)
        return entry.answer
    }

    /// - Parameter until: seconds since 1970; from then on a new answer is wanted.
    mutating func keep(_ answer: OCSPAnswer, for request: [UInt8], about serial: SerialNumber, until: Int64) {
        let key = RequestBytes(bytes: request)
        _ = young.remove(key)
        _ = old.remove(key)
        insert(Entry(answer: answer, serial: serial, until: until), for: key)
    }

    mutating func forget(_ serial: SerialNumber) {
        young.remove(about: serial)
        old.remove(about: serial)
    }

    mutating func forgetAll() {
        young = Generation()
        old = Generation()
    }

    private mutating func insert(_ entry: Entry, for key: RequestBytes) {
        young.insert(entry, for: key)
        guard young.bytes > bytesMax / 2 else { return }
        old = young
        young = Generation()
    }
}

extension KeptAnswers.Generation {
    /// What an entry takes beside its bytes: buckets, headers of arrays, the way back from the serial number.
    private static let overhead = 320

    private static func size(_ entry: KeptAnswers.Entry, _ key: RequestBytes) -> Int {
        entry.answer.der.count + key.bytes.count + overhead
    }

    mutating func insert(_ entry: KeptAnswers.Entry, for key: RequestBytes) {
        entries[key] = entry
        requests[entry.serial, default: []].append(key)
        bytes += Self.size(entry, key)
    }

    mutating func remove(_ key: RequestBytes) -> KeptAnswers.Entry? {
        guard let entry = entries.removeValue(forKey: key) else { return nil }
        bytes -= Self.size(entry, key)
        requests[entry.serial]?.removeAll { $0 == key }
        if requests[entry.serial]?.isEmpty == true { requests[entry.serial] = nil }
        return entry
    }

    mutating func remove(about serial: SerialNumber) {
        for key in requests.removeValue(forKey: serial) ?? [] {
            guard let entry = entries.removeValue(forKey: key) else { continue }
            bytes -= Self.size(entry, key)
        }
    }
}

/// The bytes of a request as a key: hashed in one go, where an array is hashed byte by byte.
struct RequestBytes: Hashable {
    let bytes: [UInt8]

    func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
