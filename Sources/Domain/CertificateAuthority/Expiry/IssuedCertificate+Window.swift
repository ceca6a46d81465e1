public import Events

extension IssuedCertificate {
    /// The same certificate with a preventive window of its own, for instance that of its DMS. It is kept beside the
    /// certificate; what was signed does not change.
    public func nearingItsEnd(_ preventive: WireDuration) -> IssuedCertificate {
        var copy = self
        copy.certificate.preventive = preventive
        copy.certificate.dueAt = ExpiryWindows.standard.due(
            .active, notAfter: certificate.notAfter, preventive: preventive)
        return copy
    }
}
