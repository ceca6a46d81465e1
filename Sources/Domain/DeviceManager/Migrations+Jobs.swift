import Storage

extension DeviceManagerStore {
    /// Groups of devices, and what is done to them.
    static let jobs = Migration("device-manager/005-jobs") { _ in
        [
            """
            CREATE TABLE device_group (
                name TEXT PRIMARY KEY, description TEXT NOT NULL, filters TEXT NOT NULL, created_at BIGINT NOT NULL)
            """,
            """
            CREATE TABLE device_job (
                id TEXT PRIMARY KEY, group_name TEXT NOT NULL, filters TEXT NOT NULL, operation TEXT NOT NULL,
                reason TEXT, revocation_reason TEXT, rate BIGINT, state TEXT NOT NULL, total BIGINT NOT NULL,
                changed BIGINT NOT NULL, unchanged BIGINT NOT NULL, refused BIGINT NOT NULL,
                requested_by TEXT NOT NULL, created_at BIGINT NOT NULL, finished_at BIGINT, bookmark TEXT,
                next_at BIGINT NOT NULL)
            """,
            "CREATE INDEX device_job_created ON device_job (created_at, id)",
            "CREATE INDEX device_job_running ON device_job (next_at, created_at, id) WHERE state = 'RUNNING'",
            """
            CREATE TABLE device_job_result (
                job_id TEXT NOT NULL REFERENCES device_job (id), number BIGINT NOT NULL, device_id TEXT NOT NULL,
                outcome TEXT NOT NULL, detail TEXT NOT NULL, done_at BIGINT NOT NULL, PRIMARY KEY (job_id, number))
            """,
            "CREATE INDEX device_job_refused ON device_job_result (job_id, number) WHERE outcome = 'refused'",
        ]
    }
}
