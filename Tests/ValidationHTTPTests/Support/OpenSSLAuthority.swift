import Foundation
import TestSupport

/// A CA with an index of certificates, and a responder, all of them openssl's: what answers in tests of the listener is
/// not ours.
struct OpenSSLAuthority: Sendable {
    let folder: TemporaryDirectory

    /// One good certificate, serial 1, and one revoked one, serial 2.
    init(in folder: TemporaryDirectory) async throws {
        self.folder = folder
        try await Command.check(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=CA",
                "-days", "3650", "-keyout", folder.path("ca.key"), "-out", folder.path("ca.pem"),
            ])
        for serial in ["1", "2"] {
            try await Command.check(
                "openssl",
                [
                    "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(serial)",
                    "-keyout", folder.path("\(serial).key"), "-out", folder.path("\(serial).csr"),
                ])
            try await Command.check(
                "openssl",
                [
                    "x509", "-req", "-in", folder.path("\(serial).csr"), "-CA", folder.path("ca.pem"), "-CAkey",
                    folder.path("ca.key"), "-set_serial", serial, "-days", "365", "-out", folder.path("\(serial).pem"),
                ])
        }
        let index = "V\t401231235959Z\t\t01\tunknown\t/CN=1\nR\t401231235959Z\t230101000000Z\t02\tunknown\t/CN=2\n"
        try folder.write("index.txt", index)
    }

    /// What openssl's responder answers.
    func respond(to request: [UInt8]) async throws -> [UInt8] {
        let name = UUID().uuidString
        let file = try folder.write("\(name).req", request)
        try await Command.check(
            "openssl",
            [
                "ocsp", "-index", folder.path("index.txt"), "-CA", folder.path("ca.pem"), "-rsigner",
                folder.path("ca.pem"), "-rkey", folder.path("ca.key"), "-reqin", file, "-respout",
                folder.path("\(name).resp"), "-ndays", "1",
            ])
        return try folder.read("\(name).resp")
    }

    /// A request about one of the certificates, without a nonce.
    func request(about serial: String) async throws -> [UInt8] {
        try await Command.check(
            "openssl",
            [
                "ocsp", "-issuer", folder.path("ca.pem"), "-cert", folder.path("\(serial).pem"), "-no_nonce", "-reqout",
                folder.path("\(serial).req"),
            ])
        return try folder.read("\(serial).req")
    }
}
