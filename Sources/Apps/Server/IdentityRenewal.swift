import ESTServer
import Events
import Logging
import ServiceLifecycle

/// Gives the EST listener a fresh certificate long before the old one ends, without a restart.
struct IdentityRenewal: Service {
    let server: ESTServer
    let current: CurrentIdentity
    let data: DataDirectory
    let hosts: [String]
    let logger: Logger

    /// A certificate of the server lives for 397 days.
    private static let interval: Duration = .seconds(30 * 86_400)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.interval)) != nil { renew() }
        }
    }

    private func renew() {
        do {
            let identity = try ServerIdentity.load(data, hosts: hosts, at: WallClock.system.now())
            server.replaceIdentity(try TLSIdentity(identity))
            try current.replace(identity)
        } catch {
            logger.error("the EST listener keeps its old certificate", metadata: ["error": "\(error)"])
        }
    }
}

extension TLSIdentity {
    init(_ identity: ServerIdentity) throws {
        try self.init(certificateChain: identity.certificateChain, privateKeyPEM: identity.privateKeyPEM)
    }
}
