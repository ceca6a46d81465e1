import Foundation
import PKIX
import TestSupport

/// A CA of other people's making: openssl, with a folder for its keys, its record and its lists.
struct OpenSSLCA: Sendable {
    let folder: TemporaryDirectory
    let name: String

    /// - Parameter parent: signs it; nil makes a root.
    static func make(
        _ name: String, in folder: TemporaryDirectory, under parent: OpenSSLCA? = nil,
        extensions: [String] = [], days: Int = 3_650, keyUsage: String = "critical,keyCertSign,cRLSign"
    ) async throws -> OpenSSLCA {
        let ca = OpenSSLCA(folder: folder, name: name)
        try folder.write("\(name).index", "")
        try folder.write("\(name).crlnumber", "01\n")
        let authority = ["basicConstraints=critical,CA:true", "subjectKeyIdentifier=hash", "keyUsage=\(keyUsage)"]
        if let parent {
            try await parent.issue(name, authority + ["authorityKeyIdentifier=keyid"] + extensions, days: days)
        } else {
            try await ca.openssl(
                ["req", "-x509", "-days", "\(days)", "-subj", "/CN=\(name)"] + newKey(ca.key) + [
                    "-out", ca.certificate,
                ]
                    + authority.flatMap { ["-addext", $0] })
        }
        try folder.write("\(name).cnf", ca.configuration)
        return ca
    }

    /// Issues a certificate to a fresh key.
    /// - Parameters:
    ///   - extensions: in openssl's words.
    ///   - from: YYMMDDHHMMSSZ; now where it is nil.
    ///   - isRecorded: whether the CA will know it.
    @discardableResult
    func issue(
        _ subject: String, _ extensions: [String] = [], days: Int = 30, from: String? = nil, until: String? = nil,
        isRecorded: Bool = true
    ) async throws -> [UInt8] {
        let file = try folder.write("\(subject).ext", (["[e]"] + extensions).joined(separator: "\n") + "\n")
        try await openssl(
            ["req", "-new", "-subj", "/CN=\(subject)", "-out", folder.path("\(subject).csr")]
                + Self.newKey(folder.path("\(subject).key")))
        let record = try folder.read("\(name).index")
        var arguments = ["ca", "-batch", "-config", folder.path("\(name).cnf"), "-notext"]
        arguments += ["-in", folder.path("\(subject).csr"), "-out", folder.path("\(subject).pem")]
        arguments += ["-extfile", file, "-extensions", "e", "-days", "\(days)"]
        if let from { arguments += ["-startdate", from] }
        if let until { arguments += ["-enddate", until] }
        try await openssl(arguments)
        if !isRecorded { try folder.write("\(name).index", record) }
        return try await certificate(of: subject)
    }

    /// DER.
    func certificate(of subject: String) async throws -> [UInt8] {
        try PEM.decode(try folder.read("\(subject).pem"), label: "CERTIFICATE")[0].der
    }

    func revoke(_ subject: String, reason: String = "keyCompromise") async throws {
        try await openssl([
            "ca", "-config", folder.path("\(name).cnf"), "-revoke", folder.path("\(subject).pem"), "-crl_reason",
            reason,
        ])
    }

    /// The CRL, DER.
    /// - Parameter until: YYMMDDHHMMSSZ; in a day where it is nil.
    func crl(from: String? = nil, until: String? = nil) async throws -> [UInt8] {
        var arguments = [
            "ca", "-config", folder.path("\(name).cnf"), "-gencrl", "-out", folder.path("\(name).crl.pem"),
        ]
        if let from { arguments += ["-crl_lastupdate", from] }
        if let until { arguments += ["-crl_nextupdate", until] } else { arguments += ["-crldays", "1"] }
        try await openssl(arguments)
        return try PEM.decode(try folder.read("\(name).crl.pem"), label: "X509 CRL")[0].der
    }

    /// The answer of openssl's responder.
    /// - Parameters:
    ///   - signer: the subject of a certificate of this folder; the CA itself where it is nil.
    ///   - options: more of `openssl ocsp`.
    func ocsp(
        _ request: [UInt8], signer: String? = nil, _ options: [String] = ["-nmin", "60"]
    ) async throws -> [UInt8] {
        let (question, answer) = ("\(UUID().uuidString).req", "\(UUID().uuidString).resp")
        try folder.write(question, request)
        let signer = signer ?? name
        try await openssl(
            [
                "ocsp", "-index", folder.path("\(name).index"), "-CA", certificate, "-reqin", folder.path(question),
                "-rsigner", folder.path("\(signer).pem"), "-rkey", folder.path("\(signer).key"), "-respout",
                folder.path(answer),
            ] + options)
        return try folder.read(answer)
    }

    var certificate: String { folder.path("\(name).pem") }
    var key: String { folder.path("\(name).key") }

    @discardableResult
    func openssl(_ arguments: [String]) async throws -> Command.Output {
        try await Command.check("openssl", arguments)
    }

    private static func newKey(_ file: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", file]
    }

    private var configuration: String {
        """
        [ca]
        default_ca = this
        [this]
        database = \(folder.path("\(name).index"))
        crlnumber = \(folder.path("\(name).crlnumber"))
        new_certs_dir = \(folder.path)
        certificate = \(certificate)
        private_key = \(key)
        rand_serial = yes
        default_md = sha256
        policy = any
        unique_subject = no
        crl_extensions = crl
        [any]
        commonName = supplied
        [crl]
        authorityKeyIdentifier = keyid

        """
    }
}
