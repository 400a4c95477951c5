import Dispatch
import Foundation
import Synchronization
import VitrinePlanner
public import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// One run of an event.
public struct EventRun: Sendable {
  /// The keyspace that it is of.
  public let keyspace: String
  /// The event's.
  public let name: String
  /// When it was due, in seconds after 1970-01-01 00:00:00 UTC.
  public let moment: Int64
  /// What it has failed with; nil where it ran to its end.
  public let error: SQLError?
}

/// Whether the events of a cluster run, and the thread that runs them by the system's clock.
final class EventScheduler: Sendable {
  private struct State {
    /// Since when they run, in microseconds after 1970; nil while they do not.
    var since: Int64?
    /// What wakes the thread; nil where there is none.
    var alarm: DispatchSemaphore?
  }

  private let state = Mutex(State())
  /// Held by whoever runs events: one at a time.
  private let turn = Mutex<Void>(())

  /// Whether `event_scheduler` is ON.
  var isOn: Bool { since != nil }
  var since: Int64? { state.withLock { $0.since } }

  /// Switches it on; by a clock that stands still events run when `runDueEvents` says so, else a thread
  /// waits for them.
  func start(_ cluster: Cluster) {
    let clock = cluster.configuration.clock
    let alarm: DispatchSemaphore? = state.withLock { state in
      guard state.since == nil else { return nil }
      state.since = clock.now
      guard !clock.stands else { return nil }
      let alarm = DispatchSemaphore(value: 0)
      state.alarm = alarm
      return alarm
    }
    guard let alarm else { return }
    let thread = Thread { [weak cluster] in
      while true {
        guard let wait = cluster?.runEvents(until: alarm) else { return }
        _ = alarm.wait(timeout: .now() + wait)
      }
    }
    thread.name = "vitrine-events"
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Switches it off: an event that is running goes on to its end.
  func stop() {
    let alarm = state.withLock { state in
      defer { state = State() }
      return state.alarm
    }
    alarm?.signal()
  }

  /// Has the thread look again what is due.
  func wake() { state.withLock { $0.alarm }?.signal() }

  /// Whether a thread with this alarm is still wanted.
  func isCurrent(_ alarm: DispatchSemaphore) -> Bool {
    state.withLock { $0.alarm === alarm }
  }

  /// Runs events alone.
  func inTurn<Outcome>(_ body: () -> Outcome) -> Outcome {
    turn.withLock { _ in body() }
  }
}

extension Cluster {
  /// Runs the events that are due, one after another in the order of their times.
  ///
  /// Nothing runs unless `event_scheduler` is ON. By the system's clock a thread of its own does this; by
  /// a clock that stands still each time that has passed since is made up for, and NOW() is that time:
  ///
  ///     clock.advance(by: .seconds(3600))
  ///     try cluster.runDueEvents()
  ///
  /// - Returns: what has run, also what has failed.
  /// - Throws: `shardFailed` where the cluster is closed, and what the catalog's file throws.
  @discardableResult
  public func runDueEvents() throws(SQLError) -> [EventRun] {
    try checkOpen()
    var failure: SQLError?
    let runs = events.inTurn {
      var runs: [EventRun] = []
      do throws(SQLError) {
        try dropPastEvents()
        while let due = firstDue(at: configuration.clock.now) {
          let run = try self.run(due)
          runs.append(run)
          if run.error != nil { configuration.eventFailed?(run) }
        }
      } catch { failure = error }
      return runs
    }
    if let failure { throw failure }
    return runs
  }

  /// Runs what is due on the scheduler's thread; gives the time to the next, nil where the thread may end.
  fileprivate func runEvents(until alarm: DispatchSemaphore) -> DispatchTimeInterval? {
    guard events.isCurrent(alarm), (try? checkOpen()) != nil else { return nil }
    // What the catalog's file refuses now may be possible in a minute.
    _ = try? runDueEvents()
    // The clock may be set: it is looked at once a minute at least.
    let rest = nextDue().map { max(0, $0.moment - configuration.clock.now) } ?? .max
    return .microseconds(Int(min(rest, 60_000_000)))
  }

  /// An event and the time at which it runs next.
  struct DueEvent {
    var keyspace: String
    var event: StoredEvent
    var moment: Int64
  }

  private func firstDue(at now: Int64) -> DueEvent? {
    guard let due = nextDue(), due.moment <= now else { return nil }
    return due
  }

  /// The event that runs next; of several at once the first by name.
  private func nextDue() -> DueEvent? {
    guard let since = events.since else { return nil }
    var first: DueEvent?
    for keyspace in snapshot.catalog.keyspaces.values.sorted(by: { $0.name < $1.name }) {
      for event in keyspace.events where event.status == .enabled {
        guard let moment = moment(of: event, since: since) else { continue }
        if let known = first, known.moment <= moment { continue }
        first = DueEvent(keyspace: keyspace.name, event: event, moment: moment)
      }
    }
    return first
  }

