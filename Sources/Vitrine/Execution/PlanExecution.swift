import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// One run of a plan: opens its steps as streams, asks shards, counts.
final class PlanExecution {
  let cluster: Cluster
  let snapshot: ClusterSnapshot
  let access: ShardAccess
  let values: StatementValues
  let settings: StatementSettings
  let recorder: TraceRecorder
  let stop: StopSignal
  let memory: MemoryAccount
  var coordinators: CoordinatorPool
  /// MySQL's `foreign_key_checks`.
  let checksForeignKeys: Bool
  /// Whether UPDATE counts the rows that it has found, changed or not.
  var countsFoundRows = false
  var numberSpacing = NumberSpacing.none
  /// The number of the row that the statement writes, from 1.
  var row = 1
  /// The writers of single rows that the statement has needed so far.
  var rowWriters: [TableAddress: RowWriter] = [:]
  /// The session that runs the triggers of what is written.
  weak var session: Session?
  private let history: RouteHistory
  private var nextNode = 0

  init(
    cluster: Cluster,
    snapshot: ClusterSnapshot,
    access: ShardAccess,
    values: StatementValues,
    settings: StatementSettings,
    recorder: TraceRecorder,
    stop: StopSignal,
    memory: MemoryAccount = MemoryAccount(),
    checksForeignKeys: Bool = true
  ) {
    self.cluster = cluster
    self.checksForeignKeys = checksForeignKeys
    self.snapshot = snapshot
    self.access = access
    self.values = values
    self.settings = settings
    self.recorder = recorder
    self.stop = stop
    self.memory = memory
    coordinators = cluster.coordinators
    history = cluster.routeHistory
  }

  /// Opens a step that reads, and everything below it.
  func open(_ primitive: Primitive) throws(SQLError) -> any RowStream {
    let node = takeNode(for: primitive)
    return try open(primitive, at: node) { () throws(SQLError) in try open(primitive, node) }
  }

  /// Opens the input of a step whose outcome depends on the order of its rows, if only in the last digit
  /// of a DOUBLE or in which of two equal texts is kept: shards are read one after another.
  private func openInOrder(_ primitive: Primitive) throws(SQLError) -> any RowStream {
    guard case .route(let route) = primitive, !route.keyspace.isEmpty else {
      return try open(primitive)
    }
    let node = takeNode(for: primitive)
    return try open(primitive, at: node) { () throws(SQLError) in
      try fetched(
        GatherStream(width: route.columns.count, try gather(route, node), inShardOrder: true)
      )
    }
  }

  /// The stream itself; where stored functions run while the plan does, all its rows at hand, as a function
  /// asks the shards that the stream would still be reading.
  private func fetched(_ stream: any RowStream) throws(SQLError) -> any RowStream {
    guard settings.programs != nil else { return stream }
    defer { stream.cancel() }
    var batches: [RowBatch] = []
    while let batch = try stream.next() {
      try memory.hold(batch)
      batches.append(batch)
    }
    return BatchStream(width: stream.width, batches)
  }

  private func open(
    _ primitive: Primitive,
    at node: Int,
    _ body: () throws(SQLError) -> any RowStream
  ) throws(SQLError) -> any RowStream {
    guard recorder.isDetailed else { return try body() }
    let stream = try recorder.timing(node, body)
    let asksShards = primitive.sendsRows
    if !asksShards { recorder.recordRun(node) }
    return TracedStream(stream, node, recorder, countsRows: !asksShards)
  }

  private func open(_ primitive: Primitive, _ node: Int) throws(SQLError) -> any RowStream {
    switch primitive {
    case .route(let route): return try open(route, node)
    case .concatenate(let step): return try open(step)
    case .mergeSort(let step): return try open(step)
    case .mergeAggregate(let step):
      return try MergeAggregateStream(step, openInOrder(step.input), memory)
    case .limit(let step): return try open(step)
    case .distinct(let step):
      let hasText = step.columns.contains(where: \.isText)
      let input = try hasText ? openInOrder(step.input) : open(step.input)
      return try DistinctStream(input, types: step.columns, memory)
    case .select(let step): return try SelectStream(open(step.input), offsets: step.offsets)
    case .lookupJoin(let step): return try open(step)
    case .coordinate(let step): return try open(step)
    case .recursion(let step): return try open(step)
    case .round(let step):
      let rows = (values.rowSlots[step.slot] ?? []).map(Array.init)
      return BatchStream(width: step.width, [RowBatch(width: step.width, rows: rows)])
    case .pullout(let step): return try open(step)
    case .insert, .update, .delete:
      throw SQLError(.internal, "a plan reads from a step that writes")
    case .session:
      throw SQLError(.internal, "a step of the session was left for a plan to run")
    }
  }

  /// The next step's place in the plan's tree, parents before inputs.
  func takeNode() -> Int {
    defer { nextNode += 1 }
    return nextNode
  }

  /// The same; the place behind that of a route by a lookup vindex is the lookup's.
  private func takeNode(for primitive: Primitive) -> Int {
    let node = takeNode()
    if case .route(let route) = primitive, route.lookup != nil { nextNode += 1 }
    return node
  }

