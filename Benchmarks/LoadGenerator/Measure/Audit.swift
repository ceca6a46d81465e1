/// Holds a server's books against what it answered: a fast answer counts only if what it says was really stored.
struct Audit: Sendable {
    private let session: ManagementSession
    private let log: EventLogReader
    private var head: Int
    private var certificates = 0
    private var devices = 0

    /// Begins on a server that has issued nothing with the issuing CA yet.
    init(_ session: ManagementSession) async throws {
        self.session = session
        log = EventLogReader(session)
        head = try await log.head()
    }

    /// The log has grown by exactly what these successes demand.
    mutating func check(_ scenario: Scenario, successes: Int) async throws {
        let reached = try await log.head(from: head)
        let expected = successes * scenario.eventsPerSuccess
        guard reached - head == expected else {
            throw LoadError.dishonest("\(scenario.name): \(reached - head) new events, \(expected) expected")
        }
        head = reached
        if scenario.issues { certificates += successes }
        if scenario.registersDevice { devices += successes }
    }

    /// What is stored at the end is what was answered, each serial number once.
    func close() async throws -> Books {
        struct Certificate: Decodable {
            let serialNumber: String
        }
        struct Device: Decodable {
            let id: String
        }
        let issued: [Certificate] = try await session.all("/v1/cas/\(Plant.issuingCA)/certificates")
        let serials = Set(issued.map(\.serialNumber))
        guard issued.count == certificates, serials.count == certificates else {
            throw LoadError.dishonest(
                "\(issued.count) certificates listed, \(serials.count) serial numbers, \(certificates) answered")
        }
        let registered: [Device] = try await session.all("/v1/devices")
        guard Set(registered.map(\.id)).count == devices, registered.count == devices else {
            throw LoadError.dishonest("\(registered.count) devices listed, \(devices) enrolled")
        }
        return Books(certificates: certificates, devices: devices, events: head)
    }
}
