import Foundation
import Listing
import Storage
import StorageSQLite
import Testing
import TestSupport

/// A table with every kind of column, and many rows that sort equal.
private struct Fixture {
    static let columns = ListColumns(
        key: ListColumn("serial", "serial", .serial),
        columns: [
            ListColumn("name", "name"), ListColumn("rank", "rank", .integer), ListColumn("born", "born", .time),
            ListColumn("live", "live", .bool), ListColumn("note", "COALESCE(note, '')"),
        ],
        defaultSort: "born")

    let database: SQLiteDatabase

    static func run(_ body: @Sendable (Fixture) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            let database = try SQLiteDatabase.open(path: folder.path("list.sqlite"))
            try await database.migrate([
                Migration("thing/001") { dialect in
                    [
                        """
                        CREATE TABLE thing (serial \(dialect.bytesType) PRIMARY KEY, name TEXT NOT NULL,
                        rank INTEGER NOT NULL, born INTEGER NOT NULL, live INTEGER NOT NULL, note TEXT)
                        """
                    ]
                }
            ])
            let fixture = Fixture(database: database)
            for number in 0..<60 { try await fixture.insert(number) }
            try await body(fixture)
            await database.close()
        }
    }

    func insert(_ number: Int, name: String? = nil) async throws {
        let serial: [UInt8] = [UInt8(number % 7), UInt8(number)]
        let note: String? = number % 3 == 0 ? nil : "note \(number % 2)"
        _ = try await database.write { tx in
            try tx.execute(
                """
                INSERT INTO thing VALUES (\(serial), \(name ?? "n\(number)"), \(number % 4),
                \(Int64(number / 10) * 1000), \(number % 2 == 0), \(note))
                """)
        }
    }

    func page(_ query: ListQuery, where condition: SQL? = nil) async throws -> Page<String> {
        let statement = try Self.columns.statement(select: "name", from: "thing", where: condition, query: query)
        let rows = try await database.read { try $0.query(statement) }
        return try Page.make(rows, query, Self.columns) { try $0.text(0) }
    }

    func names(_ filter: String) async throws -> Set<String> {
        Set(try await page(ListQuery(pageSize: 1000, filters: [try ListFilter(filter)])).list)
    }

    func all(_ query: ListQuery, meanwhile: (Int) async throws -> Void = { _ in }) async throws -> [String] {
        var query = query
        var names: [String] = []
        repeat {
            let page = try await page(query)
            names += page.list
            query.bookmark = page.next
            try await meanwhile(names.count)
        } while query.bookmark != nil
        return names
    }
}

@Suite struct ListStatementTests {
    @Test(
        "pages in every order join to the whole list, whatever the page size",
        arguments: ["serial", "name", "rank", "born", "live", "note"], [false, true])
    func everyOrder(sort: String, isDescending: Bool) async throws {
        try await Fixture.run { fixture in
            let whole = try await fixture.page(ListQuery(pageSize: 1000, sortBy: sort, isDescending: isDescending))
            #expect(whole.list.count == 60 && whole.next == nil)
            for size in [1, 7, 20, 60] {
                let query = ListQuery(pageSize: size, sortBy: sort, isDescending: isDescending)
                #expect(try await fixture.all(query) == whole.list)
            }
        }
    }

    @Test("a row that is added behind a page is not seen before, and one that goes hides no other")
    func stable() async throws {
        try await Fixture.run { fixture in
            let before = try await fixture.all(ListQuery(pageSize: 1000, sortBy: "born"))
            let names = try await fixture.all(ListQuery(pageSize: 8, sortBy: "born")) { count in
                let last = before[count - 1]
                try await fixture.database.write { _ = try $0.execute("DELETE FROM thing WHERE name = \(last)") }
            }
            #expect(names == before)
        }
    }

