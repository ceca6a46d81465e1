import Events
import EventLog
import PKIX
import TestPKI

/// The statuses that events told of, subject by subject, in their order.
struct StatusStory {
    private(set) var statuses: [String: [CertificateStatus]] = [:]
    private(set) var times: [String: [Timestamp]] = [:]

    init(_ events: [LoggedEvent]) throws {
        for event in events {
            let status: CertificateStatus
            switch event.type {
            case "ca.update.status": status = try WireJSON.decode(CAPayload.self, from: event.data).status
            case "certificate.update.status":
                status = try WireJSON.decode(CertificatePayload.self, from: event.data).status
            default: continue
            }
            statuses[event.subject, default: []].append(status)
            times[event.subject, default: []].append(event.time)
        }
    }

    func of(_ certificate: CertificatePayload) -> [CertificateStatus] {
        statuses["certificate/\(certificate.serialNumber)"] ?? []
    }

    func times(of certificate: CertificatePayload) -> [Timestamp] {
        times["certificate/\(certificate.serialNumber)"] ?? []
    }

    func of(ca id: String) -> [CertificateStatus] {
        statuses["ca/\(id)"] ?? []
    }
}

extension TestPKI {
    func story(after position: Int64 = 0) async throws -> StatusStory {
        try StatusStory(try await events(after: position))
    }

    /// Moves the clock in steps, with a look of the monitor after each.
    func live(_ duration: WireDuration, by step: WireDuration, _ look: () async throws -> Void) async throws {
        let end = clock.now + duration
        while clock.now < end {
            clock.advance(by: step)
            try await look()
        }
    }

    func certificates(_ count: Int, from caID: String) async throws -> [CertificatePayload] {
        var all: [CertificatePayload] = []
        for number in 0..<count { all.append(try await certificate("device-\(number)", from: caID)) }
        return all
    }
}
