/// A complete CRL that was found to be its issuer's, ready to be asked about many certificates (RFC 5280, 6.3).
public struct TrustedCRL: Sendable {
    /// Seconds since 1970.
    public let thisUpdate: Int64
    /// Seconds since 1970; a CRL that does not say until when it is true is not trusted.
    public let nextUpdate: Int64
    /// Of the CRL as it was sent.
    public let byteCount: Int
    private let scope: IssuingDistributionPoint?
    private let entries: [SerialNumber: CRLEntry]

    /// - Parameters:
    ///   - issuer: whose key signed the certificates that will be asked about; it was verified before.
    ///   - time: seconds since 1970.
    public init(_ crl: ParsedCRL, from issuer: ParsedCertificate, at time: Int64) throws(RevocationFault) {
        guard !crl.isDelta else { throw .outOfScope }
        guard crl.isSigned(by: issuer) else { throw .wrongSigner }
        guard let nextUpdate = crl.nextUpdate else {
            throw .notCurrent(thisUpdate: crl.thisUpdate, nextUpdate: nil)
        }
        try RevocationPeriod.check(thisUpdate: crl.thisUpdate, nextUpdate: nextUpdate, at: time)
        thisUpdate = crl.thisUpdate
        self.nextUpdate = nextUpdate
        byteCount = crl.der.count
        scope = crl.issuingDistributionPoint
        entries = Dictionary(crl.entries.map { ($0.serial, $0) }) { first, _ in first }
    }

    /// What it says of a certificate of its issuer. One on hold is revoked as long as it is.
    /// - Parameter pointers: the certificate's own.
    public func answer(
        about certificate: ParsedCertificate, _ pointers: RevocationPointers, at time: Int64
    ) throws(RevocationFault) -> RevocationAnswer {
        try RevocationPeriod.check(thisUpdate: thisUpdate, nextUpdate: nextUpdate, at: time)
        guard covers(certificate, pointers) else { throw .outOfScope }
        guard let entry = entries[certificate.serial] else {
            return RevocationAnswer(status: .good, nextUpdate: nextUpdate)
        }
        return RevocationAnswer(
            status: .revoked(time: entry.revocationDate, reason: Int(entry.reason.rawValue)), nextUpdate: nextUpdate)
    }

    /// RFC 5280, 6.3.3, (b).
    private func covers(_ certificate: ParsedCertificate, _ pointers: RevocationPointers) -> Bool {
        guard let scope else { return true }
        if scope.onlyContainsUserCerts && certificate.isCA || scope.onlyContainsCACerts && !certificate.isCA {
            return false
        }
        return scope.uris.isEmpty || !Set(scope.uris).isDisjoint(with: pointers.crls)
    }
}
