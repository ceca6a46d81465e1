import Foundation
import PKIX
import TestSupport

/// A certification authority of the tests with a key of any kind.
struct KeyedAuthority {
    let key: PrivateKey
    let certificate: ParsedCertificate

    /// Nil makes a root.
    static func make(
        _ name: String, _ key: PrivateKey, by issuer: KeyedAuthority? = nil, pathLength: Int? = nil,
        constraints: NameConstraints? = nil, serial: UInt64 = 1, days: Int64 = 3_650
    ) throws -> KeyedAuthority {
        let certificate = try CACertificate(
            subject: Name(commonName: name, organization: "Plant", country: "NL"), publicKeyInfoDER: key.publicKey.der,
            serial: Issuer.serial(serial), notBefore: Issuer.start, notAfter: Issuer.start + days * Issuer.day,
            pathLength: pathLength, nameConstraints: constraints)
        let signer = issuer?.key ?? key
        let unsigned =
            issuer.map { certificate.issued(by: $0.certificate, signer.signatureAlgorithm) }
            ?? certificate.selfSigned(signer.signatureAlgorithm)
        return try sealed(unsigned, with: signer, for: key)
    }

    static func sealed(
        _ unsigned: UnsignedCertificate, with signer: PrivateKey, for key: PrivateKey
    ) throws -> KeyedAuthority {
        let der = unsigned.signed(try signer.sign(unsigned.tbs))
        return KeyedAuthority(key: key, certificate: try ParsedCertificate(der: der))
    }

    func leaf(
        _ name: String = "leaf", _ names: [GeneralName] = [.dns("leaf.plant.example")],
        _ key: PrivateKey? = nil, serial: UInt64 = 9
    ) throws -> ParsedCertificate {
        let key = try key ?? PrivateKey(generating: .ecdsa(bits: 256))
        let template = CertificateTemplate(
            issuerNameDER: certificate.subject.der, signatureAlgorithm: self.key.signatureAlgorithm,
            authorityKeyIdentifier: certificate.subjectKeyIdentifier,
            constantExtensions: [
                .basicConstraints(ca: false), .keyUsage(.digitalSignature), .extendedKeyUsage([.clientAuth]),
            ])
        let tbs = template.tbs(
            serial: Issuer.serial(serial), notBefore: Issuer.start, notAfter: Issuer.start + 90 * Issuer.day,
            subjectDER: Name(commonName: name, organization: "Plant").der, publicKeyInfoDER: key.publicKey.der,
            extraExtensions: [.subjectKeyIdentifier(ofBits: key.publicKey.bits), try .subjectAltName(names)])
        return try ParsedCertificate(der: template.certificate(tbs: tbs, signature: try self.key.sign(tbs)))
    }
}

extension Shell {
    func write(_ name: String, _ certificate: ParsedCertificate) throws {
        try write(name, PEM.encode("CERTIFICATE", certificate.der))
    }

    /// What pkilint has to say of certificates, errors and worse: nothing, if all is well.
    func lint(_ files: [String]) throws -> String {
        let program = try PythonEnvironment.judges.program("lint_pkix_cert")
        return try run(
            "for f in \(files.joined(separator: " ")); do \(program) lint -s ERROR $f || echo \"in $f\"; done"
        )
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Runs a Python program with `cryptography` at hand.
    func python(_ program: String) throws -> String {
        try write("judge.py", [UInt8](program))
        return try run("\(try PythonEnvironment.judges.python()) judge.py")
    }
}
