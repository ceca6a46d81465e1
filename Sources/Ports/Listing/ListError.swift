/// Why a list cannot be given as it was asked for. Always the caller's mistake.
public enum ListError: Error, Sendable, Equatable {
    case unknownParameter(String)
    case repeatedParameter(String)
    case invalidPageSize(String)
    case invalidSortMode(String)
    case tooManyFilters
    case malformedFilter(String)
    case unknownOperand(String)
    case unknownField(String, known: [String])
    case unsuitableOperand(String, field: String, suitable: [String])
    case invalidValue(String, field: String, expected: String)
    /// There is no index in this order, and too many items to sort them for one page.
    case tooManyToSort(String, known: [String], most: Int)
    /// Not a bookmark of this list in this order.
    case invalidBookmark

    /// Stable and machine-readable.
    public var code: String {
        switch self {
        case .unknownParameter: "unknown-parameter"
        case .repeatedParameter: "repeated-parameter"
        case .invalidPageSize: "invalid-page-size"
        case .invalidSortMode: "invalid-sort-mode"
        case .tooManyFilters: "too-many-filters"
        case .malformedFilter: "malformed-filter"
        case .unknownOperand, .unsuitableOperand: "unknown-operand"
        case .unknownField: "unknown-field"
        case .invalidValue: "invalid-filter-value"
        case .tooManyToSort: "too-many-to-sort"
        case .invalidBookmark: "invalid-bookmark"
        }
    }
}

extension ListError: CustomStringConvertible {
    /// What is wrong and what to do, for a person.
    public var description: String {
        switch self {
        case .unknownParameter(let name):
            "\"\(name)\" is not a parameter of a list; use \(ListQuery.parameters.joined(separator: ", "))."
        case .repeatedParameter(let name): "\"\(name)\" may be given once."
        case .invalidPageSize(let text):
            "page_size is \"\(text)\" and must be a number from 1 to \(ListQuery.pageSizeMax)."
        case .invalidSortMode(let text): "sort_mode is \"\(text)\" and must be asc or desc."
        case .tooManyFilters: "A list takes at most \(ListQuery.filtersMax) filters."
        case .malformedFilter(let text):
            "\"\(text)\" is not a filter; write field[operand]value, for instance status[eq]ACTIVE."
        case .unknownOperand(let name):
            "\"\(name)\" is not an operand; use \(Self.operands.joined(separator: ", "))."
        case .unknownField(let name, let known):
            "\"\(name)\" is not a field of this list; use \(known.joined(separator: ", "))."
        case .unsuitableOperand(let name, let field, let suitable):
            "\"\(name)\" does not apply to \(field); use \(suitable.joined(separator: ", "))."
        case .invalidValue(let text, let field, let expected): "\"\(text)\" does not suit \(field): \(expected)."
        case .tooManyToSort(let name, let known, let most):
            "More than \(most) items would have to be sorted by \(name); filter for fewer, or sort by "
                + "\(known.joined(separator: ", "))."
        case .invalidBookmark: "The bookmark does not belong to this list in this order; start from the first page."
        }
    }

    private static var operands: [String] { ListFilter.Operand.allCases.map(\.rawValue) }
}
