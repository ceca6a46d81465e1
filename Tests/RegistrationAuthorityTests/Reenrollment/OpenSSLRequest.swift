import TestSupport

/// A request as OpenSSL makes it, for a fresh P-256 key.
enum OpenSSLRequest {
    /// How the texts of the subject are written.
    enum Strings: String {
        case utf8 = "utf8only"
        case printable = "nombstr"
    }

    /// - Parameters:
    ///   - subject: as `-subj` takes it.
    ///   - names: as the extension `subjectAltName` takes them; empty for none.
    /// - Returns: DER.
    static func make(_ subject: String, names: String = "", strings: Strings = .utf8) async throws -> [UInt8] {
        try await withTemporaryDirectory { folder in
            let configuration = try folder.write(
                "req.cnf", "[req]\nstring_mask = \(strings.rawValue)\ndistinguished_name = dn\n[dn]\n")
            let extensions = names.isEmpty ? [] : ["-addext", "subjectAltName=\(names)"]
            return try await Command.check(
                "openssl",
                [
                    "req", "-new", "-config", configuration, "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "/dev/null", "-subj", subject, "-outform",
                    "DER",
                ] + extensions
            ).stdout
        }
    }
}
