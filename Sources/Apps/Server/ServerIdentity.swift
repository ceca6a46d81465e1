import Crypto
import Events
import Foundation
import PKIX

/// How the server shows itself in TLS. It has a small CA of its own, made at the first start, which clients are given
/// to trust (`est-ca.pem`); at every start that CA signs a fresh certificate for a fresh key.
struct ServerIdentity: Sendable {
    let certificateChain: [[UInt8]]
    /// PKCS#8.
    let privateKeyPEM: [UInt8]
    /// What clients are to trust, DER.
    let trustAnchor: [UInt8]

    private static let caDays: Int64 = 3650
    /// What browsers and Apple's platforms take at most.
    private static let certificateDays: Int64 = 397

    /// - Parameter hosts: names and addresses that clients reach the server by.
    static func load(_ data: DataDirectory, hosts: [String], at time: Timestamp) throws -> ServerIdentity {
        let (ca, caKey) = try loadCA(data, at: time)
        let key = P256.Signing.PrivateKey()
        var generator = SystemRandomNumberGenerator()
        let template = CertificateTemplate(
            issuerNameDER: ca.subject.der, signatureAlgorithm: .ecdsaWithSHA256,
            authorityKeyIdentifier: ca.subjectKeyIdentifier,
            constantExtensions: [
                .basicConstraints(ca: false), .keyUsage(.digitalSignature), .extendedKeyUsage([.serverAuth]),
                try .subjectAltName(hosts.map(alternativeName)),
            ])
        let publicKey = try PublicKeyInfo(der: Array(key.publicKey.derRepresentation))
        let end = min(ca.notAfter, time.seconds + certificateDays * 86_400)
        let tbs = template.tbs(
            serial: .fresh(atMilliseconds: time.milliseconds, using: &generator), notBefore: time.seconds - 60,
            notAfter: end,
            subjectDER: Name(commonName: hosts.first ?? "localhost").der, publicKeyInfoDER: publicKey.der,
            extraExtensions: [.subjectKeyIdentifier(ofBits: publicKey.bits)])
        let signature = try caKey.signature(for: SHA256.hash(data: tbs)).derRepresentation
        let certificate = template.certificate(tbs: tbs, signature: Array(signature))
        return ServerIdentity(
            certificateChain: [certificate, ca.der], privateKeyPEM: Array(key.pemRepresentation.utf8),
            trustAnchor: ca.der)
    }

    private static func loadCA(
        _ data: DataDirectory, at time: Timestamp
    ) throws -> (ParsedCertificate, P256.Signing.PrivateKey) {
        if let certificate = try data.estCA.contentsIfPresent(), let key = try data.estCAKey.contentsIfPresent() {
            let blocks = try PEM.decode(certificate, label: "CERTIFICATE")
            guard let der = blocks.first?.der else { throw StartError("\(data.estCA.path) holds no certificate.") }
            let parsed = try ParsedCertificate(der: der)
            if parsed.notAfter > time.seconds + 30 * 86_400 {
                return (parsed, try P256.Signing.PrivateKey(pemRepresentation: String(decoding: key, as: UTF8.self)))
            }
        }
        return try makeCA(data, at: time)
    }

    private static func makeCA(
        _ data: DataDirectory, at time: Timestamp
    ) throws -> (ParsedCertificate, P256.Signing.PrivateKey) {
        let key = P256.Signing.PrivateKey()
        var generator = SystemRandomNumberGenerator()
        let unsigned = try CACertificate(
            subject: Name(commonName: "Shedu EST server CA"),
            publicKeyInfoDER: Array(key.publicKey.derRepresentation),
            serial: .fresh(atMilliseconds: time.milliseconds, using: &generator),
            notBefore: time.seconds - 60, notAfter: time.seconds + caDays * 86_400, pathLength: 0
        ).selfSigned(.ecdsaWithSHA256)
        let signature = try key.signature(for: SHA256.hash(data: unsigned.tbs)).derRepresentation
        let der = unsigned.signed(Array(signature))
        // The key first: a certificate without its key would be taken for a whole identity at the next start.
        try data.estCAKey.writePrivately(Array(key.pemRepresentation.utf8))
        try data.estCA.writePrivately(PEM.encode("CERTIFICATE", der))
        return (try ParsedCertificate(der: der), key)
    }

    private static func alternativeName(_ host: String) -> GeneralName {
        if let octets = addressOctets(host) { return .ip(octets) }
        return .dns(host)
    }

    private static func addressOctets(_ host: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, host, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var six = in6_addr()
        if inet_pton(AF_INET6, host, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
        return nil
    }
}
