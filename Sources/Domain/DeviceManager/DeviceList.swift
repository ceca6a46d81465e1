import CertificateAuthority
import Events
import Listing
import Storage

/// The ways into the table of devices, of which there may be millions. Each index is paid for by every enrolment.
enum DeviceList {
    private static let columns = ListColumns(
        key: ListColumn("id", "id"), columns: shared + [ListColumn("tags", "tags")], defaultSort: "creation_timestamp")

    private static let shared = [
        ListColumn("dms_name", "dms_name"), ListColumn("alias", "alias"), ListColumn("status", "status"),
        ListColumn("valid_to", "expires_at", .time), ListColumn("creation_timestamp", "created_at", .time),
    ]

    private static let allTags = ListColumn.Several(
        text: "tags", members: "SELECT other.tag FROM device_tag AS other WHERE other.tagged_id = device.id")

    static let all = LongList(
        columns, from: "device",
        paths: [
            ListPath(sort: "creation_timestamp", equal: ["status"]),
            ListPath(sort: "creation_timestamp", equal: ["dms_name"]),
            ListPath(sort: "valid_to"),
            ListPath(sort: "id"),
            ListPath(sort: "creation_timestamp"),
        ])

    /// Those that have a tag, of which the list begins with the tag.
    static let tagged = LongList(
        ListColumns(
            key: ListColumn("id", "tagged_id"),
            columns: shared.filter { $0.name != "creation_timestamp" } + [
                ListColumn("tags", "tag", several: allTags), ListColumn("creation_timestamp", "registered_at", .time),
            ], defaultSort: "creation_timestamp"),
        from: "device_tag JOIN device ON device.id = tagged_id",
        paths: [ListPath(sort: "creation_timestamp", equal: ["tags"]), ListPath(sort: "creation_timestamp")])

    /// A page of device ids.
    static func page(_ query: ListQuery, in reading: borrowing some Reading & ~Copyable) throws -> Page<String> {
        try suiting(query).page(query, select: "device.id", in: reading) { try $0.text(0) }
    }

    /// How many of the devices that suit the filters have each status.
    static func statuses(
        _ filters: [ListFilter], in reading: borrowing some Reading & ~Copyable
    ) throws -> [DeviceStatus: Int64] {
        var counts: [DeviceStatus: Int64] = [:]
        for row in try reading.query(suiting(ListQuery(filters: filters)).count(by: "status", filters)) {
            counts[try row.wire(0)] = try row.integer(1)
        }
        return counts
    }

    /// Whether devices can be filtered so.
    /// - Throws: `ListError`.
    static func check(_ filters: [ListFilter]) throws { try suiting(ListQuery(filters: filters)).check(filters) }

    /// `tags[eq]pump` means that one of the tags is that, and a second one that another is that too; every other filter of
    /// tags looks at the text of all.
    static func suiting(_ query: ListQuery) -> LongList {
        query.filters.contains { $0.field == "tags" && $0.operand == .equal } ? tagged : all
    }
}
