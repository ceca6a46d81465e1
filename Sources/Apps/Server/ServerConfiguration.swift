public import CertificateAuthority
public import Events
public import Logging
import Configuration
import Foundation
import SystemPackage

/// Everything that a server is told, parsed: a value of this type cannot be wrong in itself.
public struct ServerConfiguration: Sendable {
    public var dataPath: String
    public var roles: Set<ServerRole>
    public var managementAddress: ListenAddress
    public var managementTLS: Bool
    public var estAddress: ListenAddress
    public var estDefaultDMS: String?
    public var estGrace: WireDuration
    public var est: ESTSettings
    public var validation: ValidationSettings
    public var expiryWindows: ExpiryWindows
    public var serverNames: [String]
    public var eventsBase: String?
    public var cascadeMax: Int
    public var logLevel: Logger.Level

    /// Flags first, then environment variables, then the file, then the defaults.
    /// - Parameter flags: values by the name of the configuration key.
    /// - Throws: `StartError` that names the key and what it takes.
    public static func load(
        flags: [String: String], environment: [String: String], file: String?
    ) async throws -> ServerConfiguration {
        let given = flags.map { name, value in
            (
                AbsoluteConfigKey(name.split(separator: ".").map(String.init)),
                ConfigValue(.string(value), isSecret: false)
            )
        }
        var providers: [any ConfigProvider] = [
            InMemoryProvider(values: Dictionary(uniqueKeysWithValues: given)),
            EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "shedu"),
        ]
        if let file {
            do {
                providers.append(try await FileProvider<YAMLSnapshot>(filePath: FilePath(file)))
            } catch {
                throw StartError("The configuration file \(file) cannot be read: \(error)")
            }
            try ConfigurationFile.refuseUnknownKeys(in: file)
        }
        return try ServerConfiguration(reader: ConfigReader(providers: providers))
    }

    private init(reader: ConfigReader) throws(StartError) {
        let values = ConfiguredValues(reader: reader)
        dataPath = values.text(.data)
        roles = Set(
            try values.list(.roles).map { name throws(StartError) in
                guard let role = ServerRole(rawValue: name) else { throw values.error(.roles, name) }
                return role
            })
        managementAddress = try values.parse(.managementAddress, ListenAddress.init)
        managementTLS = try values.parse(.managementTLS) { Bool($0) }
        estAddress = try values.parse(.estAddress, ListenAddress.init)
        estDefaultDMS = values.optional(.estDefaultDMS)
        estGrace = try values.parse(.estGrace) { try? WireDuration($0) }
        est = try ESTSettings(values)
        validation = try ValidationSettings(values)
        expiryWindows = try ExpiryWindows(values)
        serverNames = values.list(.serverNames)
        eventsBase = values.optional(.eventsBase)
        cascadeMax = try values.parse(.cascadeMax) { Int($0).flatMap { (1...1_000_000).contains($0) ? $0 : nil } }
        logLevel = try values.parse(.logLevel) { Logger.Level(rawValue: $0) }
    }
}

/// Reads the rows of the key table.
struct ConfiguredValues {
    let reader: ConfigReader

    func text(_ key: ConfigurationKey) -> String {
        reader.string(forKey: ConfigKey(key.name), default: key.defaultValue)
    }

    func optional(_ key: ConfigurationKey) -> String? {
        let value = text(key)
        return value.isEmpty ? nil : value
    }

    func list(_ key: ConfigurationKey) -> [String] {
        text(key).split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    func parse<Value>(_ key: ConfigurationKey, _ read: (String) -> Value?) throws(StartError) -> Value {
        let text = text(key)
        guard let value = read(text) else { throw error(key, text) }
        return value
    }

    func error(_ key: ConfigurationKey, _ value: String) -> StartError {
        StartError("\(key.name) is \"\(value)\", which it cannot be. \(key.summary) Default: \(key.defaultValue)")
    }
}
