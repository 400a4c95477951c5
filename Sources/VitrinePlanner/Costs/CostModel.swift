/// What the network and the gateway are taken to cost when a plan is chosen, in microseconds.
///
/// The defaults are those of shards in one data centre. A plan that was chosen by a wrong model is slower,
/// never wrong.
public struct CostModel: Sendable, Hashable {
  /// Asking shards and waiting for the slowest of them.
  public var roundTrip: Double
  /// Each shard that is asked.
  public var call: Double
  /// Each row that is sent.
  public var row: Double
  /// Each byte of rows and keys that is sent.
  public var byte: Double
  /// Each row that the gateway reads or makes when it joins.
  public var coordinatorRow: Double

  /// A model; each cost in microseconds.
  public init(
    roundTrip: Double = 300,
    call: Double = 20,
    row: Double = 0.3,
    byte: Double = 0.01,
    coordinatorRow: Double = 0.5
  ) {
    self.roundTrip = roundTrip
    self.call = call
    self.row = row
    self.byte = byte
    self.coordinatorRow = coordinatorRow
  }

  /// What rounds of calls, made one after another, would take: the simulated time of a trace.
  ///
  /// - Parameters:
  ///   - rounds: how often shards were asked, all of a round at once.
  ///   - calls: the shards asked, in all rounds together.
  ///   - rows: the rows that they sent.
  ///   - bytes: the bytes of those rows.
  /// - Returns: whole microseconds, the same for the same work on every machine.
  public func time(rounds: Int, calls: Int, rows: Int, bytes: Int) -> Duration {
    let total =
      Double(rounds) * roundTrip + Double(calls) * call + Double(rows) * row + Double(bytes) * byte
    return .microseconds(Int64(exactly: total.rounded()) ?? .max)
  }
}

/// How rows of several places are joined.
public enum JoinMethod: String, Sendable, Hashable, CaseIterable {
  /// Both sides are read whole and joined by the coordinator.
  case coordinate
  /// The keys of the left rows go to the shards that a vindex names for each, batch by batch.
  case lookup
  /// The keys of the left rows go to every shard of the right side, which sends only rows that match.
  case reduce
}

/// One way to join, and what it is expected to cost.
public struct JoinAlternative: Sendable, Hashable {
  /// The way.
  public var method: JoinMethod
  /// Left rows for one question, where the method asks in batches.
  public var batchSize: Int
  /// How often shards are asked one after another.
  public var roundTrips: Double
  /// How many shards are asked in all.
  public var calls: Double
  /// Rows that are expected to come from the right side.
  public var rows: Double
  /// Bytes that are expected to be sent: rows, and keys.
  public var bytes: Double
  /// Rows that the gateway reads when it joins.
  public var coordinatorRows: Double

  /// The sum, by a model.
  public func cost(by model: CostModel) -> Double {
    roundTrips * model.roundTrip + calls * model.call + rows * model.row + bytes * model.byte
      + coordinatorRows * model.coordinatorRow
  }
}

/// The ways there are to make one join.
public struct JoinAlternatives: Sendable, Hashable {
  /// Reading both sides whole, which can always be done.
  public let coordinated: JoinAlternative
  /// The other ways, which ask for keys; empty where none is possible.
  public let others: [JoinAlternative]

  /// All of them, `coordinated` first.
  public var all: [JoinAlternative] { [coordinated] + others }

  /// The way of least cost, by a model; the first of several.
  public func cheapest(by model: CostModel) -> JoinAlternative {
    others.reduce(coordinated) { $1.cost(by: model) < $0.cost(by: model) ? $1 : $0 }
  }
}
