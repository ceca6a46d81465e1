import Foundation
import TestSupport

/// A certificate and its key, in files.
struct Identity: Sendable {
    let certificate: String
    let key: String
    /// As the API writes it; empty where it was not issued here.
    var serial = ""

    var arguments: [String] { ["--cert", certificate, "--key", key] }
}

extension LiveServer {
    static func caBody(
        _ id: String, below parent: String? = nil, validity: String = "10y", issuance: String = "1y"
    ) -> JSON {
        var members: [String: JSON] = [
            "id": .string(id), "subject": ["common_name": "\(id) CA", "organization": "Plant"],
            "key": ["type": "ECDSA", "bits": 256], "validity": ["type": "Duration", "duration": .string(validity)],
            "issuance_expiration": ["type": "Duration", "duration": .string(issuance)],
        ]
        if let parent { members["parent_id"] = .string(parent) }
        return .object(members)
    }

    static func dmsBody(
        _ name: String, ca: String = "issuing", bootstrap: String = "bootstrap", publish: Bool = false
    ) -> JSON {
        [
            "name": .string(name), "cloud_dms": true,
            "identity_profile": [
                "aws_iotcore_publish": .bool(publish),
                "enrollment_settings": ["authorized_ca": .string(ca), "bootstrap_cas": [.string(bootstrap)]],
            ],
        ]
    }

    func approve(_ dms: String, _ status: String = "APPROVED") async throws {
        try await call("PUT", "/v1/dms/\(dms)/status", ["status": .string(status)])
    }

    /// A root, a CA that issues and one for bootstrap certificates.
    func createCAs() async throws {
        try await call("POST", "/v1/cas", Self.caBody("root", validity: "20y"))
        try await call("POST", "/v1/cas", Self.caBody("issuing", below: "root"))
        try await call("POST", "/v1/cas", Self.caBody("bootstrap"))
    }

    /// The CAs, and a DMS that enrols.
    func createPlant(dms: String = "line-1") async throws {
        try await createCAs()
        try await createDMS(Self.dmsBody(dms))
    }

    func createDMS(_ body: JSON) async throws {
        try await call("POST", "/v1/dms", body)
        try await approve(body["name"].text ?? "")
    }

    /// A key made here, and a certificate for it from a CA over the API.
    func identity(_ name: String, of ca: String = "bootstrap") async throws -> Identity {
        let request = try await DeviceRequest.make("/CN=\(name)", in: folder, named: name)
        let pem = try await Command.check("openssl", ["req", "-inform", "DER"], stdin: request.der).stdout
        let csr = JSON.string(Data(pem).base64EncodedString())
        let signed = try await call("POST", "/v1/cas/\(ca)/certificates/sign", ["csr": csr])
        guard let certificate = signed["certificate"].decoded else {
            throw TestSupportError.notFound("no certificate in the answer")
        }
        let file = try folder.write("\(name).pem", certificate)
        return Identity(certificate: file, key: request.key, serial: signed["serial_number"].text ?? "")
    }

    func revoke(_ serial: String, _ reason: String = "KeyCompromise") async throws {
        try await call(
            "PUT", "/v1/certificates/\(serial)/status",
            ["status": "REVOKED", "revocation_reason": .string(reason)])
    }
}

/// A key and a request for it, both by openssl.
struct DeviceRequest: Sendable {
    let der: [UInt8]
    /// PEM file.
    let key: String

    var base64: [UInt8] {
        [UInt8](Data(der).base64EncodedData(options: [.lineLength76Characters, .endLineWithLineFeed]))
    }

    static let p256 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]

    /// - Parameter subject: as openssl reads it, for instance `/O=Plant/CN=pump-1`.
    static func make(
        _ subject: String, in folder: TemporaryDirectory, named name: String? = nil, key algorithm: [String] = p256,
        _ more: [String] = []
    ) async throws -> DeviceRequest {
        let key = folder.path("\(name ?? UUID().uuidString).key")
        let arguments = ["req", "-new", "-nodes", "-subj", subject, "-keyout", key, "-outform", "DER"]
        let output = try await Command.check("openssl", arguments + algorithm + more)
        return DeviceRequest(der: output.stdout, key: key)
    }
}
