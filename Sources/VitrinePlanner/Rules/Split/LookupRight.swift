import VitrineSQL
import VitrineSharding

extension Rule {
  /// Asks the right side of a join for the keys of the left rows, batch by batch, instead of reading
  /// it whole.
  ///
  ///     Join a.x = b.id ├─ Route a └─ Route Scatter b
  ///       ⇒   LookupJoin a.x = b.id ├─ Route a └─ Route EqualUnique b
  ///
  /// Applies when the keys lead to fewer shards than the right side asks by itself. Other conditions
  /// between the sides are checked above an inner join; those of an outer one go along to the shards, with the
  /// left columns that they read.
  static let lookupJoin = Rule("lookup-join", on: .join) { tree, context throws(SQLError) in
    guard case .join(let join) = tree, !join.isLateral, case .route(let right) = join.right,
      join.left.canBePhysical(context),
      let lookup = LookupRight(join, right, Operator.LookupJoin.Kind(join.kind), context)
    else { return nil }
    return Rewrite(
      lookup.result,
      "the right side is asked for the left rows' keys: "
        + lookup.right.routing.reason.sentence(context)
    )
  }
}

/// The equalities by which a route can be asked for the rows of keys.
struct LookupKeys {
  let right: Operator.Route
  /// Columns of what is there already, and what is computed from them, whose values are looked up.
  private(set) var keys: [Scalar] = []
  /// The route's columns that they equal.
  private(set) var matches: [BoundColumn] = []
  /// The other conditions.
  private(set) var residual: [Scalar] = []

  init(_ right: Operator.Route, _ predicates: [Scalar], available: ColumnSet) {
    self.right = right
    let own = right.input.outputIDs
    for predicate in predicates {
      guard case .call(let call) = predicate, call.operation == .equal,
        let first = call.arguments.first, let second = call.arguments.last,
        // Keys are told apart as the left side compares them.
        first.type.comparesKeysAlike(second.type)
      else {
        residual.append(predicate)
        continue
      }
      if let match = second.column, own.contains(match.id), first.isKey(from: available) {
        keys.append(first)
        matches.append(match)
      } else if let match = first.column, own.contains(match.id), second.isKey(from: available) {
        keys.append(second)
        matches.append(match)
      } else {
        residual.append(predicate)
      }
    }
  }

  /// The left columns that the other conditions and `values` read, if shards can evaluate these beside the keys.
  func carried(
    from available: ColumnSet,
    _ context: PlanningContext,
    for values: [Scalar] = []
  ) -> [BoundColumn]? {
    let evaluated = residual + values
    let readable = available.union(right.input.outputIDs)
    guard evaluated.allSatisfy({ $0.isRepeatable && $0.reads(only: readable) }) else { return nil }
    let read = evaluated.reduce(into: ColumnSet()) { $0.formUnion($1.columns) }
    return read.intersection(available).map(context.column)
  }

  /// Whether a vindex of the right side is computed from one of its key columns.
  private var aVindexHasKeys: Bool {
    (right.locality.tables + right.locality.witnesses).contains { table in
      table.table.placement.columnVindexes.contains { vindex in
        vindex.columns.contains { name in
          table.column(name).map { column in matches.contains { $0.id == column.id } } ?? false
        }
      }
    }
  }

  /// The routing by the keys, `slot(-1 - i)` standing for key `i`; nil when they do not lead to fewer
  /// shards than the route asks without them.
  func routing(_ context: PlanningContext) -> Routing? {
    guard !keys.isEmpty, right.routing.asksManyShards, aVindexHasKeys else { return nil }
    var probe = right.locality
    probe.add(
      zip(matches, keys).enumerated().map { index, pair in
        .equal(.column(pair.0), .slot(-1 - index, pair.1.type))
      }
    )
    let routing = RoutingChoice.choose(for: probe, context: context)
    let isBetter =
      switch routing.variant {
      case .equalUnique: true
      case .equal, .subShard: right.routing.variant == .scatter
      default: false
      }
    let isByKey = routing.values.contains { if case .slot(..<0, _) = $0 { true } else { false } }
    return isBetter && isByKey ? routing : nil
  }

