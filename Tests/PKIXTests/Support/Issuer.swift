import Crypto
import PKIX
import TestSupport

/// A certification authority of the tests: a P-256 key and its certificate.
struct Issuer {
    let key: P256.Signing.PrivateKey
    let certificate: ParsedCertificate

    /// 2026-01-01T00:00:00Z.
    static let start: Int64 = 1_767_225_600
    static let day: Int64 = 86_400

    static func sign(_ key: P256.Signing.PrivateKey) -> ([UInt8]) throws -> [UInt8] {
        { Array(try key.signature(for: $0).derRepresentation) }
    }

    static func spki(_ key: P256.Signing.PrivateKey) -> [UInt8] { Array(key.publicKey.derRepresentation) }

    static func serial(_ number: UInt64) -> SerialNumber {
        var generator = SeededGenerator(seed: number)
        return SerialNumber.fresh(atMilliseconds: 1_780_000_000_000, using: &generator)
    }

    /// What a test wants to be different about a certificate.
    struct Options {
        var subject = Name(commonName: "leaf")
        var days: ClosedRange<Int64> = 0...365
        var extensions: [Extension] = []
        var isCA = false
        var pathLength: Int?
        var usage: KeyUsage? = [.keyCertSign, .cRLSign]
        var identifiers = true
        var serial: UInt64 = 1
        var key = P256.Signing.PrivateKey()
    }

    /// Nil issues a self-signed certificate.
    static func issue(_ options: Options, by issuer: Issuer?) throws -> Issuer {
        let bits = try PublicKeyInfo(der: spki(options.key)).bits
        var constant: [Extension] = []
        if options.isCA { constant.append(.basicConstraints(ca: true, pathLength: options.pathLength)) }
        if options.isCA, let usage = options.usage { constant.append(.keyUsage(usage)) }
        if options.identifiers { constant.append(.subjectKeyIdentifier(ofBits: bits)) }
        let identifier = issuer?.certificate.subjectKeyIdentifier
        let template = CertificateTemplate(
            issuerNameDER: issuer?.certificate.subject.der ?? options.subject.der, signatureAlgorithm: .ecdsaWithSHA256,
            authorityKeyIdentifier: options.identifiers ? identifier : nil, constantExtensions: constant)
        let tbs = template.tbs(
            serial: serial(options.serial), notBefore: start + options.days.lowerBound * day,
            notAfter: start + options.days.upperBound * day, subjectDER: options.subject.der,
            publicKeyInfoDER: spki(options.key), extraExtensions: options.extensions)
        let signature = try sign(issuer?.key ?? options.key)(tbs)
        let der = template.certificate(tbs: tbs, signature: signature)
        return Issuer(key: options.key, certificate: try ParsedCertificate(der: der))
    }

    static func ca(_ name: String, by issuer: Issuer? = nil, _ change: (inout Options) -> Void = { _ in }) throws
        -> Issuer
    {
        var options = Options()
        options.subject = Name(commonName: name, organization: "Plant")
        options.isCA = true
        options.days = -10...3_650
        change(&options)
        return try issue(options, by: issuer)
    }

    func leaf(_ change: (inout Options) -> Void = { _ in }) throws -> ParsedCertificate {
        var options = Options()
        change(&options)
        return try Issuer.issue(options, by: self).certificate
    }
}
