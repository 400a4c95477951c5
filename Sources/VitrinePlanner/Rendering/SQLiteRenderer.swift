package import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Operators and scalars as SQLite text.
///
/// The text computes what MySQL would, with SQLite's own operators where the two agree and the
/// functions of the MySQL library where they do not. A value lies in a result as its type's
/// representation says.
package enum SQLiteRenderer {
  /// A tree of logical operators as one SELECT that gives `columns` in their order.
  ///
  /// Joins, filters, groups, windows and orders become clauses of one SELECT as far as the order in
  /// which SQL evaluates them allows, derived tables otherwise. `Input`s are read as tables of their
  /// names with the columns that `coordinatorInput` tells.
  ///
  /// - Throws: `unsupported` for what SQLite cannot be made to compute, and for stored functions that the engine
  ///   runs, unless the text is for the coordinator.
  package static func query(
    _ tree: Operator,
    columns: [BoundColumn],
    context: PlanningContext,
    isCoordinated: Bool = false
  ) throws(SQLError) -> ShardQuery {
    let renderer = QueryRenderer(context: context)
    renderer.callsPrograms = isCoordinated
    return renderer.shardQuery(try renderer.query(tree, columns: columns))
  }

  /// A scalar without columns as a SELECT of one value: what the gateway evaluates before it routes.
  package static func scalar(
    _ scalar: Scalar,
    context: PlanningContext
  ) throws(SQLError) -> ShardQuery {
    let renderer = QueryRenderer(context: context)
    let text =
      "SELECT " + QueryBlock.unwrapped(try renderer.operand(scalar, in: RenderingScope()).sql)
    return renderer.shardQuery(text)
  }

  /// The table that the engine must provide for an input: its name, its columns, its order.
  package static func coordinatorInput(_ input: Operator.Input) -> CoordinatorInput {
    let columns = input.columns.enumerated().map { position, column in
      CoordinatorInput.Column(name: input.columnName(at: position), type: column.type)
    }
    var order: [MergeKey] = []
    for key in input.order {
      guard let column = key.value.column,
        let position = input.columns.firstIndex(where: { $0.id == column.id })
      else { break }
      order.append(
        MergeKey(column: position, type: column.type, descending: key.isDescending)
      )
    }
    return CoordinatorInput(name: input.tableName, columns: columns, order: order)
  }
}

extension QueryRenderer {
  /// The whole text of a query.
  func query(_ tree: Operator, columns: [BoundColumn]) throws(SQLError) -> String {
    survey(tree)
    var block = try block(tree, in: RenderingScope())
    if !canGive(columns, of: block) { block = derived(block, in: RenderingScope()) }
    block.with = QueryBlock.merged(commonTables, block.with)
    return block.text(outputs(columns, of: block))
  }

  /// Looks ahead: the tables that are read, and whether an input must be copied.
  ///
  /// A lone input that is scanned once streams; so do the keys that are looked up in a shard, as
  /// the outer loop.
  private func survey(_ tree: Operator) {
    var inputs = 0
    var readers = 0
    context.walk(tree) { node in
      switch node {
      case .scan(let scan):
        noteTable(scan.table.table.name)
        if scan.table.table.indexes.contains(where: \.hasExpression) {
          readsIndexedExpressions = true
        }
        readers += 1
      case .input(let input):
        noteTable(input.tableName)
        inputs += 1
      case .join, .recursion: readers += 1
      default: break
      }
    }
    guard inputs > 0 else { return }
    let hasSubqueries = tree.contains { $0.scalars.contains(where: \.containsSubquery) }
    let isShardQuery = tree.contains { if case .scan = $0 { true } else { false } }
    let isAlone = inputs <= 1 && readers == 0 && !hasSubqueries
    inputReading = isAlone || isShardQuery ? .streamed : .materialized
  }

  private func noteTable(_ name: String) {
    let name = name.foldedName
    if tableNames.last != name { tableNames.append(name) }
  }

  private func canGive(_ columns: [BoundColumn], of block: QueryBlock) -> Bool {
    if let compound = block.compound { return compound.columns == columns.map(\.id) }
    var given: ColumnSet = []
    for column in columns where block.volatile.contains(column.id) {
      guard given.insert(column.id).inserted else { return false }
    }
    return block.distinct.map { $0 == ColumnSet(columns.map(\.id)) } ?? true
  }

  /// The SELECT list.
  ///
  /// What is no plain column goes by its name in the statement, where that is one that no other
  /// column has.
  private func outputs(
    _ columns: [BoundColumn],
    of block: QueryBlock
  ) -> [QueryBlock.Output] {
    let isPlain = columns.allSatisfy { block.columns[$0.id]?.origin == .column }
    var taken = isPlain ? [] : Set(columns.map { Self.name(of: $0.id) })
    return columns.map { column in
      let operand = block.columns[column.id] ?? Operand("NULL", .null)
      var output = QueryBlock.Output(
        id: column.id,
        text: QueryBlock.unwrapped(operand.sql),
        alias: nil
      )
      if operand.origin != .column {
        let name = context.origin(of: column.id).column
        let isGood = SQLiteName.isPlain(name) && taken.insert(name.lowercased()).inserted
        output.alias = isGood ? name : Self.name(of: column.id)
      }
      return output
    }
  }
}

extension IndexDefinition {
  fileprivate var hasExpression: Bool { columns.count < parts.count }
}
