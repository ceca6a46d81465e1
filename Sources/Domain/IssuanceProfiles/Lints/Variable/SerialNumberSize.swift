extension VariableLints {
    /// A positive integer of at most 20 octets.
    static let serialNumberSize = Lint<VariableParts>(
        "serial-number-size", "RFC 5280, section 4.1.2.2"
    ) { parts in
        let octets = parts.serialOctets
        guard let first = octets.first, octets.count <= 20 else {
            return "The serial number has \(octets.count) octets."
        }
        if first >= 0x80 { return "The serial number is negative." }
        return octets == [0] ? "The serial number is zero." : nil
    }
}
