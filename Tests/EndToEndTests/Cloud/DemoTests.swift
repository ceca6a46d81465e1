import TestSupport
import Testing

@Suite("shedu demo")
struct DemoTests {
    @Test("tells its whole story, ends with an empty plan and exit code 0, and shows no secret")
    func demo() async throws {
        let ministack = try PythonEnvironment.ministack.program("ministack")
        let output = try await Command.run(
            ServerBinary.path(), ["demo", "--exit", "--devices", "5", "--ministack", ministack])
        #expect(output.status == 0, "\(output.stderr)")
        #expect(output.text.contains("shedu cloud plan: nothing to do"))
        #expect(output.text.contains("5 devices enrolled") && output.text.contains("5 devices renewed"))
        #expect(output.text.contains("1 DECOMMISSIONED, 1 REQUIRES_ACTION, 3 FULLY_PROVISIONED"))
        #expect(output.text.contains("/ocsp says: revoked (keyCompromise)"))
        #expect(output.text.contains(/issuing\/0.crl, number 0x[0-9a-f]+, lists it/))
        for type in [
            "ca.create", "io.lamassuiot.device.enroll", "io.lamassuiot.device.reenroll", "certificate.update.status",
            "io.lamassuiot.device.decommision",
        ] {
            #expect(output.text.contains(type))
        }
        #expect(!output.text.contains("PRIVATE KEY") && !output.stderr.contains("PRIVATE KEY"))
    }

    @Test("says what is missing where it cannot begin")
    func noEmulator() async throws {
        let output = try await Command.run(
            ServerBinary.path(), ["demo", "--exit", "--ministack", "/nowhere/ministack"])
        #expect(output.status == 1 && output.stderr.contains("/nowhere/ministack"))
        let usage = try await Command.run(ServerBinary.path(), ["demo", "--devices", "0"])
        #expect(usage.status == 2 && usage.stderr.contains("--devices"))
    }
}
