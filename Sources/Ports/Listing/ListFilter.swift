/// One condition on the items of a list, on the wire `field[operand]value`, for instance `status[eq]ACTIVE`.
public struct ListFilter: Sendable, Equatable {
    public enum Operand: String, Sendable, CaseIterable {
        case equal = "eq"
        case notEqual = "ne"
        /// The text holds the value; letters of either case are the same.
        case contains = "ct"
        /// Equals one of the values, which are separated by commas.
        case among = "in"
        case before = "bf"
        case after = "af"
        case less = "lt"
        case greater = "gt"
    }

    /// Wire name of a column.
    public let field: String
    public let operand: Operand
    public let value: String

    public init(field: String, operand: Operand, value: String) {
        self.field = field
        self.operand = operand
        self.value = value
    }

    /// Reads `field[operand]value`.
    public init(_ text: String) throws(ListError) {
        guard let open = text.firstIndex(of: "["), open > text.startIndex,
            let close = text[open...].firstIndex(of: "]")
        else { throw ListError.malformedFilter(text) }
        let name = String(text[text.index(after: open)..<close])
        guard let operand = Operand(rawValue: name) else { throw ListError.unknownOperand(name) }
        self.init(
            field: String(text[..<open]), operand: operand, value: String(text[text.index(after: close)...]))
    }
}
