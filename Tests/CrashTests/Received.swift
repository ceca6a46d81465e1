/// What clients hold in their hands: whatever is in here was acknowledged, or shown, by the server before it died.
struct Received: Sendable {
    /// DER by serial number, over the management API and over EST.
    var certificates: [String: [UInt8]] = [:]
    /// Serial number by device.
    var enrollments: [String: String] = [:]
    /// Serial numbers whose revocation was answered.
    var revoked: Set<String> = []
    /// The bytes of every event that a reader has seen, by position.
    var events: [Int: [UInt8]] = [:]
}
