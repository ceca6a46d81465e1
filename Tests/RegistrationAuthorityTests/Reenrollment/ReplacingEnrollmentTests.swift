import CertificateAuthority
import Events
import ManagementAPI
import RegistrationAuthority
import TestPKI
import Testing

@Suite("An enrolment into a slot that has a certificate")
struct ReplacingEnrollmentTests {
    @Test(
        "a device that may enrol anew replaces its certificate likewise, and one that ran out is not revoked any more")
    func replaceableDevice() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let bootstrap = try await pki.certificate("bootstrap-1").certificate.der
            _ = try await pki.enroll(try TestRequest("pump-7"), bootstrap)
            #expect(await pki.refusal(enrolling: try TestRequest("pump-7"), bootstrap)?.code == "already-enrolled")
            try await pki.allowNewEnrollment(of: "pump-7")
            var before = try await pki.head()
            _ = try await pki.enroll(try TestRequest("pump-7"), bootstrap)
            let cascade = [
                "ca.sign-certificate", "certificate.update.status", "io.lamassuiot.device.rotate",
                "io.lamassuiot.device.enroll",
            ]
            #expect(try await pki.eventTypes(after: before) == cascade)
            pki.clock.advance(by: .days(400))
            try await pki.monitor().pass()
            let fresh = try await pki.certificate("bootstrap-2").certificate.der
            before = try await pki.head()
            _ = try await pki.enroll(try TestRequest("pump-7"), fresh)
            #expect(try await pki.eventTypes(after: before) == [cascade[0], cascade[2], cascade[3]])
        }
    }

    @Test("a certificate that ran out within the grace is not given again")
    func ranOut() async throws {
        try await withPKI { pki in
            try await pki.createCA("issuing", issues: .hours(1))
            try await pki.createCA("bootstrap")
            try await pki.createDMS()
            let bootstrap = try await pki.certificate("bootstrap-1").certificate.der
            let request = try TestRequest("pump-7")
            let first = try await pki.enroll(request, bootstrap)
            pki.clock.advance(by: .hours(1))
            #expect(try await pki.enroll(request, bootstrap) == first)
            pki.clock.advance(by: .seconds(1))
            try await pki.monitor().pass()
            #expect(try await pki.enroll(request, bootstrap) != first)
        }
    }
}
