public import ManagementAPI
import Events
import PKIX
import Storage

extension CRLView {
    static let columns: SQL = """
        ca_id, name, key_generation, shard, kind, number, base_number, this_update, next_update, entries, size
        """

    init(row: Row) throws {
        let shard = try row.integer(3)
        self.init(
            id: try row.text(1), caID: try row.text(0), key: Int(try row.integer(2)),
            shard: shard < 0 ? nil : Int(shard), kind: try row.text(4), number: try row.integer(5),
            baseNumber: try row.integerOrNull(6), thisUpdate: Timestamp(milliseconds: try row.integer(7)),
            nextUpdate: Timestamp(milliseconds: try row.integer(8)), entries: Int(try row.integer(9)),
            size: Int(try row.integer(10)))
    }

    /// - Parameter withList: whether the list itself is shown.
    public init(_ crl: PublishedCRL, withList: Bool) {
        self.init(
            id: crl.name, caID: crl.scope.caID, key: crl.scope.key, shard: crl.scope.shard, kind: crl.kind.rawValue,
            number: crl.number, baseNumber: crl.baseNumber, thisUpdate: crl.thisUpdate, nextUpdate: crl.nextUpdate,
            entries: crl.entryCount, size: crl.der.count,
            crl: withList
                ? EncodedPEM(pem: String(decoding: PEM.encode("X509 CRL", crl.der), as: UTF8.self)) : nil)
    }
}
