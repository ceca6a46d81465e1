import Foundation
import Testing

@Suite("The pages")
struct LinkTests {
    @Test("link to files and headings that are there")
    func links() throws {
        let pages = try MarkdownPage.all()
        let headings = Dictionary(uniqueKeysWithValues: pages.map { ($0.path, $0.anchors) })
        #expect(pages.contains { $0.path == "docs/README.md" } && pages.flatMap(\.links).count > 100)
        let broken = try pages.flatMap { page in
            try page.links.filter { try !page.leads($0, headings: headings) }.map { "\(page.path): \($0)" }
        }
        #expect(broken == [])
    }

    @Test("that are written by hand stand in the index")
    func index() throws {
        let pages = try MarkdownPage.all()
        let index = try #require(pages.first { $0.path == "docs/README.md" })
        let linked = Set(index.links.map { "docs/" + $0 })
        let folders = ["docs/operations/", "docs/protocols/"]
        let missing = pages.map(\.path).filter { path in folders.contains { path.hasPrefix($0) } }
            .filter { !linked.contains($0) }
        #expect(missing == [])
        let decisions = try #require(pages.first { $0.path == "docs/decisions/README.md" })
        let records = pages.filter { $0.path.hasPrefix("docs/decisions/0") }
        for record in records {
            let file = String(record.path.dropFirst("docs/decisions/".count))
            let title = try #require(record.lines.first).dropFirst("# 0000 ".count)
            #expect(decisions.lines.contains("| [\(file.prefix(4))](\(file)) | \(title) |"))
        }
        #expect(records.count > 10)
    }

    @Test("are searched by rules that find what is broken")
    func rules() throws {
        let page = MarkdownPage(
            path: "docs/a.md",
            text: "# A b, `c`!\n[x](b.md#d) and [y](https://z.example)\n```\n[n](o)\n# p\n```\n[q](#a-b-c)\n")
        #expect(page.links == ["b.md#d", "#a-b-c"])
        #expect(page.anchors == ["a-b-c"])
        #expect(try page.leads("#a-b-c", headings: ["docs/a.md": page.anchors]))
        #expect(try !page.leads("#a", headings: ["docs/a.md": page.anchors]))
        #expect(try !page.leads("no-such-page.md", headings: [:]))
        #expect(try page.leads("../README.md", headings: [:]))
    }
}
