extension VariableLints {
    /// Years from 1950 to 9999 have an encoding.
    static let validityRange = Lint<VariableParts>(
        "validity-range", "RFC 5280, section 4.1.2.5"
    ) { parts in
        let writable: ClosedRange<Int64> = -631_152_000...253_402_300_799
        return writable.contains(parts.notBefore) && writable.contains(parts.notAfter)
            ? nil : "The validity is outside of the years 1950 to 9999."
    }
}
