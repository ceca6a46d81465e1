import PKIX

/// Certificates that come again and again, parsed: those of bootstrap CAs, and the bootstrap certificate that a batch of
/// devices shares. The bytes of one never change. Nothing here says that one is good.
enum ParsedCertificates {
    private static let known = RecentValues<[UInt8], ParsedCertificate>(generationMax: 500)
    /// A client may present anything: what is unusually large does not stay in memory.
    private static let rememberedSizeMax = 4_096

    static func parse(_ der: [UInt8]) throws(PKIXError) -> ParsedCertificate {
        if let certificate = known[der] { return certificate }
        let certificate = try ParsedCertificate(der: der)
        if der.count <= rememberedSizeMax { known.remember(certificate, for: der) }
        return certificate
    }
}
