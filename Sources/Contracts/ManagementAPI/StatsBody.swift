/// `GET /v1/stats`: how many there are. Statuses of which there is nothing are there with 0.
public struct StatsBody: Codable, Sendable, Equatable {
    /// Of what there is one status each.
    public struct Count: Codable, Sendable, Equatable {
        public var total: Int64
        public var byStatus: [String: Int64]

        private enum CodingKeys: String, CodingKey {
            case total
            case byStatus = "by_status"
        }

        public init(byStatus: [String: Int64]) {
            total = byStatus.values.reduce(0, +)
            self.byStatus = byStatus
        }
    }

    public struct Certificates: Codable, Sendable, Equatable {
        public var total: Int64
        public var byStatus: [String: Int64]
        /// By the id of the CA that issued them; deleted CAs are among them.
        public var byCA: [String: Int64]
        /// `RSA`, `ECDSA`, or the key type's own name.
        public var byKeyType: [String: Int64]
        /// By the month in which they end, in UTC, for instance `2027-05`. Only those that are neither revoked nor expired.
        public var byExpiryMonth: [String: Int64]

        private enum CodingKeys: String, CodingKey {
            case total
            case byStatus = "by_status"
            case byCA = "by_ca"
            case byKeyType = "by_key_type"
            case byExpiryMonth = "by_expiry_month"
        }

        public init(
            byStatus: [String: Int64], byCA: [String: Int64], byKeyType: [String: Int64],
            byExpiryMonth: [String: Int64]
        ) {
            total = byStatus.values.reduce(0, +)
            self.byStatus = byStatus
            self.byCA = byCA
            self.byKeyType = byKeyType
            self.byExpiryMonth = byExpiryMonth
        }
    }

    public struct Devices: Codable, Sendable, Equatable {
        public var total: Int64
        public var byStatus: [String: Int64]
        /// By the name of their DMS; those without devices are left out.
        public var byDMS: [String: Int64]

        private enum CodingKeys: String, CodingKey {
            case total
            case byStatus = "by_status"
            case byDMS = "by_dms"
        }

        public init(byStatus: [String: Int64], byDMS: [String: Int64]) {
            total = byStatus.values.reduce(0, +)
            self.byStatus = byStatus
            self.byDMS = byDMS
        }
    }

    public struct Authorities: Codable, Sendable, Equatable {
        public var total: Int64
        public var byStatus: [String: Int64]
        /// `MANAGED`, `IMPORTED` or `EXTERNAL`.
        public var byType: [String: Int64]

        private enum CodingKeys: String, CodingKey {
            case total
            case byStatus = "by_status"
            case byType = "by_type"
        }

        public init(byStatus: [String: Int64], byType: [String: Int64]) {
            total = byStatus.values.reduce(0, +)
            self.byStatus = byStatus
            self.byType = byType
        }
    }

    public var certificates: Certificates
    /// Without those that were deleted.
    public var cas: Authorities
    /// Left out where this server has no such part.
    public var devices: Devices?
    public var dms: Count?

    public init(certificates: Certificates, cas: Authorities, devices: Devices? = nil, dms: Count? = nil) {
        self.certificates = certificates
        self.cas = cas
        self.devices = devices
        self.dms = dms
    }
}
