import Events
import Listing
import ManagementAPI
import PKIX
import Storage
import StorageSQLite
import TestPKI
import Testing
@testable import CertificateAuthority

/// 20,500 certificates of two CAs, stored straight: every 1,000th is revoked, every 5,000th has a rare name.
@Suite("A list of many certificates")
struct LongListTests {
    private static let count = 20_500

    private static func fill(_ pki: TestPKI) async throws -> CertificatePayload {
        try await pki.createCA("root")
        let payload = try await pki.certificate("pattern", from: "root")
        let stored = try await pki.database.read {
            try $0.certificate(try SerialNumber(hex: payload.serialNumber))
        }
        let pattern = try #require(stored)
        try await pki.database.write { tx in
            for index in 0..<count { try tx.insert(make(index, like: pattern)) }
        }
        return payload
    }

    private static func make(_ index: Int, like pattern: Certificate) throws -> Certificate {
        let isRevoked = index % 1000 == 999
        // Serial numbers in no order; times with many equal ones.
        let scattered = UInt32(truncatingIfNeeded: index &* 2_654_435_761)
        return Certificate(
            serial: try SerialNumber(bytes: [1] + withUnsafeBytes(of: scattered.bigEndian) { Array($0) }),
            caID: index % 2 == 0 ? "root" : "gone", issuerSerial: pattern.issuerSerial,
            commonName: index % 5000 == 4999 ? "rare-\(index)" : "pump-\(index)",
            status: isRevoked ? .revoked : .active, type: .external, engineID: "", key: pattern.key,
            keyHash: pattern.keyHash, der: pattern.der, notBefore: pattern.notBefore,
            notAfter: pattern.notAfter + .seconds(Int64(index % 7)),
            revocation: isRevoked ? Revocation(time: pattern.createdAt, reason: .superseded) : nil, metadata: [:],
            createdAt: pattern.createdAt + .seconds(Int64(index / 100) + 1), issuerKey: 0, preventive: nil, dueAt: nil,
            releasedAt: nil)
    }

    /// Serial numbers of all pages, and how many pages there were.
    private static func all(
        _ pki: TestPKI, _ query: ListQuery, issuedBy caID: String? = nil
    ) async throws -> (serials: [String], pages: Int) {
        var query = query
        var serials: [String] = []
        var pages = 0
        repeat {
            let page = try await pki.cas.certificates(query, issuedBy: caID)
            serials += page.list.map(\.serialNumber)
            query.bookmark = page.next
            pages += 1
        } while query.bookmark != nil && pages < 100
        return (serials, pages)
    }

    @Test("finds all that fits, though it looks at only so many for each page")
    func finds() async throws {
        try await withPKI { pki in
            _ = try await Self.fill(pki)
            func found(_ filter: String, by sort: String? = nil, descending: Bool = false) async throws -> (Int, Int) {
                let query = ListQuery(
                    pageSize: 1000, sortBy: sort, isDescending: descending, filters: [try ListFilter(filter)])
                let (serials, pages) = try await Self.all(pki, query)
                #expect(Set(serials).count == serials.count)
                return (serials.count, pages)
            }
            // The rare ones are spread over more than one query looks at: the first page is short and leads on.
            #expect(try await found("common_name[ct]RARE") == (4, 2))
            #expect(try await found("common_name[ct]RARE", descending: true) == (4, 2))
            #expect(try await found("common_name[ct]RARE", by: "valid_to") == (4, 2))
            #expect(try await found("common_name[ct]RARE", by: "serial_number", descending: true) == (4, 2))
            #expect(try await found("common_name[eq]rare-4999") == (1, 2))
            #expect(try await found("common_name[eq]nobody") == (0, 2))
            // By its own index, in one page.
            #expect(try await found("status[eq]REVOKED") == (20, 1))
            #expect(try await found("status[in]REVOKED,EXPIRED") == (20, 2))
            #expect(try await found("status[eq]EXPIRED") == (0, 1))
        }
    }

    @Test("is the same list in pages of any size")
    func pages() async throws {
        try await withPKI { pki in
            _ = try await Self.fill(pki)
            for sort in ["creation_ts", "valid_to", "serial_number"] {
                let filters = [try ListFilter("status[eq]REVOKED")]
                let whole = try await Self.all(pki, ListQuery(pageSize: 1000, sortBy: sort, filters: filters))
                let parts = try await Self.all(pki, ListQuery(pageSize: 3, sortBy: sort, filters: filters))
                #expect(whole.serials == parts.serials && whole.serials.count == 20)
            }
            let (serials, pages) = try await Self.all(pki, ListQuery(pageSize: 1000))
            #expect(Set(serials).count == Self.count + 1 && pages == 21)
        }
    }

    @Test("of one CA holds what it issued, also where the CA's row is all that is left of it")
    func ofCA() async throws {
        try await withPKI { pki in
            _ = try await Self.fill(pki)
            let (serials, _) = try await Self.all(pki, ListQuery(pageSize: 1000), issuedBy: "root")
            #expect(serials.count == Self.count / 2 + 1)
            await #expect(throws: Refusal.self) { try await pki.cas.certificates(ListQuery(), issuedBy: "gone") }
        }
    }

    @Test("is sorted by anything while it is short enough, and says what to do where it is not")
    func sorting() async throws {
        try await withPKI { pki in
            _ = try await Self.fill(pki)
            let error = await #expect(throws: ListError.self) {
                try await pki.cas.certificates(ListQuery(sortBy: "common_name"))
            }
            #expect(error?.code == "too-many-to-sort")
            #expect(error?.description.contains("valid_to, serial_number, creation_ts") == true)
            let query = ListQuery(pageSize: 4, sortBy: "common_name", isDescending: true)
            let page = try await pki.cas.certificates(query, issuedBy: "root")
            #expect(page.list.map(\.subject.commonName).count == 4 && page.next != nil)
            var narrowed = query
            narrowed.filters = [try ListFilter("status[eq]REVOKED"), try ListFilter("common_name[ct]rare")]
            let rare = try await Self.all(pki, narrowed)
            #expect(rare.serials.count == 4)
        }
    }
}
