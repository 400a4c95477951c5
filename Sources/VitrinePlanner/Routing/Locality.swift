import VitrineSQL
package import VitrineSharding

/// What is known of where the rows of a route lie.
package struct Locality: Sendable {
  /// A table that the route reads, with the columns the route's tree has of it.
  package struct RoutedTable: Sendable {
    package var alias: String
    package var table: ResolvedTable
    package var columns: [Operator.Scan.Column]

    package init(alias: String, table: ResolvedTable, columns: [Operator.Scan.Column]) {
      self.alias = alias
      self.table = table
      self.columns = columns
    }

    /// The column of a name, in any case of letters.
    package func column(_ name: String) -> BoundColumn? {
      columns.first { $0.name.isSameName(as: name) }.map { BoundColumn($0.id, $0.type) }
    }
  }

  /// Columns whose values decide a row's shard: every row lies where the unique vindex puts the
  /// value of any column of each component.
  ///
  /// Grows as equalities make more columns as good as the first.
  package struct Anchor: Sendable, Hashable {
    package var vindex: String
    package var isLoose: Bool
    /// One set of equal columns for each column of the vindex.
    package var components: [ColumnSet]

    package init(vindex: String, isLoose: Bool, components: [ColumnSet]) {
      self.vindex = vindex
      self.isLoose = isLoose
      self.components = components
    }
  }

  /// Empty when the rows can be had anywhere.
  package var keyspace: String
  package var isSharded: Bool
  package var tables: [RoutedTable]
  /// Tables of subqueries on the same shard, of which every row of the answer has found a row.
  package var witnesses: [RoutedTable] = []
  /// Conditions that every row of these tables in the route's answer meets.
  package var predicates: [Scalar]
  package var anchors: [Anchor]
  /// Columns that an outer join inside the route may have filled with NULL.
  package var nullExtended: ColumnSet
  /// The one shard that some of the rows lie on, where the others are on every shard: the left side of
  /// an outer join with them, further queries of a union.
  ///
  /// All go there, though no condition of the others says so.
  var borrowed: Routing?

  package init(
    keyspace: String,
    isSharded: Bool,
    tables: [RoutedTable] = [],
    predicates: [Scalar] = [],
    anchors: [Anchor] = [],
    nullExtended: ColumnSet = []
  ) {
    self.keyspace = keyspace
    self.isSharded = isSharded
    self.tables = tables
    self.predicates = predicates
    self.anchors = anchors
    self.nullExtended = nullExtended
  }

  /// Of rows that no table stands behind.
  package static let anywhere = Locality(keyspace: "", isSharded: false)
}

extension Locality {
  /// Of the rows of one table.
  package init(_ scan: Operator.Scan) {
    let table = RoutedTable(alias: scan.alias, table: scan.table, columns: scan.columns)
    self.init(
      keyspace: scan.table.keyspace.name,
      isSharded: scan.table.keyspace.isSharded,
      tables: [table],
      // Rows on shards that are named outright lie beside nothing but each other.
      anchors: scan.table.destination != nil
        ? [] : scan.table.placement.columnVindexes.compactMap { Self.anchor($0, of: table) }
    )
  }

  private static func anchor(_ vindex: ColumnVindex, of table: RoutedTable) -> Anchor? {
    guard vindex.isUnique, !vindex.isPartial, table.table.canRoute(by: vindex),
      !vindex.isLookup || table.table.keyspace.isPlanOnly
    else { return nil }
    let columns = vindex.columns.compactMap { table.column($0) }
    let isLoose = vindex.vindex.mapsEqualTextsAlike
    guard columns.count == vindex.columns.count,
      columns.allSatisfy({ RoutingTypes.hashAlike($0.type, $0.type, loosely: isLoose) })
    else { return nil }
    return Anchor(vindex: vindex.name, isLoose: isLoose, components: columns.map { [$0.id] })
  }

  /// Takes note of conditions that every row meets from here on.
  ///
  /// A condition that a row of the same shard makes true says of the shard what is known of that row.
  package mutating func add(_ conditions: [Scalar]) {
    predicates += conditions
    spread(over: conditions)
    for condition in conditions {
      guard let home = condition.home, home.keyspace == keyspace else { continue }
      witnesses += home.tables + home.witnesses
      predicates += home.predicates
    }
  }