  private func open(_ step: Primitive.Concatenate) throws(SQLError) -> any RowStream {
    let inputs = try step.inputs.mapTyped(open)
    return ConcatenateStream(width: inputs.first?.width ?? 0, inputs)
  }

  private func open(_ step: Primitive.Limit) throws(SQLError) -> any RowStream {
    let count = try step.count.map { (source) throws(SQLError) in try limit(source) }
    let offset = try step.offset.map { (source) throws(SQLError) in try limit(source) } ?? 0
    return LimitStream(try open(step.input), count: count, offset: offset)
  }

  /// The number of a LIMIT.
  func limit(_ source: ParameterSource) throws(SQLError) -> Int {
    switch try values.value(of: source) {
    case .integer(let number) where number >= 0: return Int(number)
    case .blob: return Int.max
    case .null: return 0
    default: throw SQLError(.wrongArguments, "Incorrect arguments to EXECUTE")
    }
  }

  private func open(_ step: Primitive.Coordinate) throws(SQLError) -> any RowStream {
    let inputs = try step.primitives.mapTyped(openInOrder)
    return CoordinateStream(
      step,
      query: try values.bound(step.query),
      inputs: inputs,
      pool: coordinators,
      settings: settings,
      stop: stop,
      memory: memory,
      onWarnings: recorder.record
    )
  }

  private func open(_ step: Primitive.LookupJoin) throws(SQLError) -> any RowStream {
    let left = try open(step.left)
    let node = takeNode(for: .route(step.right))
    let wanted = try step.wanted.mapTyped { (source) throws(SQLError) in try limit(source) }
    return try LookupJoinStream(step, left: left, wanting: wanted, memory) {
      [recorder] (keys) throws(SQLError) in
      let rows = try recorder.timing(node) { () throws(SQLError) in
        try self.lookUp(keys, step.right, node)
      }
      guard recorder.isDetailed else { return rows }
      return TracedStream(rows, node, recorder, countsRows: false)
    }
  }

  private func open(_ step: Primitive.Recursion) throws(SQLError) -> any RowStream {
    let seed = try open(step.seed)
    let node = nextNode
    nextNode += step.step.stepCount
    return RecursionStream(step, seed: seed, memory, settings.recursionLimit) {
      (rows) throws(SQLError) in
      let next = self.nextNode
      self.nextNode = node
      defer { self.nextNode = next }
      self.values.rowSlots[step.slot] = rows
      return try self.open(step.step)
    }
  }

  private func open(_ step: Primitive.MergeSort) throws(SQLError) -> any RowStream {
    let order = RowOrder(step.keys)
    guard case .route(let route) = step.input else { return try merge(step, order) }
    let node = takeNode(for: step.input)
    let gather = try recorder.timing(node) { () throws(SQLError) in try self.gather(route, node) }
    let sources = (0..<gather.count).map { [recorder] index in
      MergeSortStream.Source { () throws(SQLError) in
        try recorder.timing(node) { () throws(SQLError) in try gather.next(from: index) }
      }
    }
    return try fetched(
      MergeSortStream(
        width: route.columns.count,
        sources,
        order: order,
        onCancel: gather.cancel
      )
    )
  }

  /// A merge of streams that are each sorted already: those of a concatenation, or one alone.
  private func merge(
    _ step: Primitive.MergeSort,
    _ order: RowOrder
  ) throws(SQLError) -> any RowStream {
    var inputs = [step.input]
    if case .concatenate(let concatenate) = step.input {
      _ = takeNode()
      inputs = concatenate.inputs
    }
    let streams = try inputs.mapTyped(open)
    let sources = streams.map { stream in
      MergeSortStream.Source { () throws(SQLError) in try stream.next() }
    }
    return MergeSortStream(width: streams.first?.width ?? 0, sources, order: order) {
      for stream in streams { stream.cancel() }
    }
  }

  private func open(_ step: Primitive.Pullout) throws(SQLError) -> any RowStream {
    try fillSlots(of: step)
    return try open(step.input)
  }

  /// Runs the subqueries of a pullout and keeps their results for the steps above.
  func fillSlots(of step: Primitive.Pullout) throws(SQLError) {
    for item in step.items {
      let stream = try open(item.primitive)
      defer { stream.cancel() }
      guard item.kind != .rows else {
        values.rowSlots[item.slot] = try stream.collect(memory).map { $0[...] }
        continue
      }
      let value = TypedValue(try pullOut(item.kind, of: stream), item.type)
      values.fill(item.slot, with: value)
      if case .assignment(let name) = item.kind { values.onAssignment(name, value) }
    }
  }

  private func pullOut(
    _ kind: Primitive.Pullout.Kind,
    of stream: any RowStream
  ) throws(SQLError) -> Value {
    let first = try stream.next()
    switch kind {
    case .exists: return .integer(first == nil ? 0 : 1)
    case .rows: throw SQLError(.internal, "the rows of a slot are no value")
    case .value, .assignment:
      guard let first else { return .null }
      guard first.count == 1, try stream.next() == nil else {
        guard settings.isIgnoring else { throw .subqueryRows }
        recorder.warn(.subqueryRows)
        return .null
      }
      guard first.width > 0 else { throw SQLError(.internal, "a subquery without columns") }
      return first[0, 0]
    }
  }
}

