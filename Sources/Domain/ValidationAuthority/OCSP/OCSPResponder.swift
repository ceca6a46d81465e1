public import CertificateAuthority
public import EventLog
public import Events
public import Logging
public import Storage
import PKIX

/// Answers OCSP requests (RFC 6960, in the profile of RFC 5019) for every CA whose key is here.
///
/// Answers to requests without a nonce are kept in memory, for as long as ``OCSPFollower`` runs beside it.
public struct OCSPResponder: Sendable {
    let database: any Database
    let log: EventLog
    let cas: CAService
    let clock: WallClock
    let configuration: OCSPConfiguration
    let logger: Logger
    let memory: OCSPMemory
    let signers: OCSPSigners

    public init(
        database: any Database, log: EventLog, cas: CAService, clock: WallClock = .system,
        configuration: OCSPConfiguration = OCSPConfiguration(), logger: Logger
    ) {
        self.database = database
        self.log = log
        self.cas = cas
        self.clock = clock
        self.configuration = configuration
        self.logger = logger
        memory = OCSPMemory(bytesMax: configuration.keptBytesMax, lagMax: configuration.lagMax)
        signers = OCSPSigners(database: database, cas: cas, validity: configuration.signerValidity, logger: logger)
    }

    /// Answers whatever comes: what cannot be read, or is not for us to say, by an error status.
    /// - Parameter request: OCSPRequest, DER.
    public func answer(_ request: [UInt8]) async -> OCSPAnswer {
        let now = clock.now()
        return if let kept = memory.answer(request, at: now) { kept } else { await compute(request, at: now) }
    }

    /// How many signed answers this process keeps.
    public var keptAnswers: Int { memory.keptCount }
    /// What they take, in bytes, with what is around them.
    public var keptBytes: Int { memory.keptBytes }

    private func compute(_ request: [UInt8], at now: Timestamp) async -> OCSPAnswer {
        let parsed: OCSPRequest
        do {
            parsed = try OCSPRequest(der: request)
        } catch {
            return .failure(.malformedRequest)
        }
        do {
            return try await answer(parsed, request, at: now)
        } catch StorageError.overloaded {
            return .failure(.tryLater)
        } catch {
            logger.error("an OCSP request was not answered", metadata: ["error": "\(error)"])
            return .failure(.internalError)
        }
    }
}

extension OCSPAnswer {
    static func failure(_ status: OCSPResponseStatus) -> OCSPAnswer {
        OCSPAnswer(der: OCSPResponse.failure(status), thisUpdate: nil, nextUpdate: nil, isCacheable: false)
    }
}
