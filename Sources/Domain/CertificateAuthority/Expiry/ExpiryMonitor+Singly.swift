import Events
import Logging
import PKIX
import Storage

/// What is done with a row that cannot be dealt with: it must not hold up all the others.
enum Postponement {
    static let time = WireDuration.hours(1)

    /// Whether an error is about what is in a row, and would come again and again. Else the store is in trouble, and later
    /// all will be well.
    static func concerns(_ error: any Error) -> Bool {
        switch error {
        case StorageError.unexpectedColumn: true
        case is StorageError, is CancellationError: false
        default: true
        }
    }
}

extension ExpiryMonitor {
    /// The same as a step, one by one; what fails alone is looked at again in an hour.
    func stepSingly(at now: Timestamp) async throws {
        let limit = configuration.batchMax
        let (cas, certificates) = try await self.cas.database.read { snapshot in
            (
                try snapshot.query(
                    "SELECT id FROM ca WHERE due_at <= \(now.milliseconds) ORDER BY due_at LIMIT \(limit)"
                )
                .map { try $0.text(0) },
                try snapshot.query(
                    "SELECT serial FROM certificate WHERE due_at <= \(now.milliseconds) ORDER BY due_at LIMIT \(limit)"
                ).map { try $0.bytes(0) }
            )
        }
        for id in cas {
            let later: SQL = "UPDATE ca SET due_at = \((now + Postponement.time).milliseconds) WHERE id = \(id)"
            try await single("ca/\(id)", at: now, else: later) { transitions, tx in
                if let ca = try tx.certificateAuthority(id) { try transitions.move(ca, in: tx) }
            }
            self.cas.issuers.forget(id)
        }
        for serial in certificates {
            let later: SQL =
                "UPDATE certificate SET due_at = \((now + Postponement.time).milliseconds) WHERE serial = \(serial)"
            let hex = serial.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: "-")
            try await single("certificate/\(hex)", at: now, else: later) { transitions, tx in
                let number = try SerialNumber(bytes: serial)
                if let certificate = try tx.certificate(number) { try transitions.move(certificate, in: tx) }
            }
        }
    }

    /// Looks again whether it is due: another server may have been there.
    private func single(
        _ subject: String, at now: Timestamp, else later: SQL,
        _ move: @escaping @Sendable (inout ExpiryTransitions, borrowing Transaction) throws -> Void
    ) async throws {
        let (windows, observers) = (cas.configuration.windows, cas.observers)
        do {
            try await cas.database.write { tx in
                var transitions = ExpiryTransitions(windows: windows, observers: observers, time: now)
                try move(&transitions, tx)
            }
        } catch  where Postponement.concerns(error) {
            logger.error(
                "its status cannot follow its dates; looked at again in an hour",
                metadata: ["subject": "\(subject)", "error": "\(error)"])
            try await cas.database.write { tx in _ = try tx.execute(later) }
        }
    }
}
