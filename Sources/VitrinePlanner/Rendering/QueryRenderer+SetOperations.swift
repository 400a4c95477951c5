import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// `SELECT … UNION SELECT …`: every input an arm, a derived table where SQL allows no arm.
  func setOperation(
    _ operation: Operator.SetOperation,
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    let arms = try arms(of: operation, in: scope)
    let word =
      switch operation.kind {
      case .union: "UNION ALL"
      case .intersect: "INTERSECT"
      case .except: "EXCEPT"
      }
    guard !operation.isAll || operation.kind == .union else {
      return try countedSetOperation(operation, arms, in: scope)
    }
    if operation.kind == .union, !operation.isAll {
      return try firstOfEquals(arms, operation.columns, in: scope)
    }
    let unlike =
      operation.kind == .union ? arms : arms.map { withoutEquals($0, operation.columns) }
    return compound(unlike.joined(separator: " \(word) "), operation.columns)
  }

  /// The arm of an INTERSECT or EXCEPT without texts that are equal and not the same, which SQLite cannot put
  /// into one index of its own (`Comparison.member`).
  ///
  /// It leaves out the DISTINCT of what goes into such an index at once.
  private func withoutEquals(_ arm: String, _ columns: [BoundColumn]) -> String {
    guard columns.contains(where: { $0.type.collation?.isPlainBytes == false }) else { return arm }
    return "SELECT * FROM (SELECT DISTINCT * FROM (\(arm)))"
  }

  /// UNION by DISTINCT: of equal rows it keeps the first, and gives them as they come, as MySQL does;
  /// SQLite's UNION keeps the last and sorts.
  private func firstOfEquals(
    _ arms: [String],
    _ columns: [BoundColumn],
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    var block = derived(compound(arms.joined(separator: " UNION ALL "), columns), in: scope)
    block.distinct = ColumnSet(columns.map(\.id))
    block.stage = .distinct
    return block
  }

  func compound(_ text: String, _ columns: [BoundColumn]) -> QueryBlock {
    var block = QueryBlock()
    block.compound = QueryBlock.Compound(text: text, columns: columns.map(\.id))
    for column in columns {
      block.columns[column.id] = Operand(Self.name(of: column.id), column.type, origin: .column)
    }
    return block
  }

  /// The arms' texts, all with the result's columns under its names.
  private func arms(
    of operation: Operator.SetOperation,
    in scope: RenderingScope
  ) throws(SQLError) -> [String] {
    var arms: [String] = []
    for (input, sources) in zip(operation.inputs, operation.sources) {
      var block = try block(input, in: scope)
      let isRetyped = zip(sources, operation.columns).contains { source, column in
        block.columns[source.id].map { $0.type != column.type } ?? false
      }
      // What is distinct is so under its own types and collations, not those of the result.
      if !canBeArm(block, giving: sources) || block.distinct != nil && isRetyped {
        block = derived(block, in: scope)
      }
      let arm = armText(block, sources, operation.columns)
      // A WITH stands before a whole compound, or inside of a derived table.
      arms.append(block.with.isEmpty ? arm : "SELECT * FROM (\(arm))")
    }
    return arms
  }

  /// An arm has no order of its own and no limit.
  func canBeArm(_ block: QueryBlock, giving sources: [BoundColumn]) -> Bool {
    guard block.compound == nil, block.with.isEmpty else { return false }
    guard block.stage < .sorted || (block.stage == .sorted && block.distinct == nil) else {
      return false
    }
    return block.distinct.map { $0 == ColumnSet(sources.map(\.id)) } ?? true
  }

  func armText(
    _ block: QueryBlock,
    _ sources: [BoundColumn],
    _ columns: [BoundColumn]
  ) -> String {
    var arm = block
    arm.order = []
    let outputs = zip(sources, columns).map { source, column in
      var operand = arm.columns[source.id] ?? Operand("NULL", .null)
      if operand.type.representation != column.type.representation, column.type.kind != .unknown {
        operand = Operand(
          Conversion.sql(operand.sql, from: operand.type, to: column.type),
          column.type
        )
      } else if column.type.collation != operand.type.collation {
        operand = Operand(operand.sql, column.type)
      }
      return QueryBlock.Output(
        id: nil,
        text: Operators.key(operand),
        alias: Self.name(of: column.id)
      )
    }
    return arm.text(outputs)
  }

  /// INTERSECT ALL and EXCEPT ALL, which SQLite has not: rows are numbered among their equals, and
  /// the number made part of the row.
  private func countedSetOperation(
    _ operation: Operator.SetOperation,
    _ arms: [String],
    in scope: RenderingScope
  ) throws(SQLError) -> QueryBlock {
    let names = operation.columns.map { Self.name(of: $0.id) }.joined(separator: ", ")
    let number = "row_number() OVER (PARTITION BY \(names)) AS copy"
    let counted = arms.map { "SELECT \(names), \(number) FROM (\($0))" }
    let word = operation.kind == .intersect ? "INTERSECT" : "EXCEPT"
    let alias = makeAlias(scope)
    var block = QueryBlock()
    block.from = "(\(counted.joined(separator: " \(word) "))) AS \(alias)"
    block.names = [alias]
    for column in operation.columns {
      block.columns[column.id] = Operand(
        "\(alias).\(Self.name(of: column.id))",
        column.type,
        origin: .column
      )
    }
    return block
  }
}
