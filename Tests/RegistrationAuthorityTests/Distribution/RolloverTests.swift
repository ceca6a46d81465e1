import CertificateAuthority
import Events
import ManagementAPI
import PKIX
import RegistrationAuthority
import TestPKI
import TestSupport
import Testing

@Suite("The CA certificates that a DMS hands out, while its CAs get new keys")
struct RolloverTests {
    @Test("verify every device in the eyes of openssl, by themselves, before, during and after")
    func everyDevice() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            var leaves = [try await Self.enroll("pump-0", pki)]
            try await Self.judge(leaves, pki)
            // Root first and issuing after, then the other way round, then the root alone once more.
            for (step, id) in ["root", "issuing", "issuing", "root", "root"].enumerated() {
                pki.clock.advance(by: .hours(1))
                _ = try await pki.cas.rekey(ca: id, RekeyCABody(), by: TestPKI.caller)
                try await Self.judge(leaves, pki)
                leaves.append(try await Self.enroll("pump-\(step + 1)", pki))
                try await Self.judge(leaves, pki)
            }
            _ = try await pki.cas.reissue(ca: "issuing", ReissueCABody(), by: TestPKI.caller)
            leaves.append(try await Self.enroll("pump-9", pki))
            try await Self.judge(leaves, pki)
        }
    }

    @Test("lead from the old root to new devices, and from the new root to old devices, by the link certificates")
    func links() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let oldRoot = try await pki.cas.ca("root").certificate.der
            let oldLeaf = try await Self.enroll("pump-old", pki)
            _ = try await pki.cas.rekey(ca: "root", RekeyCABody(), by: TestPKI.caller)
            _ = try await pki.cas.rekey(ca: "issuing", RekeyCABody(), by: TestPKI.caller)
            let newRoot = try await pki.cas.ca("root").certificate.der
            let newLeaf = try await Self.enroll("pump-new", pki)
            let handedOut = try await pki.enrollment.caCertificates(label: "line-1")
            let others = handedOut.filter { $0 != oldRoot && $0 != newRoot }
            #expect(try await Self.verifies(newLeaf, roots: [oldRoot], others, at: pki.clock.now))
            #expect(try await Self.verifies(oldLeaf, roots: [newRoot], others, at: pki.clock.now))
            // Without the links it is not so: they are what leads there.
            let unlinked = try others.filter { der in
                let certificate = try ParsedCertificate(der: der)
                return certificate.subject != certificate.issuer
            }
            #expect(unlinked.count < others.count)
            #expect(try await !Self.verifies(newLeaf, roots: [oldRoot], unlinked, at: pki.clock.now))
            #expect(try await !Self.verifies(oldLeaf, roots: [newRoot], unlinked, at: pki.clock.now))
        }
    }

    @Test("hold the newest certificate of a key after a reissue, not those that it replaced")
    func reissued() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            let old = try await pki.cas.ca("issuing").certificate.der
            let new = try await pki.cas.reissue(ca: "issuing", ReissueCABody(), by: TestPKI.caller).certificate.der
            let handedOut = try await pki.enrollment.caCertificates(label: "line-1")
            #expect(handedOut.first == new && !handedOut.contains(old))
        }
    }

    private static func enroll(_ device: String, _ pki: TestPKI) async throws -> [UInt8] {
        let bootstrap = try await pki.certificate("bootstrap-\(device)").certificate.der
        return try await pki.enrollment.enroll(
            label: "line-1", request: try TestRequest(device).der, presented: [bootstrap])
    }

    /// A device trusts the self-signed certificates of what it got, and has the others to build its chain from.
    private static func judge(_ leaves: [[UInt8]], _ pki: TestPKI) async throws {
        let handedOut = try await pki.enrollment.caCertificates(label: "line-1")
        #expect(Set(handedOut).count == handedOut.count)
        let roots = try handedOut.filter { der in
            let certificate = try ParsedCertificate(der: der)
            return certificate.subject == certificate.issuer && certificate.isSigned(by: certificate)
        }
        for leaf in leaves {
            #expect(
                try await verifies(leaf, roots: roots, handedOut.filter { !roots.contains($0) }, at: pki.clock.now))
        }
    }

    private static func verifies(
        _ leaf: [UInt8], roots: [[UInt8]], _ others: [[UInt8]], at time: Timestamp
    ) async throws -> Bool {
        try await withTemporaryDirectory { directory in
            let anchors = try directory.write("roots.pem", roots.flatMap { PEM.encode("CERTIFICATE", $0) })
            let chain = try directory.write("chain.pem", others.flatMap { PEM.encode("CERTIFICATE", $0) })
            let certificate = try directory.write("leaf.pem", PEM.encode("CERTIFICATE", leaf))
            let output = try await Command.run(
                "openssl",
                [
                    "verify", "-x509_strict", "-purpose", "sslclient", "-no-CApath", "-no-CAstore", "-attime",
                    "\(time.seconds)", "-CAfile", anchors, "-untrusted", chain, certificate,
                ])
            return output.status == 0
        }
    }
}
