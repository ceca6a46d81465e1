import Listing
import Testing

@Suite struct ListQueryTests {
    @Test("a query is read from the items of a request, and what is empty counts as left out")
    func parse() throws {
        let query = try ListQuery.parse([
            ("page_size", "10"), ("sort_by", "valid_to"), ("sort_mode", "desc"), ("bookmark", ""),
            ("filter", "status[eq]ACTIVE"), ("filter", "name[ct]a[b]c"),
        ])
        #expect(
            query
                == ListQuery(
                    pageSize: 10, sortBy: "valid_to", isDescending: true,
                    filters: [
                        ListFilter(field: "status", operand: .equal, value: "ACTIVE"),
                        ListFilter(field: "name", operand: .contains, value: "a[b]c"),
                    ]))
        #expect(try ListQuery.parse([]) == ListQuery(pageSize: 25))
    }

    @Test(
        "what is not of a list is refused with its code",
        arguments: [
            ("colour", "red", "unknown-parameter"), ("page_size", "1001", "invalid-page-size"),
            ("page_size", "0", "invalid-page-size"), ("page_size", "1e2", "invalid-page-size"),
            ("sort_mode", "up", "invalid-sort-mode"), ("filter", "status", "malformed-filter"),
            ("filter", "[eq]x", "malformed-filter"), ("filter", "status[eq", "malformed-filter"),
            ("filter", "status[is]x", "unknown-operand"),
        ])
    func refused(name: String, value: String, code: String) {
        let error = #expect(throws: ListError.self) { try ListQuery.parse([(name, value)]) }
        #expect(error?.code == code)
    }

    @Test("a parameter twice, and too many filters, are refused")
    func repeated() {
        #expect(throws: ListError.repeatedParameter("sort_by")) {
            try ListQuery.parse([("sort_by", "a"), ("sort_by", "b")])
        }
        #expect(throws: ListError.tooManyFilters) {
            try ListQuery.parse(Array(repeating: ("filter", "a[eq]b"), count: 21))
        }
    }
}
