import Foundation
import TestSupport
import Testing

/// Somebody who trusts a root, and knows of the server only what stands in the certificates that it is shown.
struct RelyingParty: Sendable {
    let folder: TemporaryDirectory
    /// PEM files, the nearest issuer first, the root last.
    let chain: [String]

    enum Nonce: CaseIterable { case with, without }

    /// What an answer says, as openssl prints it: `good`, `revoked keyCompromise`, `unknown`; or the error.
    func status(of certificate: String, _ nonce: Nonce, at address: String? = nil) async throws -> String {
        let url =
            if let address { address } else { try #require(try await Points(of: certificate).ocsp) }
        let kept = folder.path("\(UUID().uuidString).ors")
        let output = try await Command.run(
            "openssl",
            [
                "ocsp", "-url", url, "-issuer", chain[0], "-cert", certificate, "-CAfile", try bundle(), "-respout",
                kept,
            ] + (nonce == .without ? ["-no_nonce"] : []))
        let lines = output.text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        if let refused = lines.first(where: { $0.hasPrefix("Responder Error: ") }) { return refused }
        #expect(output.stderr.contains("Response verify OK"), "\(output.stderr)")
        #expect(!output.stderr.contains("WARNING"), "the nonce comes back: \(output.stderr)")
        let status = lines.first { $0.hasPrefix("\(certificate): ") }?.dropFirst(certificate.count + 2) ?? ""
        let reason = lines.first { $0.hasPrefix("Reason: ") }.map { " " + $0.dropFirst("Reason: ".count) } ?? ""
        return status + reason
    }

    /// Waits until OCSP says so, with and without a nonce.
    func expect(_ status: String, of certificate: String) async throws {
        for nonce in Nonce.allCases {
            _ = try await eventually("\(certificate) is \(status), \(nonce) a nonce") {
                try await self.status(of: certificate, nonce) == status ? true : nil
            }
        }
    }

    /// What openssl says of the certificate by the lists that it and its issuers name, fetched now.
    /// - Parameter deltas: further lists, by which the old ones are brought up to date.
    func verdict(of certificate: String, lists: [String]? = nil, deltas: [String] = []) async throws -> String {
        let complete = if let lists { lists } else { try await self.lists(for: certificate) }
        let crls = try folder.write("\(UUID().uuidString).crls", (complete + deltas).flatMap(Self.bytes))
        let output = try await Command.run(
            "openssl",
            [
                "verify", "-x509_strict", "-crl_check_all", "-CAfile", chain[chain.count - 1], "-untrusted",
                try bundle(),
                "-CRLfile", crls,
            ] + (deltas.isEmpty ? [] : ["-use_deltas"]) + [certificate])
        return output.text.replacing("\(certificate): ", with: "") + output.stderr
    }

    /// The lists that the certificate and its issuers name, in this order. A root names none; it is in the last one's scope.
    func lists(for certificate: String) async throws -> [String] {
        var addresses: [String] = []
        for file in [certificate] + chain.dropLast() {
            addresses.append(try #require(try await Points(of: file).crl))
        }
        return try await addresses.asyncMap(list)
    }

    /// - Returns: a PEM file with the list.
    func list(at address: String) async throws -> String {
        let der = try await Curl.send(address, ["--fail"]).body
        let pem = try await Command.check("openssl", ["crl", "-inform", "DER"], stdin: der).stdout
        return try folder.write("\(UUID().uuidString).crl", pem)
    }

    private func bundle() throws -> String {
        try folder.write("\(UUID().uuidString).chain", try chain.flatMap(Self.bytes))
    }

    static func bytes(_ file: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: file))) }
}

/// The addresses that stand in a certificate or a list, by openssl's reading.
struct Points: Sendable {
    private(set) var crl: String?
    private(set) var ocsp: String?
    private(set) var caIssuers: String?
    private(set) var freshestCRL: String?

    init(of certificate: String) async throws {
        self.init(try await Command.check("openssl", ["x509", "-in", certificate, "-noout", "-text"]).text)
    }

    init(ofList file: String) async throws {
        self.init(try await Command.check("openssl", ["crl", "-in", file, "-noout", "-text"]).text)
    }

    private init(_ text: String) {
        var heading = ""
        for line in text.split(separator: "\n").map({ $0.trimmingCharacters(in: .whitespaces) }) {
            if line.hasPrefix("X509v3 ") || line.hasPrefix("Authority Information") { heading = line }
            guard let range = line.firstRange(of: "URI:") else { continue }
            let address = String(line[range.upperBound...])
            if line.hasPrefix("OCSP - ") {
                ocsp = address
            } else if line.hasPrefix("CA Issuers - ") {
                caIssuers = address
            } else if heading.hasPrefix("X509v3 CRL Distribution Points") {
                crl = address
            } else if heading.hasPrefix("X509v3 Freshest CRL") {
                freshestCRL = address
            }
        }
    }
}

extension Sequence where Element: Sendable {
    func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
