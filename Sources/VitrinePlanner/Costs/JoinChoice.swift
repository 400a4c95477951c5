import VitrineSQL
import VitrineSharding

/// The ways to join a right side to left rows, and what each is expected to cost.
struct JoinChoice {
  let context: PlanningContext
  let right: Operator
  let rightEstimate: Estimate

  /// Fewest and most left rows for one question.
  private static let batches = 1000.0...10_000.0

  init(_ right: Operator, _ estimate: Estimate, _ context: PlanningContext) {
    self.right = right
    self.context = context
    rightEstimate = estimate
  }

  /// The ways that there are.
  func alternatives(
    _ kind: Operator.Join.Kind,
    _ left: Estimate,
    _ available: ColumnSet,
    on predicates: [Scalar]
  ) -> JoinAlternatives {
    JoinAlternatives(
      coordinated: gathering(left),
      others: asking(kind, left, available, on: predicates)
    )
  }

  /// Reading the right side whole.
  func gathering(_ left: Estimate) -> JoinAlternative {
    let shards = right.askedShards
    return JoinAlternative(
      method: .coordinate,
      batchSize: 0,
      roundTrips: 1,
      calls: shards,
      rows: rightEstimate.rows,
      bytes: rightEstimate.rows * rightEstimate.rowBytes,
      coordinatorRows: left.rows + rightEstimate.rows
    )
  }

  /// The shards of the keyspace that the right side reads.
  var shards: Double { right.shardCount }

  private func asking(
    _ kind: Operator.Join.Kind,
    _ left: Estimate,
    _ available: ColumnSet,
    on predicates: [Scalar]
  ) -> [JoinAlternative] {
    guard case .route(let route) = right else { return [] }
    let keys = LookupKeys(route, predicates, available: available)
    guard !keys.keys.isEmpty, kind == .inner || keys.carried(from: available, context) != nil else {
      return []
    }
    if keys.routing(context) != nil { return [asking(.lookup, keys, left)] }
    return keys.canReduce ? [asking(.reduce, keys, left)] : []
  }

  private func asking(
    _ method: JoinMethod,
    _ keys: LookupKeys,
    _ left: Estimate
  ) -> JoinAlternative {
    let size = min(max(left.rows, Self.batches.lowerBound), Self.batches.upperBound)
    let batches = max((left.rows / size).rounded(.up), 1)
    let wanted = left.distinct(of: keys.keys.flatMap { Array($0.columns) })
    let present = rightEstimate.distinct(of: keys.matches.map(\.id))
    let perBatch = method == .lookup ? min(shards, max(wanted / batches, 1)) : right.askedShards
    let keyBytes = keys.keys.reduce(0) { $0 + ($1.type.guessedBytes) }
    let matched = rightEstimate.rows * min(wanted / present, 1)
    let sent = wanted * keyBytes * (method == .lookup ? 1 : right.askedShards)
    return JoinAlternative(
      method: method,
      batchSize: Int(size),
      roundTrips: batches,
      calls: batches * perBatch,
      rows: matched,
      bytes: matched * (rightEstimate.rowBytes + keyBytes) + sent,
      coordinatorRows: left.rows + matched
    )
  }
}

extension Operator {
  /// The shards of the first keyspace that it reads.
  fileprivate var shardCount: Double {
    var count = 1
    walk { node in
      guard case .route(let route) = node else { return }
      for table in route.locality.tables { count = max(count, table.table.keyspace.shards.count) }
    }
    return Double(count)
  }

  /// How many shards are asked when it is read whole.
  fileprivate var askedShards: Double {
    var single = true
    walk { node in
      if case .route(let route) = node, !route.asksOneShard { single = false }
    }
    return single ? 1 : shardCount
  }
}
