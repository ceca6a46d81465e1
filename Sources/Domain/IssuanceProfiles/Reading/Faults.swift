import JSONSchema
import ManagementAPI

/// Everything that is wrong with a body, each with its JSON pointer.
struct Faults {
    private(set) var all: [SchemaViolation] = []

    mutating func add(_ pointer: String, _ detail: String) {
        all.append(SchemaViolation(pointer: pointer, detail: detail))
    }

    mutating func require(_ isRight: Bool, _ pointer: String, _ detail: @autoclosure () -> String) {
        if !isRight { add(pointer, detail()) }
    }

    /// - Throws: `Refusal` with the code `profile-invalid` where there is any.
    func throwIfAny() throws(Refusal) {
        guard let first = all.first else { return }
        let more = all.count > 1 ? ", and \(all.count - 1) more" : ""
        throw Refusal(
            .invalid, "profile-invalid", "The profile cannot be used: \(first.pointer) \(first.detail)\(more).",
            faults: all)
    }
}
