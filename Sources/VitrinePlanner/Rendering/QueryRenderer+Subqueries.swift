import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// A subquery as a value, NULL and false told apart.
  func subquery(_ subquery: Subquery, in scope: RenderingScope) throws(SQLError) -> Operand {
    switch subquery.kind {
    case .scalar: return try value(subquery, in: scope)
    case .exists:
      let block = try block(subquery.query, in: scope)
      return Operand("(EXISTS (\(existence(block, in: scope))))", .boolean)
    case .membership(let left):
      return Operand(try membership(left, subquery, in: scope), .boolean)
    case .quantified(let left, let operation, let all):
      let test = try tested(left, operation, subquery, in: scope)
      return Operand(Self.judged(test, all: all), .boolean)
    }
  }

  /// A subquery as a condition, where NULL is as good as false: EXISTS lets SQLite use an index.
  func filter(
    _ subquery: Subquery,
    negated: Bool,
    in scope: RenderingScope
  ) throws(SQLError) -> String {
    guard case .quantified(let left, let operation, let all) = subquery.kind else {
      return Operators.condition(try self.subquery(subquery, in: scope))
    }
    let (block, test) = try comparedRows(left, operation, subquery, in: scope)
    var rows = block
    rows.predicates.append(all ? "(\(test) IS NOT TRUE)" : test)
    let text = "EXISTS (\(rows.text([])))"
    return all ? "(NOT \(text))" : "(\(text))"
  }

  // MARK: Values

  /// One value; more than one row is error 1242, which SQLite would not raise.
  private func value(_ subquery: Subquery, in scope: RenderingScope) throws(SQLError) -> Operand {
    guard let column = subquery.columns.first, subquery.columns.count == 1 else {
      if context.catalog.isPlanOnly {
        return Operand("(\(try rows(subquery, in: scope)))", .unknown)
      }
      throw SQLError(.operandColumns, "Operand should contain 1 column(s)")
    }
    let coercibility = context.coercibility(of: subquery)
    var block = try block(subquery.query, in: scope)
    if block.isSingleRow {
      let text = text(block, [column.id], aliased: false)
      return Operand("(\(text))", subquery.type, coercibility: coercibility)
    }
    block = derived(block, in: scope)
    let operand = block.columns[column.id] ?? Operand("NULL", .null)
    let output = QueryBlock.Output(id: nil, text: "my_only_row(\(operand.sql))", alias: nil)
    return Operand("(\(block.text([output])))", subquery.type, coercibility: coercibility)
  }

  /// A query of other columns than its place takes, which the shards judge.
  private func rows(_ subquery: Subquery, in scope: RenderingScope) throws(SQLError) -> String {
    let block = try block(subquery.query, in: scope)
    return text(block, subquery.columns.map(\.id), aliased: false)
  }

  private func existence(_ block: QueryBlock, in scope: RenderingScope) -> String {
    var rows = block
    if rows.compound == nil, rows.limit == nil { rows.order = [] }
    if rows.compound != nil { rows = derived(rows, in: scope) }
    if rows.distinct != nil {
      guard rows.limit != nil || rows.offset != nil else {
        rows.distinct = nil
        return rows.text([])
      }
      return text(rows, rows.columns.keys, aliased: false)
    }
    return rows.text([])
  }

  // MARK: IN

  /// `left IN (SELECT …)`: SQLite's own, over sides in the form in which they compare.
  private func membership(
    _ left: Scalar,
    _ subquery: Subquery,
    in scope: RenderingScope
  ) throws(SQLError) -> String {
    if context.catalog.isPlanOnly, left.members.count != subquery.columns.count {
      let members = try operands(left.members, in: scope).map(\.sql)
      return "((\(members.joined(separator: ", "))) IN (\(try rows(subquery, in: scope))))"
    }
    let (comparisons, text) = try sides(left.members, subquery, in: scope)
    let subject = Self.leftSide(comparisons)
    return "(\(comparisons.count > 1 ? "(\(subject))" : subject) IN (\(text)))"
  }

  /// `(a, b) = (SELECT x, y …)`.
  func rowComparison(
    _ symbol: BinaryOperator,
    _ members: [Scalar],
    _ subquery: Subquery,
    in scope: RenderingScope
  ) throws(SQLError) -> String {
    let (comparisons, text) = try sides(members, subquery, in: scope, single: true)
    let sign = symbol == .nullSafeEqual ? "IS" : symbol.rawValue
    return "((\(Self.leftSide(comparisons))) \(sign) (\(text)))"
  }

  /// The left side's members paired with the subquery's columns, and the subquery's text with its
  /// columns in the form in which they compare.
  ///
  /// SQLite before 3.41 at least, which looks rows of a bare table up in an index that has the columns in another order, asks
  /// of the wrong members whether they are NULL where it knows of some that they are not: `WHERE 1` keeps it from that.
  private func sides(
    _ members: [Scalar],
    _ subquery: Subquery,
    in scope: RenderingScope,
    single: Bool = false
  ) throws(SQLError) -> ([Comparison], String) {
    guard members.count == subquery.columns.count else {
      throw SQLError(.operandColumns, "Operand should contain \(members.count) column(s)")
    }
    let left = try operands(members, in: scope)
    var block = try block(subquery.query, in: scope)
    if single && !block.isSingleRow || block.compound != nil { block = derived(block, in: scope) }
    var comparisons = try compare(left, subquery.columns, of: block)
    let isUnchanged = zip(comparisons, subquery.columns).allSatisfy { comparison, column in
      comparison.right == block.columns[column.id]?.sql
    }
    if !isUnchanged, block.distinct != nil {
      block = derived(block, in: scope)
      comparisons = try compare(left, subquery.columns, of: block)
    }
    if !single, members.count > 1, block.isBareTable, !context.areNullAlike(members) {
      block.predicates = ["1"]
    }
    let whole = try compare(left, subquery.columns, of: block, keepsCollation: true)
    if whole.contains(where: { $0.member != $0.right }) { comparisons = whole }
    let outputs = comparisons.map { comparison in
      let isGuarded = single && !block.isSingleRow
      let text = isGuarded ? "my_only_row(\(comparison.right))" : comparison.member
      return QueryBlock.Output(id: nil, text: text, alias: nil)
    }
    let text = block.text(outputs)
    return (text.namesCollation ? whole : comparisons, text)
  }

  private func compare(
    _ left: [Operand],
    _ columns: [BoundColumn],
    of block: QueryBlock,
    keepsCollation: Bool = false
  ) throws(SQLError) -> [Comparison] {
    var comparisons: [Comparison] = []
    for (operand, column) in zip(left, columns) {
      let right = block.columns[column.id] ?? Operand("NULL", .null)
      comparisons.append(try pairing(operand, right, keepsCollation: keepsCollation))
    }
    return comparisons
  }

  // MARK: ANY and ALL

  /// The subquery's rows as a block that can be filtered, and the comparison with each.
  private func comparedRows(
    _ left: Scalar,
    _ operation: Operation,
    _ subquery: Subquery,
    in scope: RenderingScope
  ) throws(SQLError) -> (QueryBlock, String) {
    guard let symbol = operation.symbol else {
      throw SQLError(.internal, "a quantified comparison without a comparison")
    }
    var block = try block(subquery.query, in: scope)
    if !block.isRowsOnly { block = derived(block, in: scope) }
    let members = try operands(left.members, in: scope)
    var tests: [String] = []
    for (operand, column) in zip(members, subquery.columns) {
      let right = block.columns[column.id] ?? Operand("NULL", .null)
      tests.append(try comparison(symbol == .notEqual ? .equal : symbol, operand, right))
    }
    guard symbol == .notEqual else { return (block, Self.chain(tests, "AND")) }
    return (block, "(NOT \(Self.chain(tests, "AND")))")
  }

  /// A SELECT of the outcome of every comparison, as `v`.
  private func tested(
    _ left: Scalar,
    _ operation: Operation,
    _ subquery: Subquery,
    in scope: RenderingScope
  ) throws(SQLError) -> String {
    let (block, test) = try comparedRows(left, operation, subquery, in: scope)
    return block.text([QueryBlock.Output(id: nil, text: test, alias: "v")])
  }

  /// Three-valued ANY (some is true; else some is NULL) and ALL (some is false; else some is NULL).
  private static func judged(_ tests: String, all: Bool) -> String {
    let decisive = all ? "min(v) = 0 THEN 0" : "max(v) = 1 THEN 1"
    let otherwise = all ? "1" : "0"
    return "(SELECT CASE WHEN \(decisive) WHEN count(*) > count(v) THEN NULL ELSE \(otherwise) END "
      + "FROM (\(tests)))"
  }
}
