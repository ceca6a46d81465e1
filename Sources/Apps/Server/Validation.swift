import CertificateAuthority
import Events
import Foundation
import Logging
import PKIX
import ServiceLifecycle
import Storage
import StorageSQLite
import Synchronization
import ValidationAuthority
import ValidationHTTP

/// The validation side: the listener, and what stands behind it.
struct Validation: Sendable {
    private let configuration: ServerConfiguration
    private let front: ValidationFront
    private let logger: Logger
    let services: [any Service]

    init(_ house: House, _ configuration: ServerConfiguration, logger: Logger) {
        self.configuration = configuration
        front = ValidationFront(database: house.database, responder: house.responder, crls: house.crls)
        self.logger = logger
        let owner = "\(ProcessInfo.processInfo.hostName)/\(ProcessInfo.processInfo.processIdentifier)"
        services = house.crls.services(log: house.log, owner: owner, logger: logger) + [OCSPFollower(house.responder)]
    }

    func listener(
        _ requests: ListenerRequests, _ points: PublishedPoints, _ arrivals: Arrivals
    ) -> ValidationServer {
        let settings = configuration.validation
        return ValidationServer(
            configuration: ValidationServerConfiguration(
                host: settings.address.host, port: settings.address.port,
                cacheSecondsMax: settings.cache.milliseconds / 1_000,
                onResponse: { requests.add(operation: $0, status: $1, nanoseconds: $2) }),
            source: front, logger: logger
        ) { port in
            points.listening(on: port)
            if settings.url == nil {
                logger.notice(
                    "certificates name this listener's own address; set validation.url before issuing for others",
                    metadata: ["address": "\(points.now?.base ?? "")"])
            }
            await arrivals.arrived(.validation, at: "http://\(ListenAddress(host: settings.address.host, port: port))")
        }
    }
}

/// Puts the services behind the listener.
struct ValidationFront: ValidationSource {
    let database: SQLiteDatabase
    let responder: OCSPResponder
    let crls: CRLService

    func ocsp(_ request: [UInt8]) async -> ValidationAnswer {
        let answer = await responder.answer(request)
        guard answer.isCacheable else { return ValidationAnswer(body: answer.der) }
        return ValidationAnswer(body: answer.der, thisUpdate: answer.thisUpdate, nextUpdate: answer.nextUpdate)
    }

    func crl(_ path: String) async throws -> ValidationAnswer? {
        guard let crl = try await crls.crl(path: path) else { return nil }
        return ValidationAnswer(
            body: crl.der, thisUpdate: crl.thisUpdate.seconds, nextUpdate: crl.nextUpdate.seconds,
            tag: "\(crl.scope.caID)/\(crl.name)")
    }

    func certificate(ofCA id: String, key: Int?) async throws -> ValidationAnswer? {
        let found = try await database.read { snapshot in
            guard let key else { return try snapshot.certificate(ofCA: id) }
            return try snapshot.certificate(ofCA: id, key: key)
        }
        guard let der = found else { return nil }
        let certificate = try ParsedCertificate(der: der)
        return ValidationAnswer(body: der, thisUpdate: certificate.notBefore, nextUpdate: certificate.notAfter)
    }
}

/// The addresses for certificates: known from the start, or, where the listener takes a free port, once it listens.
final class PublishedPoints: Sendable {
    private let host: String
    private let points: Mutex<ValidationPoints?>
    private let isFixed: Bool

    init(_ configuration: ServerConfiguration) {
        let (address, names) = (configuration.validation.address, configuration.serverNames)
        // Nobody can go to "every address of the machine".
        host = ["0.0.0.0", "::"].contains(address.host) ? names.first ?? address.host : address.host
        isFixed = configuration.validation.url != nil
        if let url = configuration.validation.url {
            points = Mutex(ValidationPoints(base: url))
        } else if configuration.roles.contains(.validation), address.port != 0 {
            points = Mutex(ValidationPoints(base: "http://\(ListenAddress(host: host, port: address.port))"))
        } else {
            points = Mutex(nil)
        }
    }

    var now: ValidationPoints? { points.withLock { $0 } }

    func listening(on port: Int) {
        guard !isFixed else { return }
        points.withLock { $0 = ValidationPoints(base: "http://\(ListenAddress(host: host, port: port))") }
    }
}