// MARK: - Shards

extension PlanExecution {
  private func open(_ route: Primitive.Route, _ node: Int) throws(SQLError) -> any RowStream {
    guard !route.keyspace.isEmpty else {
      return try open(
        Primitive.Coordinate(
          inputs: [],
          primitives: [],
          query: route.query,
          columns: route.columns
        )
      )
    }
    if let numbers = route.numbers { return try take(numbers) }
    return try fetched(GatherStream(width: route.columns.count, try gather(route, node)))
  }

  /// Starts a route's text on its shards.
  private func gather(
    _ route: Primitive.Route,
    _ node: Int
  ) throws(SQLError) -> ShardGather {
    let stores = try shards(for: route, node)
    return try start(try values.bound(route.query), on: stores.map { ($0, nil) }, route, node)
  }

  private func start(
    _ query: BoundQuery,
    on targets: [(ShardStore, KeyTable?)],
    _ route: Primitive.Route,
    _ node: Int
  ) throws(SQLError) -> ShardGather {
    try stop.check()
    let stop = StopSignal(parent: stop)
    var cursors: [ShardCursor] = []
    for (store, keys) in targets where try !access.skips(store) {
      var query = query
      if let keys { query.tables.append(keys) }
      cursors.append(
        ShardCursor(
          shard: store,
          connection: try access.reader(store),
          query: query,
          width: route.columns.count,
          settings: settings,
          stop: stop
        )
      )
    }
    recorder.recordRound(node, query.text, targets.map(\.0))
    return ShardGather(
      cursors,
      stop: stop,
      concurrently: history.isSlow(query.text),
      observer: GatherObserver(
        node: node,
        recorder: recorder,
        history: history,
        text: query.text
      )
    )
  }

  /// The shards of a route, in the order of their key ranges.
  func shards(for route: Primitive.Route, _ node: Int) throws(SQLError) -> [ShardStore] {
    let keyspace = try snapshot.shards(of: route.keyspace)
    let router = router(for: keyspace, route.lookup == nil ? node : node + 1)
    let positions = try router.shards(for: route)
    if positions.isEmpty, route.needsShard { return Array(keyspace.stores.prefix(1)) }
    return positions.map { keyspace.stores[$0] }
  }

  /// What finds the shards of routes; lookup tables count as asked by the step at the place.
  func router(for keyspace: KeyspaceShards, _ node: Int) -> ShardRouter {
    ShardRouter(keyspace: keyspace, values: values) { (vindex, values) throws(SQLError) in
      try self.keyspaceIDs(vindex, of: values, in: keyspace.name, node)
    }
  }

  /// Asks a lookup's right side for the rows of some keys: each shard for those that it may have.
  private func lookUp(
    _ keys: [[Value]],
    _ route: Primitive.Route,
    _ node: Int
  ) throws(SQLError) -> any RowStream {
    guard let input = route.keyInput else {
      throw SQLError(.internal, "a lookup without a table of keys")
    }
    let keyspace = try snapshot.shards(of: route.keyspace)
    let router = router(for: keyspace, route.lookup == nil ? node : node + 1)
    let query = try values.bound(route.query)
    var targets: [(ShardStore, KeyTable?)] = []
    if route.isRoutedByKeys, route.vindex?.lookup != nil {
      let table = KeyTable(input: input, rows: keys)
      targets = try router.shards(for: route, keys: keys).map { (keyspace.stores[$0], table) }
    } else if route.isRoutedByKeys {
      var rowsOfShard: [Int: [[Value]]] = [:]
      for key in keys {
        for shard in try router.shards(for: route, key: key) {
          rowsOfShard[shard, default: []].append(key)
        }
      }
      for (shard, rows) in rowsOfShard.sorted(by: { $0.key < $1.key }) {
        targets.append((keyspace.stores[shard], KeyTable(input: input, rows: rows)))
      }
    } else {
      let table = KeyTable(input: input, rows: keys)
      targets = try shards(for: route, node).map { ($0, table) }
    }
    let gather = try start(query, on: targets, route, node)
    return try fetched(
      GatherStream(width: route.columns.count, gather, inShardOrder: true)
    )
  }
}

extension Primitive {
  /// How many steps it and those below it are.
  fileprivate var stepCount: Int { inputs.reduce(1) { $0 + $1.stepCount } }

  /// Whether its rows come from shards as they are, and are counted there.
  fileprivate var sendsRows: Bool {
    guard case .route(let route) = self else { return false }
    return !route.keyspace.isEmpty && route.numbers == nil
  }
}

extension Primitive.Route {
  /// Whether each row's keys say which shard has the row's matches.
  fileprivate var isRoutedByKeys: Bool {
    guard vindex != nil else { return false }
    return values.contains(where: \.isLookupKey)
  }
}
