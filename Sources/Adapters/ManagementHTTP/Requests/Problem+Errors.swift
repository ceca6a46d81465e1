import CloudProxy
import EventLog
import Listing
import ManagementAPI
import Storage

extension Problem {
    /// The one place where errors become problems; nil for an error that is ours and is none of the caller's business.
    init?(caused error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let refusal as Refusal: self.init(refusal)
        case let error as ListError: self.init(Refusal(error))
        case let error as CloudProxyError: self.init(Refusal(error))
        case let error as SubscriptionError: self.init(Refusal(error))
        case let error as StorageError:
            guard let refusal = Refusal(error) else { return nil }
            self.init(refusal)
        default: return nil
        }
    }
}

extension Refusal {
    init(_ error: ListError) {
        self.init(.invalid, error.code, error.description)
    }

    init(_ error: CloudProxyError) {
        switch error {
        case .notFound(let sentence): self.init(.notFound, "cloud-not-found", sentence)
        case .conflict(let sentence): self.init(.conflict, "cloud-conflict", sentence)
        case .invalid(pointer: "/bookmark", _): self.init(ListError.invalidBookmark)
        case .invalid(let pointer, let sentence): self = .invalid("invalid-body", at: pointer, sentence)
        }
    }

    init(_ error: SubscriptionError) {
        switch error {
        case .unknown(let name): self = .notFound("subscription", name)
        case .notParked(let position): self = .notFound("parked-event", "\(position)")
        }
    }

    static let outcomeUnknownCode = "outcome-unknown"

    init?(_ error: StorageError) {
        switch error {
        case .overloaded:
            self.init(.unavailable, "overloaded", "Too many changes are waiting; send the request again in a while.")
        case .closed:
            self.init(.unavailable, "shutting-down", "The server is shutting down; send the request again in a while.")
        case .commitFailed:
            self.init(
                .unavailable, Self.outcomeUnknownCode,
                "The change could not be confirmed: it may be stored or not. Look before you send it again.")
        default: return nil
        }
    }
}
