import NIOCore
import NIOPosix

/// Runs a plan on the event loops of this process, one per core.
public enum LoadRun {
    /// Sends for `duration`, or until the requests are used up or every lane has failed. A failure ends its lane only:
    /// it is the caller's to judge, because a crash test wants failures and a benchmark wants none.
    /// - Parameter patience: how long an answer is waited for after the end.
    /// - Throws: where a connection that is to be kept cannot be opened.
    public static func run(
        _ plan: LoadPlan, for duration: Duration, patience: Duration = .seconds(30)
    ) async throws -> LoadResult {
        let tickets = Tickets(first: plan.firstRequest, end: plan.cycles ? .max : plan.requests.count)
        let lanes = try await open(plan, tickets)
        let start = NIODeadline.now()
        let deadline = start + .nanoseconds(duration.nanoseconds)
        let results = try await collect(lanes, until: deadline, .nanoseconds(patience.nanoseconds))
        var total = LoadResult()
        total.nanoseconds = (NIODeadline.now() - start).nanoseconds
        for result in results { total.add(result) }
        total.nextRequest = tickets.reached
        return total
    }

    private static func open(_ plan: LoadPlan, _ tickets: Tickets) async throws -> [NIOLoopBound<Lane>] {
        let group = MultiThreadedEventLoopGroup.singleton
        var lanes: [NIOLoopBound<Lane>] = []
        for number in 0..<plan.lanes {
            let loop = group.next()
            let opened: EventLoopFuture<NIOLoopBound<Lane>> = loop.flatSubmit {
                let lane = Lane(number, plan, tickets, loop)
                let bound = NIOLoopBound(lane, eventLoop: loop)
                return lane.open().map { bound }
            }
            do {
                lanes.append(try await opened.get())
            } catch {
                for lane in lanes { lane.eventLoop.execute { lane.value.abandon() } }
                throw error
            }
        }
        return lanes
    }

    private static func collect(
        _ lanes: [NIOLoopBound<Lane>], until deadline: NIODeadline, _ patience: TimeAmount
    ) async throws -> [LoadResult] {
        let futures = lanes.map { lane in
            lane.eventLoop.flatSubmit {
                lane.value.start(until: deadline, patience: patience)
            }
        }
        let any = MultiThreadedEventLoopGroup.singleton.any()
        return try await EventLoopFuture.whenAllSucceed(futures, on: any).get()
    }
}
