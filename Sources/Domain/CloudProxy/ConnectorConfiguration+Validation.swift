extension ConnectorConfiguration {
    /// Limits of what an operator may write.
    static let idLengthMax = 64
    static let nameLengthMax = 256
    static let endpointLengthMax = 512

    /// - Throws: `CloudProxyError.invalid` for the first member that is wrong.
    func validate(kinds: Set<String>) throws(CloudProxyError) {
        try validateNames(kinds: kinds)
        try validateEndpoint()
        try validateCredentials()
    }

    private func validateNames(kinds: Set<String>) throws(CloudProxyError) {
        // The id stands in a path, in a metadata key and in a tag's value, so its alphabet is the narrowest of them.
        try require(
            !id.isEmpty && id.utf8.count <= Self.idLengthMax && id.utf8.allSatisfy(Self.isIDCharacter), "/id",
            "must have 1 to \(Self.idLengthMax) of the characters a-z, A-Z, 0-9, '.', '_' and '-'")
        try require(
            kinds.contains(kind), "/kind", "must be one of: \(kinds.sorted().joined(separator: ", "))")
        try require(
            name.utf8.count <= Self.nameLengthMax, "/name", "must not be longer than \(Self.nameLengthMax) bytes")
        try require(
            !region.isEmpty && region.utf8.count <= 32 && region.utf8.allSatisfy(Self.isRegionCharacter), "/region",
            "must be a region's code such as eu-west-1")
    }

    private func validateEndpoint() throws(CloudProxyError) {
        guard let endpoint else { return }
        let hasScheme = endpoint.hasPrefix("https://") || endpoint.hasPrefix("http://")
        let isPlain = endpoint.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
        try require(
            hasScheme && isPlain && endpoint.utf8.count <= Self.endpointLengthMax && !endpoint.contains("@"),
            "/endpoint", "must be an http:// or https:// URL without user name and password")
    }

    private func validateCredentials() throws(CloudProxyError) {
        switch credentials.source {
        case .environment:
            try require(
                credentials.profile == nil, "/credentials/profile", "is only for credentials of the source 'profile'")
        case .profile:
            let profile = credentials.profile ?? ""
            try require(
                !profile.isEmpty && profile.utf8.count <= 128, "/credentials/profile",
                "must name the profile to take the credentials from")
        }
    }

    private func require(_ holds: Bool, _ pointer: String, _ sentence: String) throws(CloudProxyError) {
        guard holds else { throw .invalid(pointer: pointer, sentence) }
    }

    private static func isIDCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isRegionCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
