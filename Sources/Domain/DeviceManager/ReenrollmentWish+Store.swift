import Events
import Storage

extension ReenrollmentWish {
    /// - Parameter column: the first of the three.
    init?(row: Row, at column: Int) throws {
        guard let time = try row.integerOrNull(column) else { return nil }
        self.init(requestedAt: time, reason: try row.text(column + 1), by: try row.text(column + 2))
    }
}

extension Transaction {
    /// - Parameter wish: nil withdraws it.
    func put(_ wish: ReenrollmentWish?, on slot: Slot) throws {
        try execute(
            """
            UPDATE slot SET wish_at = \(wish?.requestedAt), wish_reason = \(wish?.reason), wish_by = \(wish?.by)
            WHERE device_id = \(slot.deviceID) AND id = \(slot.id)
            """)
    }
}
