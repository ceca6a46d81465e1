public import Foundation

/// The static keys of a named profile in `~/.aws/credentials`, or else in `~/.aws/config`. Read anew each time, so
/// that a rotated key is taken without a restart.
public struct SharedFileCredentials: CredentialsProvider {
    private let credentialsFile: String
    private let configFile: String
    private let profile: String
    /// The profile was asked for by name, so it must be there.
    private let isNamed: Bool
    private let read: @Sendable (String) -> String?

    /// - Parameters:
    ///   - environment: `AWS_SHARED_CREDENTIALS_FILE`, `AWS_CONFIG_FILE`, `AWS_PROFILE` and `HOME` are looked at.
    ///   - profile: goes before `AWS_PROFILE`.
    ///   - read: the contents of a file, nil where it is missing.
    public init(
        environment: [String: String], profile: String? = nil,
        read: @escaping @Sendable (String) -> String? = { try? String(contentsOfFile: $0, encoding: .utf8) }
    ) {
        let home = environment["HOME"] ?? "/"
        let named = profile ?? environment["AWS_PROFILE"]
        credentialsFile = environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "\(home)/.aws/credentials"
        configFile = environment["AWS_CONFIG_FILE"] ?? "\(home)/.aws/config"
        self.profile = named ?? "default"
        isNamed = named != nil
        self.read = read
    }

    public func credentials(at now: Date) async throws(CredentialsError) -> AWSCredentials? {
        let places = [
            (credentialsFile, [profile]),
            (configFile, profile == "default" ? ["profile default", "default"] : ["profile \(profile)"]),
        ]
        for (file, sections) in places {
            let profiles = AWSProfileFile(read(file) ?? "")
            for section in sections {
                if let keys = profiles.sections[section], let id = keys["aws_access_key_id"] {
                    return try credentials(id: id, keys, file: file)
                }
            }
        }
        guard !isNamed else { throw CredentialsError("the profile \(profile) has no keys in the shared AWS files") }
        return nil
    }

    private func credentials(
        id: String, _ keys: [String: String], file: String
    ) throws(CredentialsError) -> AWSCredentials {
        guard let secret = keys["aws_secret_access_key"], !secret.isEmpty, !id.isEmpty else {
            throw CredentialsError("the profile \(profile) in \(file) has half a key")
        }
        let token = keys["aws_session_token"].flatMap { $0.isEmpty ? nil : $0 }
        return AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token)
    }
}

extension CredentialsChain {
    /// The environment, then the shared files; only these where a profile is asked for by name.
    public static func standard(environment: [String: String], profile: String? = nil) -> CredentialsChain {
        let files = SharedFileCredentials(environment: environment, profile: profile)
        return CredentialsChain(profile == nil ? [EnvironmentCredentials(environment), files] : [files])
    }
}

/// The sections of a shared AWS file, and the plain keys of each. Lines that cannot be read are passed over: other
/// tools write settings there that we do not know.
struct AWSProfileFile {
    private(set) var sections: [String: [String: String]] = [:]

    init(_ text: String) {
        var section: String?
        for line in text.split(whereSeparator: \.isNewline) {
            let isNested = line.first?.isWhitespace ?? true
            let content = line.trimmingCharacters(in: .whitespaces)
            if content.isEmpty || content.hasPrefix("#") || content.hasPrefix(";") || isNested { continue }
            if content.hasPrefix("[") {
                section = Self.sectionName(content)
            } else if let section, let equals = content.firstIndex(of: "=") {
                let name = content[..<equals].trimmingCharacters(in: .whitespaces).lowercased()
                let value = content[content.index(after: equals)...].trimmingCharacters(in: .whitespaces)
                sections[section, default: [:]][name] = value
            }
        }
    }

    /// `[profile "build server"]` and `[profile build]` are both written by people.
    private static func sectionName(_ line: String) -> String? {
        guard let end = line.firstIndex(of: "]") else { return nil }
        let words = line[line.index(after: line.startIndex)..<end].split(whereSeparator: \.isWhitespace)
        return words.joined(separator: " ").replacing("\"", with: "")
    }
}
