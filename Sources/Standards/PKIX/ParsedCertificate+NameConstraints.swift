extension ParsedCertificate {
    /// The first of the names that the name constraints of this CA do not allow below it (RFC 5280, 4.2.1.10), as text
    /// for a message; nil where all are allowed.
    ///
    /// - Throws: `malformedDER` or `malformedExtension` where the constraints cannot be read.
    public func nameOutsideConstraints(_ names: [GeneralName]) throws(PKIXError) -> String? {
        guard let constraints = try nameConstraints() else { return nil }
        return constraints.firstRefused(of: names)
    }
}
