import CloudProxy

/// The parameters of a `CloudCall`, read back. A call may come from a stored plan, so nothing is taken for granted.
struct CallParameters {
    let operation: String
    let values: [String: String]

    init(_ call: CloudCall) {
        operation = call.operation
        values = call.parameters
    }

    func required(_ name: String) throws(CloudError) -> String {
        guard let value = values[name] else { throw .rejected("\(operation) lacks the parameter \(name)") }
        return value
    }

    func flag(_ name: String) throws(CloudError) -> Bool {
        guard let flag = Bool(try required(name)) else { throw .rejected("\(operation): \(name) is not a flag") }
        return flag
    }

    func word<Word: RawRepresentable<String>>(_ name: String, as type: Word.Type) throws(CloudError) -> Word {
        let value = try required(name)
        guard let word = Word(rawValue: value) else { throw .rejected("\(operation): \(name) cannot be \(value)") }
        return word
    }

    func optionalWord<Word: RawRepresentable<String>>(
        _ name: String, as type: Word.Type
    ) throws(CloudError) -> Word? {
        values[name] == nil ? nil : try word(name, as: type)
    }

    /// All that begin with `prefix:`, without it.
    func map(_ prefix: String) -> [String: String] {
        var found: [String: String] = [:]
        for (name, value) in values where name.hasPrefix("\(prefix):") {
            found[String(name.dropFirst(prefix.count + 1))] = value
        }
        return found
    }
}

extension [String: String] {
    /// The members of a map, each as a parameter of its own.
    func parameters(_ prefix: String) -> [String: String] {
        Dictionary(uniqueKeysWithValues: map { ("\(prefix):\($0.key)", $0.value) })
    }
}

/// An operation that changes something, and can be written into a plan and read back from it.
protocol PlannedOperation: AWSOperation {
    var parameters: [String: String] { get }
    init(_ parameters: CallParameters) throws(CloudError)
}

extension PlannedOperation {
    func call(for resource: String, because reason: String) -> CloudCall {
        CloudCall(operation: Self.name, resource: resource, reason: reason, parameters: parameters)
    }
}
