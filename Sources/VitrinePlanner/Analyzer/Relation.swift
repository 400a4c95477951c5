import VitrineSQL
import VitrineSharding

/// One table of a FROM clause as names see it: a table, a derived table, a common table expression,
/// the rows of a recursion so far.
///
/// A class because an open table (one whose columns the catalog does not know) grows a column for
/// every name that is asked of it; its scan is made when the whole SELECT has been read.
final class Relation {
  struct Column {
    var name: String
    var bound: BoundColumn
    /// Left out by `*`.
    var isInvisible = false
    /// Not seen without a qualifier, nor by `*`: the other side of USING or NATURAL stands for it.
    var isMerged = false
    /// A column that the catalog does not know, taken on trust because somebody named it.
    var isAssumed = false
    /// What it is computed from, of a view that is written through.
    var value: Scalar?
    /// Its position in the table below, of a view that is written through; nil for what is computed.
    var source: Int?

    /// What its name means.
    var scalar: Scalar { value ?? .column(bound) }
  }

  /// The columns of a table of the catalog before anybody has asked for all of them.
  private struct UnreadColumns {
    var definitions: [ColumnDefinition]
    /// The number of the first.
    var first: Int
    /// Those that were asked for one by one.
    var named: ColumnSet = []

    func column(at position: Int) -> Column {
      Column(
        name: definitions[position].name,
        bound: BoundColumn(ColumnID(first + position), definitions[position].type),
        isInvisible: definitions[position].isInvisible
      )
    }
  }

  /// What the relation is made of.
  enum Content {
    case table(ResolvedTable)
    case query(Operator)
    case recursion(Int)
  }

  /// The alias, or the table's name.
  let name: String
  /// The keyspace, of tables.
  let keyspace: String?
  /// The keyspaces by which names may qualify it: its own, and the one that was written where routing
  /// rules lead elsewhere.
  var keyspaces: [String]
  private(set) var content: Content
  /// All columns.
  ///
  /// Those of a table are made when somebody asks for all of them; `column(at:)` makes one.
  var columns: [Column] {
    get {
      makeColumns()
      return list
    }
    _modify {
      makeColumns()
      yield &list
    }
  }
  @exclusivity(unchecked) private var list: [Column]
  @exclusivity(unchecked) private var unread: UnreadColumns?
  /// Whether it was written with LATERAL, and so may read what stands to its left.
  var isLateral = false
  /// `PARTITION (p)`: what a row must meet to be read, as it is bound and as it was made.
  private(set) var selection: [Scalar] = []
  private(set) var partitionSet: Expression?
  /// The table below, of a view that is written through.
  private(set) var written: Written?
  /// The name of the view that is written through.
  private(set) var viewName: String?
  @exclusivity(unchecked) private var positions: [String: Int]

  init(
    name: String,
    keyspace: String? = nil,
    content: Content,
    columns: [Column],
    positions: [String: Int]? = nil
  ) {
    self.name = name
    self.keyspace = keyspace
    self.keyspaces = keyspace.map { [$0] } ?? []
    self.content = content
    self.list = columns
    self.positions =
      positions
      ?? Dictionary(
        columns.enumerated().map { ($1.name.lowercased(), $0) },
        uniquingKeysWith: { first, _ in first }
      )
  }

  /// The name of the column that stands for all columns of an open table that nobody has named.
  static let openStar = "*"

  /// Whether it takes names that the catalog does not know.
  var isOpen: Bool {
    if case .table(let resolved) = content { !resolved.table.isColumnListComplete } else { false }
  }

  /// Whether it is a query that gives all columns of an open table, so that it may have any name.
  var opensBelow: Bool {
    if case .query = content { columns.contains { $0.name == Self.openStar } } else { false }
  }

  /// Whether no DDL speaks of it, so that nobody knows its keys.
  var isPlanOnly: Bool {
    if case .table(let resolved) = content { resolved.keyspace.isPlanOnly } else { false }
  }

  /// Makes the columns of a table, all of which its scan then has.
  func makeColumns() {
    guard let unread else { return }
    self.unread = nil
    list = unread.definitions.indices.map(unread.column)
  }

  /// A column by its position, which the scan of a table then has.
  func column(at position: Int) -> Column {
    guard let unread else { return list[position] }
    let column = unread.column(at: position)
    self.unread?.named.insert(column.bound.id)
    return column
  }

  /// The position of a column of a table of the catalog; nil where it is none of this one's, or the columns have
  /// been changed since.
  func position(ofTableColumn id: ColumnID) -> Int? {
    guard let unread else { return nil }
    let position = id.number - unread.first
    return unread.definitions.indices.contains(position) ? position : nil
  }

