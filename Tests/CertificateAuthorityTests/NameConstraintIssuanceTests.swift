import Events
import ManagementAPI
import PKIX
import TestPKI
import TestSupport
import Testing
@testable import CertificateAuthority

@Suite("Names outside of a CA's constraints") struct NameConstraintIssuanceTests {
    struct Wish: Sendable, CustomTestStringConvertible {
        let commonName: String
        var dnsNames: [String] = []
        let isPermitted: Bool
        var testDescription: String { ([commonName] + dnsNames).joined(separator: ", ") }

        static let all = [
            Wish(commonName: "pump", isPermitted: true),
            Wish(commonName: "pump", dnsNames: ["pump.plant.example"], isPermitted: true),
            Wish(commonName: "pump", dnsNames: ["plant.example"], isPermitted: true),
            Wish(commonName: "pump", dnsNames: ["pump.other.example"], isPermitted: false),
            Wish(commonName: "pump", dnsNames: ["pump.plant.example", "xplant.example"], isPermitted: false),
            Wish(commonName: "pump", dnsNames: ["pump.office.plant.example"], isPermitted: false),
            Wish(commonName: "pump.plant.example", isPermitted: true),
            Wish(commonName: "pump.other.example", isPermitted: false),
            Wish(commonName: "pump.office.plant.example", isPermitted: false),
            Wish(commonName: "pump_1.other.example", isPermitted: false),
            Wish(commonName: "10.1.2.3", isPermitted: false),
            Wish(commonName: "pump..other", isPermitted: true),
            Wish(commonName: "-pump.other", isPermitted: true),
            Wish(commonName: "pump 1.other.example", isPermitted: true),
            // A common name counts only where there is no host name beside it.
            Wish(commonName: "pump.other.example", dnsNames: ["pump.plant.example"], isPermitted: true),
        ]
    }

    @Test(
        "are refused exactly where openssl refuses the certificate that an outsider makes of the same request",
        arguments: Wish.all)
    func agrees(wish: Wish) async throws {
        try await withPKI { pki in
            try await withTemporaryDirectory { folder in
                let outside = try await Self.constrained(in: folder)
                _ = try await pki.cas.importCA(
                    ImportCABody(id: "plant", certificate: try outside.certificate, privateKey: try outside.key),
                    by: TestPKI.caller)
                let request = try TestRequest(wish.commonName, dnsNames: wish.dnsNames)
                let judges = Judges(folder: folder, time: pki.clock.now.seconds)
                let foreign = try await judges.openssl(
                    try await Self.sign(request, outside, wish), anchor: try outside.certificate)
                #expect(foreign.isGood == wish.isPermitted, "\(foreign.text)")
                #expect(foreign.isGood || foreign.text.contains("subtree violation"), "\(foreign.text)")

                let head = try await pki.head()
                let body = SignBody(csr: request.encoded)
                guard wish.isPermitted else {
                    let refusal = await #expect(throws: Refusal.self) {
                        try await pki.cas.sign(body, with: "plant", by: TestPKI.caller)
                    }
                    #expect(refusal?.code == "name-constraints" && refusal?.kind == .invalid)
                    #expect(try await pki.head() == head)
                    return
                }
                let leaf = try await pki.cas.sign(body, with: "plant", by: TestPKI.caller)
                let ours = try await judges.openssl(leaf.certificate, anchor: try outside.certificate)
                #expect(ours.isGood, "\(ours.text)")
            }
        }
    }

    @Test("count the constraints of every CA above, also of one that comes later")
    func lineage() async throws {
        try await withPKI { pki in
            try await withTemporaryDirectory { folder in
                let root = try await Self.constrained(in: folder)
                let middle = try await OutsideAuthority.make("middle", in: folder, under: root)
                let body = SignBody(csr: try TestRequest("pump.other.example").encoded)
                _ = try await pki.cas.importCA(
                    ImportCABody(id: "middle", certificate: try middle.certificate, privateKey: try middle.key),
                    by: TestPKI.caller)
                try await pki.createCA("low", under: "middle", years: 2)
                _ = try await pki.cas.sign(body, with: "low", by: TestPKI.caller)

                _ = try await pki.cas.importCA(
                    ImportCABody(id: "root", certificate: try root.certificate), by: TestPKI.caller)
                let refusal = await #expect(throws: Refusal.self) {
                    try await pki.cas.sign(body, with: "low", by: TestPKI.caller)
                }
                #expect(refusal?.code == "name-constraints")
                #expect(refusal?.sentence.contains("\"root\" do not permit the name pump.other.example") == true)
                let permitted = SignBody(csr: try TestRequest("pump.plant.example").encoded)
                _ = try await pki.cas.sign(permitted, with: "low", by: TestPKI.caller)
            }
        }
    }

    private static func constrained(in folder: TemporaryDirectory) async throws -> OutsideAuthority {
        try await OutsideAuthority.make(
            "plant", in: folder,
            lines: OutsideAuthority.caLines + [
                "nc_permit_dns = \"plant.example\"", "nc_exclude_dns = \"office.plant.example\"",
            ])
    }

    private static func sign(_ request: TestRequest, _ outside: OutsideAuthority, _ wish: Wish) async throws
        -> EncodedPEM
    {
        let csr = try outside.folder.write("wish.csr", request.encoded.pem)
        let leaf = OutsideAuthority(folder: outside.folder, name: wish.commonName)
        try await leaf.certify(
            under: outside, request: csr, lines: wish.dnsNames.map { "dns_name = \"\($0)\"" } + ["signing_key"],
            from: "2026-06-01 00:00:00", until: "2026-12-01 00:00:00", as: "wish")
        return try OutsideAuthority(folder: outside.folder, name: "wish").certificate
    }
}
