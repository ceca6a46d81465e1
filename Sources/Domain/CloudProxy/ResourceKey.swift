/// Names one unit of work in a cloud account, for instance `device/pump-7`.
public struct ResourceKey: Sendable, Hashable, CustomStringConvertible {
    /// The kinds in the order in which they depend on each other: a device needs its CA.
    public enum Kind: String, Sendable, CaseIterable {
        case ca
        case dms
        case device

        /// Lower comes first.
        var rank: Int {
            switch self {
            case .ca: 0
            case .dms: 1
            case .device: 2
            }
        }

        var next: Kind? {
            switch self {
            case .ca: .dms
            case .dms: .device
            case .device: nil
            }
        }
    }

    public let kind: Kind
    /// A CA's id, a DMS's name or a device's id.
    public let name: String

    public init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    /// Reads `ca/<id>`, `dms/<name>` or `device/<id>`; nil for anything else.
    public init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/"), let kind = Kind(rawValue: String(text[..<slash])) else {
            return nil
        }
        let name = text[text.index(after: slash)...]
        guard !name.isEmpty else { return nil }
        self.init(kind, String(name))
    }

    public var description: String { "\(kind.rawValue)/\(name)" }
}
