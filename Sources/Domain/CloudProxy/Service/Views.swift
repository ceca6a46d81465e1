public import Events

/// A connector with its bindings, as the management API shows it.
public struct ConnectorView: Codable, Sendable, Equatable {
    public let connector: ConnectorConfiguration
    public let bindings: [BindingView]
    public let due: Int
    public let parked: Int
    /// The account throttled us, or no connector can be made of the configuration: nothing is begun before.
    public let pausedUntil: Timestamp?
    /// Why it pauses.
    public let error: String?

    private enum CodingKeys: String, CodingKey {
        case connector
        case bindings
        case due
        case parked
        case pausedUntil = "paused_until"
        case error
    }
}

/// How a bound CA stands in an account.
public enum Consistency: String, Codable, Sendable, CaseIterable {
    case consistent = "CONSISTENT"
    /// The account was found to differ.
    case inconsistent = "INCONSISTENT"
    /// Work on it is due.
    case pending = "PENDING"
    /// The last attempt failed.
    case failed = "FAILED"
    /// The connector is switched off.
    case disabled = "DISABLED"
}

/// A CA that is bound to a connector.
public struct BindingView: Codable, Sendable, Equatable {
    public let connectorID: String
    public let caID: String
    /// Bound by the CA's own metadata, and unbound only there.
    public let isByMetadata: Bool
    public let consistency: Consistency
    /// What differs, or why the last attempt failed.
    public let detail: String?

    private enum CodingKeys: String, CodingKey {
        case connectorID = "connector_id"
        case caID = "ca_id"
        case isByMetadata = "by_metadata"
        case consistency
        case detail
    }
}

/// One resource in one account, and the work on it.
public struct WorkView: Codable, Sendable, Equatable {
    public enum State: String, Codable, Sendable, CaseIterable {
        case due
        case working
        /// Another resource has to be there first.
        case waiting
        case settled
        /// All attempts failed; it waits for an operator or for the next event of the resource.
        case parked
    }

    public let connectorID: String
    /// For instance `device/pump-7`.
    public let key: String
    public let state: State
    /// Attempts in a row that failed.
    public let attempts: Int
    public let error: String?
    public let waitsFor: String?
    /// What was found to differ in the account when it was last compared.
    public let difference: String?
    /// Since when it is due; nil where it is settled.
    public let dueSince: Timestamp?
    public let nextAttempt: Timestamp?
    public let settledAt: Timestamp?

    private enum CodingKeys: String, CodingKey {
        case connectorID = "connector_id"
        case key
        case state
        case attempts
        case error
        case waitsFor = "waits_for"
        case difference
        case dueSince = "due_since"
        case nextAttempt = "next_attempt"
        case settledAt = "settled_at"
    }
}

/// A device in one account: what is wanted of it there, and the work on it.
public struct CloudDeviceView: Codable, Sendable, Equatable {
    public struct Certificate: Codable, Sendable, Equatable {
        public let serialNumber: String
        /// SHA-256 of the DER, lower-case hex.
        public let fingerprint: String
        /// `active`, `inactive` or `revoked`.
        public let state: String

        private enum CodingKeys: String, CodingKey {
            case serialNumber = "serial_number"
            case fingerprint
            case state
        }
    }

    public let id: String
    public let dmsName: String
    public let isDecommissioned: Bool
    /// What the account is to say of its certificates.
    public let certificates: [Certificate]
    /// nil where nothing was ever due.
    public let work: WorkView?

    private enum CodingKeys: String, CodingKey {
        case id
        case dmsName = "dms_name"
        case isDecommissioned = "decommissioned"
        case certificates
        case work
    }
}

/// What is told to those who watch.
public struct ReconcilerMetrics: Sendable, Equatable {
    public struct Connector: Sendable, Equatable {
        public let id: String
        /// Due, being worked on, or waiting for another.
        public let due: Int
        public let parked: Int
        /// How long the oldest of the due ones has been due, in milliseconds; 0 where none is.
        public let oldestAge: Int64
        /// Calls since the process began, by operation.
        public let calls: [String: CallCount]
    }

    /// In the order of their ids.
    public let connectors: [Connector]
}
