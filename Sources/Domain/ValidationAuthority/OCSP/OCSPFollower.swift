public import ServiceLifecycle
import EventLog
import Events
import Logging
import PKIX
import Storage

/// Follows the event log, so that no kept answer outlives a change by more than a moment. Each process runs its own.
public struct OCSPFollower: Service {
    private let responder: OCSPResponder

    public init(_ responder: OCSPResponder) {
        self.responder = responder
    }

    /// Returns after a graceful shutdown or a cancellation.
    /// - Throws: `StorageError.closed` where the database is closed first.
    public func run() async throws {
        try await cancelWhenGracefulShutdown {
            await responder.signers.dropEndedKeys(at: responder.clock.now())
            while !Task.isCancelled {
                let ticket = responder.log.ticket()
                do {
                    try await responder.follow()
                } catch StorageError.closed {
                    throw StorageError.closed
                } catch {
                    responder.logger.error("OCSP answers are not kept for now", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: responder.configuration.restInterval)
                await responder.log.waitForMore(since: ticket, atMost: responder.configuration.pollInterval)
            }
        }
    }
}

extension OCSPResponder {
    /// With more to follow than this, forgetting everything is quicker.
    private static let eventsMax = 1_000

    /// Looks at the log from where the last look ended; the first one only remembers where its end is.
    func follow() async throws {
        let now = clock.now()
        let position = memory.position
        let log = log
        let (events, head) = try await database.read { snapshot in
            let head = try log.head(snapshot)
            guard let position else { return ([] as [LoggedEvent], head) }
            let filter = Self.events
            return (try log.read(after: position, limit: Self.eventsMax, filter: filter, from: snapshot), head)
        }
        if position != nil, events.count < Self.eventsMax {
            memory.follow(events.map { OCSPChange($0) }, to: head, now)
        } else {
            memory.start(at: head, now)
        }
    }

    /// What can make an answer wrong: a certificate's status, or whatever is new of a CA. New certificates make none wrong.
    private static let events = EventFilter(types: [
        EventCatalog.certificateUpdateStatus.name, EventCatalog.caCreate.name, EventCatalog.caImport.name,
        EventCatalog.caUpdateStatus.name, EventCatalog.caUpdateMetadata.name, EventCatalog.caDelete.name,
    ])
}

extension OCSPChange {
    private static let issuers: Set<String> = [
        EventCatalog.caCreate.name, EventCatalog.caImport.name, EventCatalog.caUpdateMetadata.name,
    ]

    /// The subject of a certificate's event names its serial number; what is not understood may concern everything.
    fileprivate init(_ event: LoggedEvent) {
        position = event.position
        subject =
            if Self.issuers.contains(event.type) {
                .issuers
            } else if event.type == EventCatalog.certificateUpdateStatus.name, let serial = Self.serial(event.subject) {
                .certificate(serial)
            } else {
                .everything
            }
    }

    private static func serial(_ subject: String) -> SerialNumber? {
        let prefix = "certificate/"
        return subject.hasPrefix(prefix) ? try? SerialNumber(hex: String(subject.dropFirst(prefix.count))) : nil
    }
}
