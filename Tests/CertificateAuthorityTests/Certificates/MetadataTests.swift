import EventLog
import Events
import JSONPatch
import JSONSchema
import ManagementAPI
import TestPKI
import Testing
@testable import CertificateAuthority

@Suite("Metadata")
struct MetadataTests {
    private static func patch(_ operations: JSONPatch.Operation...) -> MetadataChange {
        .patch(JSONPatch(operations))
    }

    private static func pointer(_ name: String) -> JSONPointer { JSONPointer(tokens: [name]) }

    @Test("of a CA is replaced and patched, each with its event")
    func authority() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let before = try await pki.head()
            let set = try await pki.cas.updateMetadata(
                ofCA: "root", .replace(["lamassu.io/name": "Plant", "n": 1]), by: TestPKI.caller)
            #expect(set.metadata == ["lamassu.io/name": "Plant", "n": 1])
            _ = try await pki.cas.updateMetadata(
                ofCA: "root",
                Self.patch(
                    .test(Self.pointer("n"), 1), .remove(Self.pointer("n")),
                    .add(Self.pointer("lamassu.io/name"), "Works")),
                by: TestPKI.caller)
            let events = try await pki.events(after: before)
            #expect(events.map(\.type) == ["ca.update.metadata", "ca.update.metadata"])
            #expect(events.map(\.subject) == ["ca/root", "ca/root"])
            let last = try WireJSON.decode(CAPayload.self, from: events[1].data)
            #expect(last.metadata == ["lamassu.io/name": "Works"])
            #expect(try await pki.cas.ca("root") == last)
        }
    }

    @Test("of a certificate is changed also when it is revoked, and nothing but it changes")
    func revokedCertificate() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let leaf = try await pki.certificate("a", from: "root")
            let revoked = try await pki.cas.updateCertificateStatus(
                of: leaf.serialNumber, to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            let before = try await pki.head()
            var expected = revoked
            expected.metadata = ["ticket": "INC-7"]
            let changed = try await pki.cas.updateMetadata(
                ofCertificate: leaf.serialNumber, .replace(["ticket": "INC-7"]), by: TestPKI.caller)
            #expect(changed == expected)
            let events = try await pki.events(after: before)
            #expect(events.map(\.type) == ["certificate.update.metadata"])
            #expect(try WireJSON.decode(CertificatePayload.self, from: events[0].data) == expected)
        }
    }

    @Test("leaves no event where nothing changes")
    func nothing() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let leaf = try await pki.certificate("a", from: "root")
            let before = try await pki.head()
            _ = try await pki.cas.updateMetadata(ofCA: "root", .replace([:]), by: TestPKI.caller)
            _ = try await pki.cas.updateMetadata(
                ofCertificate: leaf.serialNumber,
                Self.patch(.add(Self.pointer("a"), 1), .remove(Self.pointer("a"))), by: TestPKI.caller)
            #expect(try await pki.head() == before)
        }
    }

    @Test("is left as it is by what is refused")
    func refusals() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            _ = try await pki.cas.updateMetadata(ofCA: "root", .replace(["a": 1]), by: TestPKI.caller)
            let before = try await pki.head()
            let nested = (0..<20).reduce(JSONValue.integer(1)) { value, _ in .array([value]) }
            let cases: [(MetadataChange, String, Refusal.Kind)] = [
                (
                    Self.patch(.remove(Self.pointer("a")), .test(Self.pointer("b"), 1)), "patch-target-missing",
                    .conflict
                ),
                (Self.patch(.test(Self.pointer("a"), 2)), "patch-test-failed", .conflict),
                (Self.patch(.replace(JSONPointer(tokens: []), [1])), "invalid-patch", .invalid),
                (.replace(["a": .string(String(repeating: "x", count: 16_384))]), "metadata-too-large", .invalid),
                (.replace(["a": nested]), "metadata-too-large", .invalid),
            ]
            for (change, code, kind) in cases {
                let error = await #expect(throws: Refusal.self) {
                    try await pki.cas.updateMetadata(ofCA: "root", change, by: TestPKI.caller)
                }
                #expect(error?.code == code && error?.kind == kind)
            }
            #expect(try await pki.cas.ca("root").metadata == ["a": 1])
            #expect(try await pki.head() == before)
            let unknown = await #expect(throws: Refusal.self) {
                try await pki.cas.updateMetadata(ofCertificate: "0a-0b", .replace([:]), by: TestPKI.caller)
            }
            #expect(unknown?.kind == .notFound)
        }
    }
}
