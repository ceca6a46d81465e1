import Dispatch

/// Where a body may block its thread without holding up the tasks that it waits for.
package final class ThreadAside: TaskExecutor {
    private let queue = DispatchQueue(label: "aside")

    package init() {}

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