  /// The same of rows that meet further conditions.
  func adding(_ conditions: [Scalar]) -> Locality {
    var locality = self
    locality.add(conditions)
    return locality
  }

  /// Lets equalities between columns make the one as good an anchor as the other.
  package mutating func spread(over conditions: [Scalar]) {
    let equalities = conditions.compactMap(ColumnEquality.init)
    var changed = !equalities.isEmpty
    while changed {
      changed = false
      for index in anchors.indices where anchors[index].absorb(equalities) {
        changed = true
      }
    }
  }

  /// Takes note that columns go by further ids above an operator that computes them.
  ///
  /// A column that `canBeNull` though its source is not, as the maximum of no values, still lies where
  /// its source does.
  package mutating func alias(
    _ pairs: [(source: ColumnID, alias: ColumnID)],
    canBeNull: Bool = false
  ) {
    for (source, alias) in pairs where source != alias {
      for index in anchors.indices { anchors[index].add(alias, whereIs: source) }
      if canBeNull || nullExtended.contains(source) { nullExtended.insert(alias) }
    }
  }

  /// Whether rows that agree in all these columns always lie on one shard.
  package func keepsTogether(_ columns: ColumnSet) -> Bool {
    let solid = columns.subtracting(nullExtended)
    return anchors.contains { anchor in
      anchor.components.allSatisfy { !$0.isDisjoint(with: solid) }
    }
  }
}

extension Locality.Anchor {
  fileprivate mutating func absorb(_ equalities: [ColumnEquality]) -> Bool {
    var changed = false
    for equality in equalities where equality.hashesAlike(loosely: isLoose) {
      if add(equality.right, whereIs: equality.left) { changed = true }
      if add(equality.left, whereIs: equality.right) { changed = true }
    }
    return changed
  }

  @discardableResult
  fileprivate mutating func add(_ column: ColumnID, whereIs source: ColumnID) -> Bool {
    var changed = false
    for index in components.indices where components[index].contains(source) {
      if components[index].insert(column).inserted { changed = true }
    }
    return changed
  }

  /// The same of rows whose columns go by further ids.
  func renamed(_ sources: [BoundColumn], as columns: [BoundColumn]) -> Locality.Anchor {
    var result = self
    let renamed = zip(sources, columns).filter {
      RoutingTypes.hashAlike($0.type, $1.type, loosely: isLoose)
    }
    for index in components.indices {
      for (source, column) in renamed where components[index].contains(source.id) {
        result.components[index].insert(column.id)
      }
    }
    return result
  }

  /// What both say; nil where that is nothing.
  func shared(with other: Locality.Anchor) -> Locality.Anchor? {
    guard meets(other), isLoose == other.isLoose else { return nil }
    var result = self
    result.components = zip(components, other.components).map { $0.intersection($1) }
    return result
  }

  /// Whether equal rows of both sides lie on one shard: the same vindex over columns known equal.
  package func meets(_ other: Locality.Anchor) -> Bool {
    vindex == other.vindex && components.count == other.components.count
      && zip(components, other.components).allSatisfy { !$0.isDisjoint(with: $1) }
  }
}

/// `a = b` between two columns.
package struct ColumnEquality {
  package var left: ColumnID
  package var right: ColumnID
  private var leftType: MySQLType
  private var rightType: MySQLType

  package init?(_ scalar: Scalar) {
    guard case .call(let call) = scalar, call.operation == .equal, call.arguments.count == 2,
      case .column(let left) = call.arguments[0], case .column(let right) = call.arguments[1]
    else { return nil }
    self.left = left.id
    self.right = right.id
    leftType = left.type
    rightType = right.type
  }

  /// Whether values that MySQL finds equal have the same keyspace id.
  ///
  /// Text that compares equal without being equal does so only under a vindex that is as loose.
  package func hashesAlike(loosely: Bool) -> Bool {
    RoutingTypes.hashAlike(leftType, rightType, loosely: loosely)
  }

  /// Whether what one column equals the other equals as well, whatever it is.
  package var isTransitive: Bool {
    guard leftType.collation == rightType.collation else { return false }
    return leftType.isText && rightType.isText || hashesAlike(loosely: true)
  }

  /// The column of this side.
  package func column(_ id: ColumnID) -> BoundColumn {
    id == left ? BoundColumn(left, leftType) : BoundColumn(right, rightType)
  }
}