  /// Whether the shards of the right side can keep to the rows of the keys: equal keys must be equal on both sides.
  var canReduce: Bool {
    switch right.routing.variant {
    case .none, .dba, .next: return false
    default: break
    }
    guard !keys.isEmpty, !right.locality.keyspace.isEmpty,
      !right.input.contains(where: \.givesOtherRowsEachTime)
    else { return false }
    return zip(keys, matches).allSatisfy { key, match in
      guard key.type.kind != .unknown, match.type.kind != .unknown else { return false }
      return RoutingTypes.hashAlike(key.type, match.type, loosely: true)
    }
  }
}

extension Operator {
  /// Whether asking it once for each batch may choose other rows each time.
  fileprivate var givesOtherRowsEachTime: Bool {
    if case .limit = self { return true }
    return scalars.contains(where: \.isVolatile)
  }
}

extension Scalar {
  /// Whether it is a value of the columns that are there, the same each time it is computed.
  fileprivate func isKey(from available: ColumnSet) -> Bool {
    if let column { return available.contains(column.id) }
    guard case .call = self, !isVolatile, !containsSubquery else { return false }
    return !columns.isEmpty && reads(only: available)
  }
}

extension Operator.Join {
  /// The keys as columns of the left side, which computes what is none: on its shards, where it is a route.
  fileprivate mutating func keyColumns(
    _ keys: [Scalar],
    _ context: PlanningContext
  ) -> [BoundColumn] {
    var items: [Operator.Project.Item] = []
    let columns = keys.map { key in
      if let column = key.column { return column }
      let made = context.makeColumn("key", key.type)
      context.note(key, isThatOf: made)
      items.append(Operator.Project.Item(id: made.id, value: key))
      return made
    }
    guard !items.isEmpty else { return columns }
    left = left.computing(items, context) ?? left.adding(items)
    return columns
  }
}

extension Operator {
  /// A route, or the merge of one, whose shards compute more columns; nil for others, and where they cannot.
  fileprivate func computing(_ items: [Project.Item], _ context: PlanningContext) -> Operator? {
    switch self {
    case .route(var route):
      guard items.allSatisfy({ route.canEvaluate($0.value, context) }) else { return nil }
      route.input = route.input.adding(items)
      return .route(route)
    case .mergeSort(var merge):
      guard let input = merge.input.computing(items, context) else { return nil }
      merge.input = input
      return .mergeSort(merge)
    default: return nil
    }
  }
}

extension MySQLType {
  /// Whether keys that the one type holds for equal the other does as well.
  fileprivate func comparesKeysAlike(_ other: MySQLType) -> Bool {
    guard let own = collation, let others = other.collation else { return true }
    return own == others
  }
}

extension Routing {
  /// Whether keys can be a better guide: it asks shards by lists, ranges or not at all by values.
  fileprivate var asksManyShards: Bool {
    switch variant {
    case .scatter, .in, .between, .multiEqual, .subShard, .equal: isSharded
    default: false
    }
  }
}

/// The parts of a lookup join.
struct LookupRight {
  let join: Operator.Join
  private(set) var right: Operator.Route
  private var keys: [BoundColumn] = []
  private var matches: [BoundColumn] = []
  private var echoes: [BoundColumn] = []
  private var carried: [BoundColumn] = []
  private var residual: [Scalar] = []
  private let kind: Operator.LookupJoin.Kind
  /// What is made of the rows of each key, where these are not asked for themselves.
  private let summary: PartnerSummary?
  private var keyInput = Operator.Input(name: Operator.Input.keysName, columns: [])
  private var batchSize: Int?

  /// A lookup join as one way to join asks; nil where it cannot be made.
  static func join(
    _ join: Operator.Join,
    _ right: Operator.Route,
    _ way: JoinAlternative,
    _ context: PlanningContext
  ) -> Operator? {
    let kind = Operator.LookupJoin.Kind(join.kind)
    let isReducing = way.method == .reduce
    guard var lookup = LookupRight(join, right, kind, context, reducing: isReducing) else {
      return nil
    }
    lookup.batchSize = way.batchSize
    return lookup.result
  }

