import Events
import TestPKI

/// Three CAs, one below the other, with certificates of each.
struct Hierarchy {
    let leaves: [CertificatePayload]
    /// Of the revocation of the root.
    let events: [String]

    /// Certificates and CAs.
    var size: Int { events.count }

    init(_ pki: TestPKI) async throws {
        try await pki.createCA("root")
        try await pki.createCA("middle", under: "root", years: 8)
        try await pki.createCA("bottom", under: "middle", years: 5)
        var leaves: [CertificatePayload] = []
        var events: [String] = []
        for (ca, count) in [("root", 1), ("middle", 6), ("bottom", 5)] {
            for number in 0..<count {
                // One moment for each, so that the order of age is the order of issuance.
                pki.clock.advance(by: .seconds(1))
                let leaf = try await pki.certificate("\(ca)-\(number)", from: ca)
                leaves.append(leaf)
                events.append("certificate.update.status certificate/\(leaf.serialNumber)")
            }
        }
        self.leaves = leaves
        self.events = events + ["bottom", "middle", "root"].map { "ca.update.status ca/\($0)" }
    }
}