/// Which types can stand for one another when a vindex maps a value.
package enum RoutingTypes {
  package static func hashAlike(
    _ left: MySQLType,
    _ right: MySQLType,
    loosely: Bool
  ) -> Bool {
    if left.kind == .unknown || right.kind == .unknown { return true }
    if left.isInteger && right.isInteger { return true }
    if left.isText && right.isText {
      return mapsAlike(left, loosely: loosely) && mapsAlike(right, loosely: loosely)
    }
    if left.isBinary && right.isBinary { return true }
    return left.kind == right.kind && left.scale == right.scale
      && left.members == right.members
  }

  /// Whether `column = value` holds only for values that the engine can convert to the column's type
  /// and map.
  ///
  /// Of a text column the caller says whether what equals the value is mapped as the value is.
  package static func canMap(_ value: MySQLType, to column: MySQLType, mapsText: Bool) -> Bool {
    if column.kind == .unknown || value.kind == .unknown || value.kind == .null { return true }
    if column.isInteger { return value.isNumeric || value.isText }
    if column.isText {
      return value.isText && mapsText
    }
    if column.isBinary { return value.isBinary || value.isText }
    return column.kind == value.kind && column.scale == value.scale
  }

  /// Whether a vindex gives texts of the type that are equal the same keyspace id: all that are the same
  /// bytes, and a loose one those whose loose keys are the same.
  ///
  /// Types without a collation come from a VSchema alone, where Vitess's own rule, to route by the
  /// bytes, is followed.
  static func mapsAlike(_ type: MySQLType, loosely: Bool) -> Bool {
    guard let collation = type.collation else { return true }
    return loosely ? collation.isCoveredByLooseKeys : collation.isPlainBytes
  }
}

extension ResolvedTable {
  /// Whether the vindex tells where rows are.
  ///
  /// The primary one does: it placed them. So does a lookup that the table owns, once its table is known to
  /// be complete. What other vindexes say of a row is nowhere checked when it is written, so they route
  /// only for keyspaces without DDL, which hold no rows; elsewhere rows are looked for on every shard. A
  /// lookup table that is still being filled never routes.
  package func canRoute(by vindex: ColumnVindex) -> Bool {
    guard !vindex.isBackfilling, !ignoredVindexes.contains(vindex.name) else { return false }
    guard !keyspace.isPlanOnly else { return true }
    // What such a column is compared with is a local time; the vindex was told the one in UTC.
    if convertsTimestamps,
      vindex.columns.contains(where: { table.column(named: $0)?.type.kind == .timestamp })
    {
      return false
    }
    if vindex.isLookup {
      return keyspace.routedLookups.contains {
        $0.owner == address && $0.vindex == vindex.name
      }
    }
    guard let primary = placement.primaryVindex else { return false }
    return primary.name == vindex.name && primary.columns.starts(with: vindex.columns)
  }
}

extension Scalar {
  /// `a = (SELECT b …)`, in either order.
  var equalityWithQuery: (subject: Scalar, subquery: Subquery)? {
    guard case .call(let call) = self, call.operation == .equal, call.arguments.count == 2 else {
      return nil
    }
    let (left, right) = (call.arguments[0], call.arguments[1])
    if case .subquery(let subquery) = right, subquery.isOneValue, !left.containsSubquery {
      return (left, subquery)
    }
    if case .subquery(let subquery) = left, subquery.isOneValue, !right.containsSubquery {
      return (right, subquery)
    }
    return nil
  }

  /// Where the row of a subquery lies that makes the condition true.
  fileprivate var home: Locality? {
    guard case .subquery(let subquery) = self else { return equalityWithQuery?.subquery.home }
    return switch subquery.kind {
    case .membership, .exists: subquery.home
    case .scalar, .quantified: nil
    }
  }
}

extension Subquery {
  fileprivate var isOneValue: Bool { kind == .scalar && columns.count == 1 }
}
