import ArgumentParser
import Events
import Foundation
import JSONSchema
import ManagementAPI

/// The settings of a cloud DMS that are changed most.
struct SettingsOptions: ParsableArguments {
    @Option(help: "Id of a CA whose certificates let a device enrol; may be repeated.") var bootstrap: [String] = []
    @Flag(help: "Only devices that were registered before may enrol.") var preregister = false
    @Flag(help: "A person decides on each enrolment.") var manualApproval = false
    @Flag(help: "Publish its CA certificates and devices to AWS IoT Core.") var publish = false
    @Option(help: "How long before its end a certificate may be renewed, for instance 7d.") var renewal: String?
    @Option(help: "Tag of its devices; may be repeated.") var tag: [String] = []
    @Option(help: "Issuance profile of its devices' certificates.") var profile: String?

    /// What is not given stays as it is.
    func lay(over members: inout [String: JSONValue]) {
        func enroll(_ name: String, _ value: JSONValue) {
            DocumentFile.set(&members, "enrollment_settings", name, value)
        }
        if !bootstrap.isEmpty { enroll("bootstrap_cas", .array(bootstrap.map { .string($0) })) }
        if preregister { enroll("registration_mode", "PreRegister") }
        if manualApproval { enroll("manual_approval", true) }
        if !tag.isEmpty { enroll("tags", .array(tag.map { .string($0) })) }
        if let profile { enroll("issuance_profile", .string(profile)) }
        if publish { members["aws_iotcore_publish"] = true }
        if let renewal {
            DocumentFile.set(&members, "reenrollment_settings", "preventive_renewal_interval", .string(renewal))
        }
    }
}

/// What a remote DMS is known by.
struct IdentityOptions: ParsableArguments {
    @Option(help: "PKCS #10 request of the key that the DMS has (PEM); - reads standard input.") var csr: String?
    @Option(help: "New file for a key that is made for it (PKCS #8, PEM); only its owner may read it.")
    var keyFile: String?
    @OptionGroup var key: KeyOptions
    @OptionGroup var name: NameOptions

    var isGiven: Bool { csr != nil || keyFile != nil }

    func lay(over members: inout [String: JSONValue]) throws {
        if let csr {
            let text = csr == "-" ? String(decoding: DocumentFile.standardInput(), as: UTF8.self) : nil
            members["certificate_request"] = .string(try text ?? ConnectionOptions.text(of: csr))
        }
        if keyFile != nil || key.body != nil {
            let body = key.body ?? KeyOptions.standard
            members["key"] = ["type": .string(body.type), "bits": .integer(Int64(body.bits))]
        }
        var subject = DocumentFile.members(members["subject"])
        if let organization = name.organization { subject["organization"] = .string(organization) }
        if let country = name.country { subject["country"] = .string(country) }
        if !subject.isEmpty { members["subject"] = .object(subject) }
    }

    /// - Parameter file: where it is wanted; a key that was asked for by a document alone goes to standard error.
    func write(_ key: EncodedPEM, to file: SecretFile?) throws {
        if let file { return try file.write(key.pem) }
        FileHandle.standardError.write(Data(key.pem.utf8))
    }
}

/// A JSON object in a file.
enum DocumentFile {
    /// - Parameter file: `-` for standard input.
    static func members(of file: String) throws -> [String: JSONValue] {
        let bytes = file == "-" ? standardInput() : Array(try ConnectionOptions.text(of: file).utf8)
        guard let value = try? WireJSON.decode(JSONValue.self, from: bytes), case .object(let members) = value else {
            throw ValidationError("\(file) is not a JSON object.")
        }
        return members
    }

    static func standardInput() -> [UInt8] { Array(FileHandle.standardInput.readDataToEndOfFile()) }

    /// Empty for what is no object.
    static func members(_ value: JSONValue?) -> [String: JSONValue] {
        if case .object(let members)? = value { members } else { [:] }
    }

    /// Sets a member of a member.
    static func set(
        _ document: inout [String: JSONValue], _ outer: String, _ inner: String, _ value: JSONValue
    ) {
        var members = members(document[outer])
        members[inner] = value
        document[outer] = .object(members)
    }
}
