public import Logging
public import Storage
import Events

/// The ways of finding out who asks, each ready to be used. One DMS has one of them.
public struct Authentications: Sendable {
    let bootstrap: BootstrapAuthentication
    let basic: BasicAuthentication
    let webhook: WebhookAuthentication
    /// For certificates of other PKIs, wherever one is judged.
    let revocation: RevocationCheck

    /// - Parameters:
    ///   - web: the way out to OCSP responders, CRLs and authorisation services. Without it, whoever would have to be
    ///     asked about is refused.
    ///   - webhookKey: what requests to authorisation services are signed with; without it none is asked.
    public init(
        database: any Database, web: WebExchange = .none, webhookKey: WebhookKey? = nil,
        passwords: Passwords = Passwords(), logger: Logger = Logger(label: "shedu.authentication")
    ) {
        revocation = RevocationCheck(database: database, inquiry: RevocationInquiry(web: web, logger: logger))
        bootstrap = BootstrapAuthentication(revocation: revocation)
        basic = BasicAuthentication(database: database, passwords: passwords)
        webhook = WebhookAuthentication(web: web, key: webhookKey, logger: logger)
    }

    func authentication(for dms: DMS) -> any ClientAuthentication {
        switch dms.kind {
        case .remote: RemoteAuthentication()
        case .cloud(let profile):
            switch profile.enrollmentSettings.authenticationMode {
            case .bootstrapMTLS: bootstrap
            case .externalWebhook: webhook
            case .httpBasic: basic
            }
        }
    }
}
