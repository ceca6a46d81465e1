import CertificateAuthority
import Events
import Foundation
import ManagementAPI
import PKIX
import RegistrationAuthority
import Synchronization
import TestPKI
import TestSupport

/// A PKI of ours with a DMS whose bootstrap CA is somebody else's: imported as a certificate, without its key.
struct ForeignPlant: Sendable {
    let pki: TestPKI
    let root: OpenSSLCA
    let web: FakeWeb
    let enrollment: EnrollmentService

    /// - Parameter level: `chain_validation_level` of the DMS.
    static func run(level: Int = -1, _ body: @Sendable (ForeignPlant) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            let root = try await OpenSSLCA.make("foreign-root", in: folder)
            try await withPKI { pki in
                // Openssl knows no other time than the machine's, and goes on by it while the test runs.
                pki.clock.advance(by: .seconds(Int64(Date().timeIntervalSince1970) + 120 - pki.clock.now.seconds))
                try await pki.createCA("root")
                try await pki.createCA("issuing", under: "root", years: 5)
                let certificate = try folder.read("foreign-root.pem")
                _ = try await pki.cas.importCA(
                    ImportCABody(
                        id: "foreign", certificate: EncodedPEM(pem: String(decoding: certificate, as: UTF8.self))),
                    by: TestPKI.caller)
                try await pki.createDMSOnly { settings in
                    settings.bootstrapCAs = ["foreign"]
                    settings.chainValidationLevel = level
                }
                let web = FakeWeb()
                try await body(
                    ForeignPlant(pki: pki, root: root, web: web, enrollment: pki.enrollment(over: web.exchange)))
            }
        }
    }

    /// The refusal of an enrolment with these certificates; nil where it enrolled.
    func refusal(_ presented: [[UInt8]], device: String = "pump-\(UUID().uuidString.prefix(8))") async throws
        -> Refusal?
    {
        do {
            let request = try TestRequest(device)
            _ = try await enrollment.enroll(label: "line-1", request: request.der, presented: presented)
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }
}

extension TestPKI {
    /// An approved cloud DMS `line-1` that has its devices' certificates signed by `issuing`.
    func createDMSOnly(_ change: (inout EnrollmentSettings) -> Void) async throws {
        var settings = EnrollmentSettings(authorizedCA: "issuing", bootstrapCAs: ["issuing"])
        change(&settings)
        _ = try await dmss.create(
            CreateDMSBody(
                name: "line-1", cloudDMS: true, identityProfile: IdentityProfile(enrollmentSettings: settings)),
            by: Self.caller)
        _ = try await dmss.updateStatus(of: "line-1", to: DMSStatusBody(status: .approved), by: Self.caller)
    }

    func enrollment(
        over web: WebExchange, webhookKey: WebhookKey? = nil, passwords: Passwords = Passwords()
    ) -> EnrollmentService {
        EnrollmentService(
            database: database, cas: cas, configuration: .init(), clock: clock.wall,
            authentications: Authentications(
                database: database, web: web, webhookKey: webhookKey, passwords: passwords))
    }
}

/// The rest of the world, by address. It counts what it is asked.
final class FakeWeb: Sendable {
    typealias Page = @Sendable (WebRequest) async throws -> [UInt8]

    private let pages = Mutex<[String: Page]>([:])
    private let asked = Mutex<[String]>([])

    func serve(_ url: String, _ page: @escaping Page) {
        pages.withLock { $0[url] = page }
    }

    func serve(_ url: String, _ bytes: [UInt8]) {
        serve(url) { _ in bytes }
    }

    func close(_ url: String) {
        pages.withLock { $0[url] = nil }
    }

    var requests: [String] { asked.withLock { $0 } }

    var exchange: WebExchange {
        WebExchange { request throws(WebFault) in
            self.asked.withLock { $0.append(request.url) }
            guard let page = self.pages.withLock({ $0[request.url] }) else { throw .unreachable("connection refused") }
            do {
                let body = try await page(request)
                return body.count <= request.answerBytesMax
                    ? WebResponse(status: 200, body: body)
                    : WebResponse(status: 500, body: [])
            } catch let fault as WebFault {
                throw fault
            } catch {
                throw .unreachable("\(error)")
            }
        }
    }
}
