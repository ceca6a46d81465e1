import Events
import Testing
@testable import CertificateAuthority

@Suite("The arrows of expiry")
struct ExpiryWindowsTests {
    private let end = Timestamp(seconds: 2_000_000_000)

    private func path(
        _ status: CertificateStatus, _ offset: WireDuration, preventive: WireDuration? = nil,
        _ windows: ExpiryWindows = .standard
    ) -> [CertificateStatus] {
        windows.path(from: status, notAfter: end, preventive: preventive, at: end + offset)
    }

    @Test("are gone along one at a time, and none is due before its moment")
    func moments() {
        let millisecond = WireDuration(milliseconds: -1)
        #expect(path(.active, .days(-7) + millisecond) == [])
        #expect(path(.active, .days(-7)) == [.nearingExpiration])
        #expect(path(.nearingExpiration, .days(-3) + millisecond) == [])
        #expect(path(.nearingExpiration, .days(-3)) == [.criticalExpiration])
        #expect(path(.criticalExpiration, .seconds(0)) == [], "valid through the last second")
        #expect(path(.criticalExpiration, .seconds(1)) == [.expired])
    }

    @Test(
        "are all there where several moments passed at once, but what is past its end goes there straight from ACTIVE")
    func jumps() {
        #expect(path(.active, .days(-1)) == [.nearingExpiration, .criticalExpiration])
        #expect(path(.active, .seconds(1)) == [.expired])
        #expect(path(.nearingExpiration, .days(900)) == [.criticalExpiration, .expired])
        #expect(path(.expired, .days(900)) == [] && path(.revoked, .days(900)) == [])
    }

    @Test("lead what comes from outside to the status of its dates at once")
    func imported() {
        for (offset, status) in [
            (WireDuration.days(-8), CertificateStatus.active), (.days(-7), .nearingExpiration),
            (.days(-3), .criticalExpiration), (.seconds(0), .criticalExpiration), (.seconds(1), .expired),
        ] {
            #expect(ExpiryWindows.standard.status(notAfter: end, at: end + offset) == status)
        }
    }

    @Test("end with the certificate whatever the windows are, and a window of its own counts before the common one")
    func oddWindows() {
        #expect(path(.active, .days(-20), preventive: .days(30)) == [.nearingExpiration])
        #expect(path(.active, .days(-5), preventive: .days(4)) == [])
        #expect(path(.active, .days(-1), preventive: .seconds(0)) == [])
        #expect(path(.active, .seconds(1), preventive: .days(-9)) == [.expired])
        let forEver = ExpiryWindows(preventive: .days(.max), critical: .days(.max))
        #expect(path(.active, .days(-9_000), forEver) == [.nearingExpiration, .criticalExpiration])
        let never = ExpiryWindows(preventive: .days(.min), critical: .days(.min))
        #expect(path(.active, .seconds(0), never) == [] && path(.active, .seconds(1), never) == [.expired])
    }
}

private func + (left: WireDuration, right: WireDuration) -> WireDuration {
    WireDuration(milliseconds: left.milliseconds + right.milliseconds)
}
