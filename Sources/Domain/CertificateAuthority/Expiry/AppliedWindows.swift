import EventLog
import Events
import PKIX
import Storage

/// For which windows the due moments in the store hold, and how far a change of the windows has come.
struct AppliedWindows: Sendable, Equatable {
    let windows: ExpiryWindows
    /// The last CA that was looked at; nil when all were.
    var lastCA: String?
    /// The serial number of the last certificate that was looked at; nil when all were.
    var lastCertificate: [UInt8]?

    var isComplete: Bool { lastCA == nil && lastCertificate == nil }

    /// To be applied from the beginning.
    init(beginning windows: ExpiryWindows) {
        self.windows = windows
        lastCA = ""
        lastCertificate = []
    }

    init(row: Row) throws {
        windows = ExpiryWindows(
            preventive: WireDuration(milliseconds: try row.integer(0)),
            critical: WireDuration(milliseconds: try row.integer(1)))
        lastCA = try row.textOrNull(2)
        lastCertificate = try row.bytesOrNull(3)
    }
}

extension Reading where Self: ~Copyable {
    /// Nil before the first start of a monitor: then the moments are those of the standard windows.
    func appliedWindows() throws -> AppliedWindows? {
        try first("SELECT preventive, critical, last_ca, last_certificate FROM expiry_windows WHERE id = 1")
            .map(AppliedWindows.init(row:))
    }
}

extension Transaction {
    func put(_ applied: AppliedWindows) throws {
        try execute(
            """
            INSERT INTO expiry_windows (id, preventive, critical, last_ca, last_certificate)
            VALUES (1, \(applied.windows.preventive.milliseconds), \(applied.windows.critical.milliseconds),
                \(applied.lastCA), \(applied.lastCertificate))
            ON CONFLICT (id) DO UPDATE SET preventive = excluded.preventive, critical = excluded.critical,
                last_ca = excluded.last_ca, last_certificate = excluded.last_certificate
            """)
    }
}
