public import Storage

extension Reading where Self: ~Copyable {
    /// Whether a DMS ever had a device: devices are never forgotten, also those that are decommissioned.
    public func hasDevices(ofDMS name: String) throws -> Bool {
        try first("SELECT 1 FROM device WHERE dms_name = \(name) LIMIT 1") != nil
    }
}
