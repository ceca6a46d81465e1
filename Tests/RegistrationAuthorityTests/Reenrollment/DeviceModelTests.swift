import CertificateAuthority
import Crypto
import DeviceManager
import EventLog
import Events
import ManagementAPI
import PKIX
import RegistrationAuthority
import TestPKI
import TestSupport
import Testing

@Suite("A device over its life, whatever happens to it in whatever order,")
struct DeviceModelTests {
    @Test("has the certificates, statuses and events that the contract says", arguments: 1...24)
    func life(seed: Int) async throws {
        try await withPKI { pki in
            try await pki.createCA("root", years: 40)
            try await pki.createCA("issuing", under: "root", years: 35)
            try await pki.createCA("bootstrap", years: 40, issues: .days(364 * 30))
            try await pki.createDMS { $0.reenrollmentSettings.preventiveRenewalInterval = DeviceModel.preventive }
            var life = try await DeviceLife(pki: pki, seed: UInt64(seed))
            for _ in 0..<40 { try await life.step() }
            #expect(life.issued > 0 && life.refused > 0)
        }
    }
}

/// The device in the store and the device in the model, led through the same life.
private struct DeviceLife {
    let pki: TestPKI
    var random: SeededGenerator
    var model = DeviceModel()
    let bootstraps: [[UInt8]]
    var keys: [P256.Signing.PrivateKey] = []
    /// As the model counts them.
    var certificates: [[UInt8]] = []
    var issued = 0
    var refused = 0

    init(pki: TestPKI, seed: UInt64) async throws {
        self.pki = pki
        random = SeededGenerator(seed: seed)
        bootstraps = [
            try await pki.certificate("batch-1").certificate.der, try await pki.certificate("batch-2").certificate.der,
        ]
    }

    mutating func step() async throws {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<4: try await enroll()
        case 4..<11: try await renew()
        case 11: try await revoke()
        case 12: try await wish()
        case 13: try await changeRules()
        case 14..<16: try await look()
        case 16..<18: pki.clock.advance(by: .hours(.random(in: 1...30, using: &random)))
        default: pki.clock.advance(by: .days(.random(in: 1...380, using: &random)))
        }
        try await compare()
    }

    private mutating func enroll() async throws {
        let (bootstrap, key) = (Int.random(in: 0..<2, using: &random), anyKey())
        let request = try TestRequest("pump-7", key: keys[key])
        let pki = pki
        let presented = bootstraps[bootstrap]
        try await expect(
            model.enrollment(by: bootstrap, key: key, at: pki.clock.now), key: key, client: .bootstrap(bootstrap)
        ) { try await pki.enrollment.enroll(label: "line-1", request: request.der, presented: [presented]) }
    }

    private mutating func renew() async throws {
        guard !certificates.isEmpty else { return }
        // Mostly the last ones: of the others there is not much to tell.
        let number = max(0, certificates.count - .random(in: 1...3, using: &random))
        let key = anyKey()
        let request = try TestRequest("pump-7", key: keys[key])
        let pki = pki
        let presented = certificates[number]
        try await expect(
            model.renewal(by: number, key: key, at: pki.clock.now), key: key, client: .own(number)
        ) { try await pki.reenroll(request.der, as: [presented]) }
    }

    /// A fresh one, or one that was used before.
    private mutating func anyKey() -> Int {
        if keys.isEmpty || Bool.random(using: &random) {
            keys.append(.init())
            return keys.count - 1
        }
        return max(0, keys.count - .random(in: 1...3, using: &random))
    }

    private mutating func expect(
        _ outcome: DeviceModel.Outcome, key: Int, client: DeviceModel.Client, _ ask: () async throws -> [UInt8]
    ) async throws {
        let (state, head) = (try await pki.state(), try await pki.head())
        do {
            let der = try await ask()
            switch outcome {
            case .issued(let events):
                #expect(try await pki.eventTypes(after: head) == events)
                #expect(!certificates.contains(der))
                let end = Timestamp(seconds: try ParsedCertificate(der: der).notAfter)
                model.issued(key: key, to: client, until: end, at: pki.clock.now)
                certificates.append(der)
                issued += 1
            case .replay(let number):
                #expect(der == certificates[number])
                #expect(try await pki.state() == state)
            case .refused(let code): Issue.record("granted, and not refused with \(code)")
            }
        } catch let refusal as Refusal {
            #expect(outcome == .refused(refusal.code), "\(refusal.sentence)")
            #expect(try await pki.state() == state)
            refused += 1
        }
    }

    private mutating func revoke() async throws {
        guard let active = model.active, active.status.isLive, let der = certificates.last else { return }
        try await pki.revoke(ParsedCertificate(der: der).serial.hex)
        model.revokedActive()
    }

    private mutating func wish() async throws {
        guard model.active != nil else { return }
        try await pki.wish(for: "pump-7")
        model.wished()
    }

    private mutating func changeRules() async throws {
        let (new, expired) = (Int.random(in: 0..<4, using: &random) == 0, Bool.random(using: &random))
        (model.allowsNew, model.allowsExpired) = (new, expired)
        try await pki.changeProfile(of: "line-1") {
            $0.enrollmentSettings.allowNewAutoEnrollment = new
            $0.reenrollmentSettings.allowExpiredRenewal = expired
        }
    }

    private mutating func look() async throws {
        try await pki.monitor().pass()
        model.looked(at: pki.clock.now)
    }

    private func compare() async throws {
        guard model.active != nil else { return }
        let device = try await pki.devices.device("pump-7")
        #expect(device.status == model.status)
        let slot = try #require(device.slots.first)
        let all = slot.archiveCertificates + (slot.activeCertificate.map { [$0] } ?? [])
        #expect(try all.map { try $0.certificate.der } == certificates)
        #expect(all.map(\.status) == model.certificates.map(\.status))
        #expect((slot.reenrollmentWish != nil) == model.hasWish)
        #expect(slot.activeCertificate?.certificate != nil, "a device that once had a certificate has one")
    }
}