    @Test("each operand selects what it says")
    func operands() async throws {
        try await Fixture.run { fixture in
            let equal = try await fixture.names("name[eq]n7")
            #expect(equal == ["n7"])
            #expect(try await fixture.names("name[ne]n7").count == 59)
            #expect(try await fixture.names("name[ct]N5") == Set(["n5"] + (50...59).map { "n\($0)" }))
            #expect(try await fixture.names("name[in]n1,n2,zz") == ["n1", "n2"])
            #expect(try await fixture.names("rank[gt]2").count == 15)
            #expect(try await fixture.names("rank[lt]1").count == 15)
            #expect(try await fixture.names("rank[in]1,2").count == 30)
            #expect(try await fixture.names("born[bf]1970-01-01T00:00:01Z").count == 10)
            #expect(try await fixture.names("born[af]4000").count == 10)
            #expect(try await fixture.names("born[eq]1970-01-01T01:00:02+01:00").count == 10)
            #expect(try await fixture.names("live[eq]true").count == 30)
            #expect(try await fixture.names("serial[eq]01-08") == ["n8"])
            #expect(try await fixture.names("serial[in]0108,01-0f") == ["n8", "n15"])
            #expect(try await fixture.names("note[eq]").count == 20)
        }
    }

    @Test("text of a filter stays a value: wildcards, quotes and SQL match only themselves")
    func injection() async throws {
        try await Fixture.run { fixture in
            try await fixture.insert(100, name: "50%_\\'; DROP TABLE thing; --")
            for needle in ["%", "_", "\\", "'", "; DROP TABLE thing"] {
                #expect(try await fixture.names("name[ct]\(needle)") == ["50%_\\'; DROP TABLE thing; --"], "\(needle)")
            }
            #expect(try await fixture.names("name[eq]' OR 1=1 --").isEmpty)
            #expect(try await fixture.all(ListQuery(pageSize: 9)).count == 61)
        }
    }

    @Test("conditions of the list itself hold beside filters and bookmarks")
    func condition() async throws {
        try await Fixture.run { fixture in
            var query = ListQuery(pageSize: 4, sortBy: "rank", filters: [try ListFilter("live[eq]true")])
            var names: [String] = []
            repeat {
                let page = try await fixture.page(query, where: "rank = \(2) OR rank = \(3)")
                names += page.list
                query.bookmark = page.next
            } while query.bookmark != nil
            #expect(names.count == 15 && Set(names).count == 15)
        }
    }

    @Test(
        "a filter that does not suit its field is refused with its code",
        arguments: [
            ("colour[eq]red", "unknown-field"), ("name[bf]x", "unknown-operand"), ("live[gt]true", "unknown-operand"),
            ("serial[ct]01", "unknown-operand"), ("rank[eq]one", "invalid-filter-value"),
            ("born[af]yesterday", "invalid-filter-value"), ("live[eq]yes", "invalid-filter-value"),
            ("serial[eq]0", "invalid-filter-value"), ("serial[eq]0g", "invalid-filter-value"),
        ])
    func unsuitable(filter: String, code: String) throws {
        let query = ListQuery(filters: [try ListFilter(filter)])
        let error = #expect(throws: ListError.self) {
            try Fixture.columns.statement(select: "name", from: "thing", query: query)
        }
        #expect(error?.code == code)
    }

    @Test("a bookmark of another order, of another kind, or of nobody is refused")
    func bookmarks() async throws {
        try await Fixture.run { fixture in
            let mark = try await fixture.page(ListQuery(pageSize: 2, sortBy: "name")).next
            #expect(mark != nil)
            let others = [
                ListQuery(bookmark: mark, sortBy: "rank"), ListQuery(bookmark: mark),
                ListQuery(bookmark: mark, sortBy: "name", isDescending: true),
                ListQuery(bookmark: "x", sortBy: "name"), ListQuery(bookmark: "WzFd", sortBy: "name"),
                ListQuery(bookmark: String(repeating: "A", count: 10_000), sortBy: "name"),
            ]
            for query in others {
                await #expect(throws: ListError.invalidBookmark) { try await fixture.page(query) }
            }
        }
    }

    @Test("on the wire `next` is always a string, empty on the last page")
    func wire() async throws {
        try await Fixture.run { fixture in
            let last = try await fixture.page(
                ListQuery(pageSize: 60, sortBy: "rank", filters: [ListFilter("rank[gt]9")]))
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            #expect(try encoder.encode(last) == Data(#"{"list":[],"next":""}"#.utf8))
            let first = try await fixture.page(ListQuery(pageSize: 1))
            let back = try JSONDecoder().decode(Page<String>.self, from: try JSONEncoder().encode(first))
            #expect(back == first && back.next != nil)
        }
    }
}
