import Foundation
import TestSupport
import Testing

/// A CA that signs for this walk alone, and who relies on it. All that is seen is kept in the party's folder.
struct Walk: Sendable {
    enum Kind: String, CaseIterable { case subordinate, divided, imported }

    let server: LiveServer
    let ca: String
    let party: RelyingParty

    var folder: TemporaryDirectory { party.folder }

    static func start(_ kind: Kind, _ name: String, in folder: TemporaryDirectory) async throws -> Walk {
        try await start(kind, name, on: try LiveServer.ofSuite(), in: folder)
    }

    static func start(
        _ kind: Kind, _ name: String, on server: LiveServer, in folder: TemporaryDirectory
    ) async throws -> Walk {
        let root = "\(name)-root"
        if kind == .imported {
            try await server.importRoot(name, in: folder)
        } else {
            try await server.call("POST", "/v1/cas", LiveServer.caBody(root, validity: "20y"))
            var body = LiveServer.caBody(name, below: root)
            if kind == .divided, case .object(var members) = body {
                members["crl_shards"] = 4
                body = .object(members)
            }
            try await server.call("POST", "/v1/cas", body)
        }
        let ids = kind == .imported ? [name] : [name, root]
        let chain = try await ids.asyncMap { try await server.certificate(ofCA: $0, in: folder) }
        return Walk(server: server, ca: name, party: RelyingParty(folder: folder, chain: chain))
    }

    /// A certificate for a key of openssl's making.
    func leaf(_ name: String) async throws -> Identity {
        let identity = try await server.identity("\(ca)-\(name)", of: ca)
        let file = try folder.write("\(name).pem", try RelyingParty.bytes(identity.certificate))
        return Identity(certificate: file, key: identity.key, serial: identity.serial)
    }

    /// Waits until the lists tell of it.
    func expect(_ verdict: String, of certificate: String) async throws {
        _ = try await eventually("\(certificate) is \(verdict) by the lists") {
            try await party.verdict(of: certificate).contains(verdict) ? true : nil
        }
    }

    /// Gathers what the CA has signed besides, and has pkilint look at everything.
    func lint(atLeast expected: Int) async throws {
        for certificate in try await server.call("GET", "/v1/cas/\(ca)/certificates")["list"].items {
            try folder.write("\(UUID().uuidString).pem", certificate["certificate"].decoded ?? [])
        }
        for list in try await server.call("GET", "/v1/cas/\(ca)/crls")["list"].items {
            let shown = try await server.call("GET", "/v1/cas/\(ca)/crls/\(list["id"].text ?? "")")
            try folder.write("\(UUID().uuidString).crl", shown["crl"].decoded ?? [])
        }
        let (count, findings) = try await Linter(folder: folder).findings()
        #expect(findings == [])
        #expect(count >= expected, "only \(count) files")
    }
}

extension LiveServer {
    /// The newest, in PEM.
    func certificate(ofCA id: String, in folder: TemporaryDirectory) async throws -> String {
        let pem = try #require(try await call("GET", "/v1/cas/\(id)")["certificate"].decoded)
        return try folder.write("\(id)-\(UUID().uuidString.prefix(8)).pem", pem)
    }

    func importRoot(_ id: String, in folder: TemporaryDirectory) async throws {
        let (key, certificate) = (folder.path("imported.key"), folder.path("imported.pem"))
        try await Command.check(
            "openssl",
            [
                "req", "-x509", "-nodes", "-subj", "/O=Plant/CN=\(id)", "-days", "3650", "-keyout", key, "-out",
                certificate,
                "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            ] + DeviceRequest.p256)
        let pem = try [certificate, key].map { JSON.string(Data(try RelyingParty.bytes($0)).base64EncodedString()) }
        try await call(
            "POST", "/v1/cas/import", ["id": .string(id), "certificate": pem[0], "private_key": pem[1]])
    }

    func revokeCA(_ id: String, _ reason: String) async throws {
        try await call(
            "PUT", "/v1/cas/\(id)/status", ["status": "REVOKED", "revocation_reason": .string(reason)])
    }

    /// The URL of the listener for relying parties.
    func validation() throws -> String {
        try #require(try JSON.parse(folder.read("data/addresses.json"))["validation"].text)
    }
}
