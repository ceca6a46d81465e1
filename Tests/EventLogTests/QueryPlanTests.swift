@testable import EventLog
import Storage
import StorageSQLite
import Testing

/// Reads of the log and of subscriptions go through an index that is already in the wanted order. A line "SCAN" would be a
/// read of a whole table, "TEMP B-TREE" a sort of all that was found.
@Suite("Query plans")
struct QueryPlanTests {
    @Test(
        "a read of the log searches an index and sorts nothing",
        arguments: [
            (EventFilter.all, ["SEARCH event_log USING INTEGER PRIMARY KEY (rowid>?)"]),
            (EventFilter(types: ["a"]), ["SEARCH event_log USING INDEX event_log_type (type=? AND position>?)"]),
            (EventFilter(subject: "s"), ["SEARCH event_log USING INDEX event_log_subject (subject=? AND position>?)"]),
            (
                EventFilter(types: ["a", "b"], subject: "s"),
                ["SEARCH event_log USING INDEX event_log_subject (subject=? AND position>?)"]
            ),
        ])
    func readsOfTheLog(_ filter: EventFilter, _ expected: [String]) async throws {
        let house = try await House.open()
        #expect(try await house.plan(EventLogTable.select(after: 5, limit: 10, filter: filter)) == expected)
    }

    @Test("a read of several types takes the first positions of each from the index of types")
    func readOfSeveralTypes() async throws {
        let house = try await House.open()
        let plan = try await house.plan(
            EventLogTable.select(after: 5, limit: 10, filter: EventFilter(types: ["a", "b", "c"])))
        #expect(plan.first == "SEARCH event_log USING INTEGER PRIMARY KEY (rowid=?)")
        let searches = plan.filter {
            $0 == "SEARCH event_log USING COVERING INDEX event_log_type (type=? AND position>?)"
        }
        #expect(searches.count == 3)
        #expect(plan.allSatisfy { !$0.contains("SCAN event_log") && !$0.contains("TEMP B-TREE") }, "\(plan)")
    }

    @Test("reads of a subscription touch its own rows only")
    func readsOfSubscriptions() async throws {
        let house = try await House.open()
        #expect(
            try await house.plan(SubscriptionTable.due("s", 1, limit: 10)) == [
                "SEARCH held USING INDEX sqlite_autoindex_subscription_held_1 (subscription=?)",
                "LIST SUBQUERY 1",
                "SEARCH subscription_held USING INDEX subscription_held_due "
                    + "(subscription=? AND state=? AND next_attempt<?)",
                "SEARCH event USING INTEGER PRIMARY KEY (rowid=?)",
            ])
        #expect(
            try await house.plan(SubscriptionTable.subjects("s")) == [
                "SEARCH subscription_held USING COVERING INDEX subscription_held_subject (subscription=?)"
            ])
        #expect(
            try await house.plan(SubscriptionTable.nextDue("s")) == [
                "SEARCH subscription_held USING COVERING INDEX subscription_held_due (subscription=? AND state=?)"
            ])
        let parked = try await house.plan(SubscriptionTable.parked("s", after: 1, limit: 10))
        #expect(parked.allSatisfy { $0.hasPrefix("SEARCH") || $0.contains("ORDER BY") }, "\(parked)")
        let promote = try await house.plan(SubscriptionTable.promote("s", 1))
        #expect(promote.allSatisfy { !$0.contains("SCAN") }, "\(promote)")
    }

    @Test("the head of the log is one look at the end of the table")
    func head() async throws {
        let house = try await House.open()
        #expect(try await house.plan(EventLogTable.head) == ["SEARCH event_log"])
    }
}
