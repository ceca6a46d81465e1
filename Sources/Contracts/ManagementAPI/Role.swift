/// What an authenticated caller may be. A column of the endpoint table says who may do what.
public enum Role: String, Sendable, CaseIterable {
    case admin
}
