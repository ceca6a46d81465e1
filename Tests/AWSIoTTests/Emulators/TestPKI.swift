import CloudProxy
import Foundation
import TestSupport

/// CAs and device certificates, made by openssl.
struct TestPKI {
    private let directory: TemporaryDirectory

    init(_ directory: TemporaryDirectory) {
        self.directory = directory
    }

    /// Writes `<name>.key` and `<name>.pem`.
    func makeCA(_ name: String) async throws -> String {
        try await openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "\(name).key",
            "-out", "\(name).pem", "-days", "30", "-subj", "/CN=\(name)", "-addext", "keyUsage=critical,keyCertSign")
        return try read("\(name).pem")
    }

    /// A certificate of the CA for a fresh key. Also what proves possession, with the registration code as its name.
    func issue(_ commonName: String, by ca: String) async throws -> String {
        let file = UUID().uuidString
        try await openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "\(file).key",
            "-out", "\(file).csr", "-subj", "/CN=\(commonName)")
        try await openssl(
            "x509", "-req", "-in", "\(file).csr", "-CA", "\(ca).pem", "-CAkey", "\(ca).key", "-out", "\(file).pem",
            "-days", "1", "-CAcreateserial")
        return try read("\(file).pem")
    }

    func certificate(
        _ commonName: String, by ca: String, isProven: Bool, state: CloudCertificate.State = .active
    ) async throws -> CloudCertificate {
        let pem = try await issue(commonName, by: ca)
        return CloudCertificate(
            serialNumber: "01", fingerprint: try await fingerprint(pem), certificatePEM: pem,
            issuerPEM: try read("\(ca).pem"), issuerIsProven: isProven, state: state)
    }

    /// What openssl says, so that our own arithmetic is not its own judge.
    func fingerprint(_ pem: String) async throws -> String {
        let line = try await Command.check(
            "openssl", ["x509", "-noout", "-fingerprint", "-sha256"], stdin: Array(pem.utf8)
        ).text
        return String(line.split(separator: "=")[1]).filter { $0.isHexDigit }.lowercased()
    }

    @discardableResult
    func openssl(_ arguments: String..., stdin: String = "") async throws -> String {
        try await Command.check(
            "openssl", arguments, stdin: Array(stdin.utf8), workingDirectory: directory.path
        ).text
    }

    func read(_ name: String) throws -> String {
        String(decoding: try directory.read(name), as: UTF8.self)
    }

    /// Signs the account's code with the key of the CA whose id is `ca`.
    var proofOfPossession: ProofOfPossession {
        { [self] ca, code in try await issue(code, by: ca) }
    }
}

extension CloudCertificate {
    func with(_ state: State) -> CloudCertificate {
        CloudCertificate(
            serialNumber: serialNumber, fingerprint: fingerprint, certificatePEM: certificatePEM, issuerPEM: issuerPEM,
            issuerIsProven: issuerIsProven, state: state)
    }
}

extension CloudDevice {
    func with(
        alias: String? = nil, isDecommissioned: Bool? = nil, _ certificates: CloudCertificate...
    ) -> CloudDevice {
        CloudDevice(
            id: id, alias: alias ?? self.alias, dmsName: dmsName,
            isDecommissioned: isDecommissioned ?? self.isDecommissioned, certificates: certificates)
    }
}
