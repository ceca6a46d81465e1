import Events
import ManagementAPI
import TestSupport

/// A CA, or a leaf, of somebody else: made by GnuTLS, with a key made by OpenSSL.
struct OutsideAuthority {
    let folder: TemporaryDirectory
    let name: String

    var certificatePath: String { folder.path("\(name).pem") }
    var keyPath: String { folder.path("\(name).key") }

    var certificate: EncodedPEM {
        get throws { EncodedPEM(pem: String(decoding: try folder.read("\(name).pem"), as: UTF8.self)) }
    }

    var key: SecretPEM {
        get throws { SecretPEM(pem: String(decoding: try folder.read("\(name).key"), as: UTF8.self)) }
    }

    static let caLines = ["ca", "cert_signing_key", "crl_signing_key"]

    /// - Parameter lines: of certtool's template, beside name, serial number and dates.
    @discardableResult
    static func make(
        _ name: String, in folder: TemporaryDirectory, under parent: OutsideAuthority? = nil,
        lines: [String] = caLines, from: String = "2026-05-01 00:00:00", until: String = "2036-05-01 00:00:00"
    ) async throws -> OutsideAuthority {
        let made = OutsideAuthority(folder: folder, name: name)
        try await Command.check(
            "openssl",
            ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", made.keyPath])
        try await made.certify(under: parent, lines: lines, from: from, until: until)
        return made
    }

    /// Certifies the key that is there, or a request.
    func certify(
        under parent: OutsideAuthority?, request: String? = nil, lines: [String] = caLines,
        from: String = "2026-05-01 00:00:00", until: String = "2036-05-01 00:00:00", as file: String? = nil
    ) async throws {
        let template = try folder.write(
            "\(name).template",
            (["cn = \"\(name)\"", "activation_date = \"\(from)\"", "expiration_date = \"\(until)\""] + lines)
                .joined(separator: "\n"))
        var arguments = ["--template", template, "--outfile", folder.path("\(file ?? name).pem")]
        if let parent {
            arguments += ["--generate-certificate", "--load-ca-certificate", parent.certificatePath]
            arguments += ["--load-ca-privkey", parent.keyPath]
        } else {
            arguments += ["--generate-self-signed"]
        }
        arguments += request.map { ["--load-request", $0] } ?? ["--load-privkey", keyPath]
        try await Command.check("certtool", arguments)
    }
}
