public import Testing

/// Starts AWS emulators once for a suite, whatever the number of its tests: `@Suite(.emulators(.moto, .ministack))`.
public struct EmulatorTrait: SuiteTrait, TestScoping {
    let emulators: [Emulator]

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await start(emulators[...], performing: function)
    }

    private func start(
        _ remaining: ArraySlice<Emulator>, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard let next = remaining.first else { return try await function() }
        try await withEmulator(next) { endpoint in
            let endpoints = Emulator.endpoints.merging([next: endpoint]) { _, new in new }
            try await Emulator.$endpoints.withValue(endpoints) {
                try await start(remaining.dropFirst(), performing: function)
            }
        }
    }
}

extension Trait where Self == EmulatorTrait {
    public static func emulators(_ emulators: Emulator...) -> EmulatorTrait {
        EmulatorTrait(emulators: emulators)
    }
}

extension Emulator {
    @TaskLocal static var endpoints: [Emulator: String] = [:]

    /// Where the suite's emulator answers.
    /// - Throws: `TestSupportError.notFound` outside a suite that has the trait.
    public func endpoint() throws -> String {
        guard let endpoint = Self.endpoints[self] else {
            throw TestSupportError.notFound("the suite lacks the trait .emulators(.\(rawValue))")
        }
        return endpoint
    }
}
