import Foundation
import ManagementAPI
import RegistrationAuthority
import TestPKI
import TestSupport
import Testing

@Suite("Revocation over HTTP")
struct LiveRevocationTests {
    @Test("is asked of openssl's OCSP responder, which the CA lets answer")
    func ocsp() async throws {
        try await ForeignPlant.run { plant in
            let port = try freePort()
            let aia = ["authorityInfoAccess=OCSP;URI:http://127.0.0.1:\(port)/ocsp"]
            let (good, bad) = (try await plant.root.issue("good", aia), try await plant.root.issue("bad", aia))
            let late = try await plant.root.issue("late", aia)
            _ = try await plant.root.issue("signer", ["extendedKeyUsage=OCSPSigning", "noCheck=yes"])
            try await plant.root.revoke("bad")
            let folder = plant.root.folder
            try await withWebExchange { web in
                let enrollment = plant.pki.enrollment(over: web)
                let arguments = [
                    "ocsp", "-port", "\(port)", "-index", folder.path("foreign-root.index"), "-CA",
                    plant.root.certificate, "-rsigner", folder.path("signer.pem"), "-rkey", folder.path("signer.key"),
                    "-nmin", "60",
                ]
                try await withServerProcess(
                    "openssl", arguments, readiness: .port(port), logFile: folder.path("ocsp.log")
                ) { _ in
                    let taken = try await enrollment.refusal(good)
                    #expect(taken == nil)
                    #expect(try await enrollment.refusal(bad)?.code == "client-certificate-revoked")
                }
                let refusal = try await enrollment.refusal(late)
                #expect(refusal?.sentence.contains("could not be reached") == true)
            }
        }
    }

    @Test("is asked of a CRL on a plain web server, which no redirect leads away from")
    func crl() async throws {
        try await ForeignPlant.run { plant in
            let port = try freePort()
            let folder = plant.root.folder
            let cdp = { (path: String) in ["crlDistributionPoints=URI:http://127.0.0.1:\(port)/\(path)"] }
            let good = try await plant.root.issue("good", cdp("root.crl"))
            let bad = try await plant.root.issue("bad", cdp("root.crl"))
            // The server answers the name of a folder with a redirect.
            let led = try await plant.root.issue("led", cdp("folder"))
            let none = try await plant.root.issue("none", cdp("missing.crl"))
            try await plant.root.revoke("bad")
            try folder.write("root.crl", try await plant.root.crl())
            try FileManager.default.createDirectory(atPath: folder.path("folder"), withIntermediateDirectories: false)
            try await withWebExchange { web in
                let enrollment = plant.pki.enrollment(over: web)
                try await withServerProcess(
                    try PythonEnvironment.judges.python(),
                    ["-m", "http.server", "--bind", "127.0.0.1", "--directory", folder.path, "\(port)"],
                    readiness: .port(port), logFile: folder.path("crl.log")
                ) { _ in
                    #expect(try await enrollment.refusal(good) == nil)
                    #expect(try await enrollment.refusal(bad)?.code == "client-certificate-revoked")
                    let refusal = try await enrollment.refusal(led)
                    #expect(refusal?.sentence.contains("answered with HTTP 301") == true)
                    #expect(try await enrollment.refusal(none)?.sentence.contains("HTTP 404") == true)
                }
            }
        }
    }
}

extension EnrollmentService {
    /// The refusal of a fresh device with this client certificate; nil where it enrolled.
    fileprivate func refusal(_ client: [UInt8]) async throws -> Refusal? {
        do {
            let request = try TestRequest("pump-\(UUID().uuidString.prefix(8))")
            _ = try await enroll(label: "line-1", request: request.der, presented: [client])
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }
}
