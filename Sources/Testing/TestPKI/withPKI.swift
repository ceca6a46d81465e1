import StorageSQLite
import TestSupport

/// Lends a fresh PKI and removes it, also when the body throws.
public func withPKI(_ body: @Sendable (TestPKI) async throws -> Void) async throws {
    try await withTemporaryDirectory { folder in
        let pki = try await TestPKI(in: folder.path)
        try await body(pki)
        await pki.database.close()
    }
}
