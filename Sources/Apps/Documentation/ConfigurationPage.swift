import Server

enum ConfigurationPage {
    static func text() -> String {
        Markdown.page([
            "# Configuration", Markdown.notice,
            "A flag of `shedu serve`, where there is one, goes before an environment variable, that before the file, and "
                + "that before the default. In the file (YAML) a dot is a level.",
            Markdown.table(
                ["key", "environment variable", "default", "meaning"],
                ConfigurationKey.all.map { key in
                    [
                        Markdown.code(key.name), Markdown.code(key.environmentVariable),
                        Markdown.code(key.defaultValue), key.summary,
                    ]
                }),
        ])
    }
}