  /// The join, if it can be made; `reducing` sends the keys to all shards that the right side asks by
  /// itself, rather than to those that a vindex names for each; a `summary` takes the place of each key's rows.
  init?(
    _ join: Operator.Join,
    _ right: Operator.Route,
    _ kind: Operator.LookupJoin.Kind,
    _ context: PlanningContext,
    reducing: Bool = false,
    summary: PartnerSummary? = nil
  ) {
    self.right = right
    self.kind = kind
    self.summary = summary
    var join = join
    let available = join.left.outputIDs
    let found = LookupKeys(right, join.predicates, available: available)
    guard !found.keys.isEmpty,
      let carried = kind == .inner
        ? [] : found.carried(from: available, context, for: summary?.scalars ?? []),
      let routing = reducing
        ? (found.canReduce ? right.routing : nil) : found.routing(context),
      // Rows of one key that lie on several shards have no summary on any.
      summary == nil || routing.variant == .equalUnique
    else { return nil }
    keys = join.keyColumns(found.keys, context)
    self.join = join
    self.carried = carried
    residual = found.residual
    matches = found.matches
    attach(routing, found.matches, context, reducing: reducing)
  }

  /// Lets the right side read the keys and choose its shards by them.
  private mutating func attach(
    _ routing: Routing,
    _ matches: [BoundColumn],
    _ context: PlanningContext,
    reducing: Bool
  ) {
    let sent = keys.map { context.makeColumn("key", $0.type) }
    let copies = carried.map(context.makeColumn(like:))
    let number = carried.isEmpty ? [] : [context.makeColumn("number", .bigint)]
    let input = Operator.Input(name: Operator.Input.keysName, columns: sent + copies + number)
    echoes = number.isEmpty ? sent : number
    var conditions = zip(matches, sent).map { Scalar.equal(.column($0), .column($1)) }
    let copied = zip(carried, copies).map { ($0.id, Scalar.column($1)) }
    let replacements = Dictionary(copied, uniquingKeysWith: { first, _ in first })
    if kind != .inner {
      conditions += residual.map { $0.substitute(replacements) }
      residual = []
    }
    right.input = .join(Operator.Join(.inner, .input(input), right.input, on: conditions))
    if let summary {
      (right.input, echoes) = summary.made(of: right.input, by: echoes, replacements, context)
    }
    if kind.tellsOnlyWhether { right.input = right.input.distinct(on: echoes) }
    keyInput = input
    right.routing = routing
    if reducing {
      right.routing.reason =
        "\(right.routing.reason.sentence(context)); the rows of the keys alone"
      return
    }
    right.routing.values = routing.values.map { value in
      guard case .slot(let slot, _) = value, keys.indices.contains(-1 - slot) else { return value }
      return .column(keys[-1 - slot])
    }
    right.routing.reason = "each key goes to its shard via \(routing.vindex?.name ?? "a vindex")"
  }

  var result: Operator {
    var lookup = Operator.LookupJoin(
      kind: kind,
      left: join.left,
      right: right,
      keys: keys,
      carried: carried,
      input: keyInput,
      echoes: echoes
    )
    lookup.matches = matches
    if let batchSize { lookup.batchSize = batchSize }
    return Operator.lookupJoin(lookup).filtered(by: residual)
  }
}

extension Operator {
  /// The distinct rows of some columns.
  fileprivate func distinct(on columns: [BoundColumn]) -> Operator {
    .distinct(Distinct(.project(Project(self, columns.map { Project.Item(passing: $0) }))))
  }

  /// Whether the engine can run it without the coordinator's SQL, or with it: anything but a tree
  /// that reads columns of enclosing queries, or the rows of a recursion that SQL runs.
  func canBePhysical(_ context: PlanningContext) -> Bool {
    freeColumns.isEmpty && openRecursions.allSatisfy(context.mayLookUp(byRowsOf:))
  }
}