  /// When an event runs next: of the times that have passed by the system's clock the last alone counts.
  private func moment(of event: StoredEvent, since: Int64) -> Int64? {
    let second = since / 1_000_000 * 1_000_000
    let last = max(event.executed ?? .min, max(event.altered, second) - 1)
    guard var next = event.next(after: last) else { return nil }
    guard !configuration.clock.stands else { return next }
    let now = configuration.clock.now
    if next < now, let latest = event.last(upTo: now, from: next) { next = latest }
    return next
  }

  /// Runs an event; it is written down first that it has.
  private func run(_ due: DueEvent) throws(SQLError) -> EventRun {
    var event = due.event
    event.executed = due.moment
    let isOver = event.next(after: due.moment) == nil
    if isOver { event.status = .disabled }
    try changeEvents(of: due.keyspace) { events in
      guard let position = events.firstIndex(where: { $0.name == event.name }) else { return }
      events[position] = event
    }
    var failure: SQLError?
    do throws(SQLError) {
      try session(target: due.keyspace).run(due.event, of: due.keyspace, at: due.moment)
    } catch { failure = error }
    if isOver, !event.isPreserved {
      try changeEvents(of: due.keyspace) { events in
        events.removeAll { $0.name == event.name && $0.altered == event.altered }
      }
    }
    return EventRun(
      keyspace: due.keyspace,
      name: event.name,
      moment: due.moment / 1_000_000,
      error: failure
    )
  }

  /// Takes away what has become past while nothing ran: such an event is over, as in MySQL.
  private func dropPastEvents() throws(SQLError) {
    guard let since = events.since else { return }
    for keyspace in snapshot.catalog.keyspaces.values {
      let over = keyspace.events.filter {
        $0.status == .enabled && moment(of: $0, since: since) == nil
      }
      guard !over.isEmpty else { continue }
      try changeEvents(of: keyspace.name) { events in
        events.removeAll { !$0.isPreserved && over.contains($0) }
        for index in events.indices where over.contains(events[index]) {
          events[index].status = .disabled
        }
      }
    }
  }
}

extension StoredEvent {
  /// The first time after a moment at which it runs; nil once it is over.
  func next(after moment: Int64) -> Int64? {
    switch schedule {
    case .once(let time): return time > moment ? time : nil
    case .every(let value, let unit, let starts, let ends):
      guard let unit = IntervalUnit(rawValue: unit), let recurrence = Recurrence(value, unit),
        let next = recurrence.next(
          after: moment,
          from: starts,
          in: SessionTimeZone(timeZone) ?? .utc
        )
      else { return nil }
      if let ends, next > ends { return nil }
      return next
    }
  }

  /// The last time up to a moment, of those from another on.
  func last(upTo moment: Int64, from first: Int64) -> Int64? {
    var (low, high) = (first, moment)
    while low < high {
      let middle = low + (high - low + 1) / 2
      if let next = next(after: middle - 1), next <= moment {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return next(after: low - 1)
  }
}

extension Session {
  /// Runs an event as the session that it is.
  func run(_ event: StoredEvent, of keyspace: String, at moment: Int64) throws(SQLError) {
    variables.set("time_zone", TypedValue(parameter: .text(event.timeZone)))
    if cluster.configuration.clock.stands { programs.statementTime = moment }
    let program = try cluster.programs.program(event.program)
    let stop = StopSignal(deadline: cluster.configuration.statementTimeout.map { .now + $0 })
    let run = ProgramRun(program, in: self, output: ProgramOutput(), stop: stop)
    let place = ProgramPlace(event, of: keyspace)
    try within(place, stop) { () throws(SQLError) in try run.run(arguments: []) }
  }

  /// `SET GLOBAL event_scheduler`.
  func assignScheduler(_ variable: SystemVariable, _ value: TypedValue?) throws(SQLError) {
    let text = value.flatMap { MySQLText.text(of: $0.value, type: $0.type) }?.lowercased()
    switch text {
    case "on", "1": cluster.events.start(cluster)
    case "off", "0", nil: cluster.events.stop()
    default:
      throw SQLError(
        .wrongValueForVariable,
        "Variable 'event_scheduler' can't be set to the value of '\(text ?? "")'",
        at: variable.span
      )
    }
  }
}

extension ProgramPlace {
  init(_ event: StoredEvent, of keyspace: String) {
    self.keyspace = keyspace
    name = event.name
    kind = .event
    sqlMode = event.sqlMode
    connection = event.connection ?? ConnectionSettings()
  }
}