  /// Whether another column stands for it: see `Column.isMerged`.
  func isMerged(at position: Int) -> Bool { unread == nil && list[position].isMerged }

  /// The ids of all columns.
  var columnIDs: ColumnSet {
    guard let unread else { return ColumnSet(list.lazy.map(\.bound.id)) }
    return ColumnSet(unread.definitions.indices.lazy.map { ColumnID(unread.first + $0) })
  }

  /// The position of a known column, in any case of letters.
  func position(of name: String) -> Int? { positions[name.foldedName] }

  /// The position of a known column by its name in lower case.
  func position(ofFolded name: String) -> Int? { positions[name] }

  /// Takes a name on trust, as a column of the open table.
  func add(_ name: String, _ context: PlanningContext) -> Int {
    let bound = context.makeColumn(name, .unknown, table: self.name)
    columns.append(Column(name: name, bound: bound, isAssumed: true))
    positions[name.lowercased()] = columns.count - 1
    return columns.count - 1
  }

  /// Takes a name on trust, as one more column of the open table whose `*` the query gives; nil where
  /// it gives none.
  func addBelow(_ name: String, _ context: PlanningContext) throws(SQLError) -> Int? {
    guard case .query(let query) = content,
      let star = columns.first(where: { $0.name == Self.openStar }),
      let (wider, bound) = try query.adding(name, besideStar: star.bound.id, context)
    else { return nil }
    content = .query(wider)
    columns.append(Column(name: name, bound: bound, isInvisible: true, isAssumed: true))
    positions[name.lowercased()] = columns.count - 1
    return columns.count - 1
  }

  /// A name that two of its columns have, which a derived table must not.
  var duplicateName: String? {
    var seen: Set<String> = []
    for column in columns
    where column.name != Self.openStar && !seen.insert(column.name.lowercased()).inserted {
      return column.name
    }
    return nil
  }

  /// The scan of a table, with the columns known by now.
  var scan: Operator.Scan? {
    makeColumns()
    return narrowScan
  }

  /// The scan of a table with the columns that were asked for; with one at least, as rows need a column.
  private var narrowScan: Operator.Scan? {
    if let written { return written.scan }
    guard case .table(let resolved) = content else { return nil }
    return Operator.Scan(table: resolved, alias: name, columns: scanColumns)
  }

  private var scanColumns: [Operator.Scan.Column] {
    guard let unread else {
      return list.map {
        Operator.Scan.Column(id: $0.bound.id, name: $0.name, type: $0.bound.type)
      }
    }
    let named = unread.named.isEmpty ? [ColumnID(unread.first)] : unread.named
    return named.map { id in
      let definition = unread.definitions[id.number - unread.first]
      return Operator.Scan.Column(id: id, name: definition.name, type: definition.type)
    }
  }

  /// Its rows, with the columns known by now: of a table those alone that were asked for.
  var rows: Operator {
    switch content {
    case .table:
      guard let scan = narrowScan else { return .values(.dual) }
      return selection.isEmpty ? .scan(scan) : .filter(Operator.Filter(.scan(scan), selection))
    case .query(let query):
      return query
    case .recursion(let id):
      return .recursionInput(
        Operator.RecursionInput(recursion: id, alias: name, columns: columns.map(\.bound))
      )
    }
  }
}

extension Relation {
  /// A view that is written through, under an alias.
  convenience init(_ view: ResolvedTable, alias: String, columns: [Column], written: Written) {
    let scan = Operator.scan(written.scan)
    let rows =
      written.conditions.isEmpty
      ? scan : .filter(Operator.Filter(scan, written.conditions))
    self.init(
      name: alias,
      keyspace: view.keyspace.name,
      content: .query(rows),
      columns: columns
    )
    self.written = written
    viewName = view.table.name
  }

  /// Leaves only the rows of some partitions.
  func select(_ condition: Expression?, _ surroundings: Environment) throws(SQLError) {
    guard let condition else { return }
    var environment = Environment(surroundings.context)
    environment.isStored = true
    let scope = NameScope(outer: nil, relations: [self], clause: .where)
    let binder = ExpressionBinder(environment: environment, scope: scope)
    selection = try binder.conditions(condition)
    partitionSet = condition
  }

  /// A table of the catalog under an alias.
  convenience init(_ table: ResolvedTable, alias: String, _ context: PlanningContext) {
    let definitions = table.columns
    self.init(
      name: alias,
      keyspace: table.keyspace.name,
      content: .table(table),
      columns: [],
      positions: table.positions
    )
    guard !definitions.isEmpty else { return }
    let first = context.makeColumns(definitions, table: alias)
    unread = UnreadColumns(definitions: definitions, first: first)
  }
}
