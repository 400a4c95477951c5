/// Writes expressions as MySQL keeps and shows those of tables: generated columns, checks, functional
/// indexes, defaults and partitionings.
///
/// Names are in backticks, every operation is in parentheses, strings bear their character set, and what
/// has two spellings is written in one.
///
///     a > 1 AND name <> 'x'   ⇒   ((`a` > 1) and (`name` <> _utf8mb4'x'))
///     doc ->> '$.id'          ⇒   json_unquote(json_extract(`doc`,_utf8mb4'$.id'))
package struct StoredForm {
  /// Whether strings bear their character set, as in tables, or not, as in views, where column names are
  /// written by whoever resolves them.
  private let marksStrings: Bool

  package init(marksStrings: Bool = true) { self.marksStrings = marksStrings }

  /// The text of an expression.
  package func text(_ expression: Expression) -> String {
    switch expression {
    case .literal(let literal): text(literal)
    case .column(let column): text(column)
    case .unary(let node): text(node)
    case .binary(let node): text(node)
    case .isTest(let node):
      "(\(text(node.operand)) is \(node.isNegated ? "not " : "")\(node.test.rawValue))"
    case .like(let node): text(node)
    case .regexp(let node):
      inverted(
        "regexp_like(\(text(node.operand)),\(text(node.pattern)))",
        node.isNegated
      )
    case .between(let node):
      "(\(text(node.operand))\(node.isNegated ? " not" : "") between \(text(node.lower)) and "
        + "\(text(node.upper)))"
    case .inList(let node):
      "(\(text(node.operand))\(node.isNegated ? " not" : "") in (\(list(node.list))))"
    case .memberOf(let node): "\(text(node.value)) member of (\(text(node.array)))"
    case .row(let node): "(\(list(node.elements)))"
    case .caseWhen(let node): text(node)
    case .interval(let node): "interval \(text(node.value)) \(node.unit.rawValue)"
    case .cast, .convertUsing, .collate, .function, .extract, .trim: call(expression)
    default: expression.printed()
    }
  }

  func list(_ expressions: some Sequence<Expression>) -> String {
    expressions.map(text).joined(separator: ",")
  }

  private func text(_ column: ColumnName) -> String {
    guard marksStrings else { return column.name.text }
    let qualifier = column.qualifier.map { Self.name($0.name.text) + "." } ?? ""
    return qualifier + Self.name(column.name.text)
  }

  static func name(_ name: String) -> String {
    "`" + name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``") + "`"
  }

  // MARK: Literals

  private func text(_ literal: Literal) -> String {
    switch literal.kind {
    case .null: "NULL"
    case .string(let text):
      ((literal.charset ?? (marksStrings ? "utf8mb4" : nil)).map { "_" + $0 } ?? "")
        + Printer.quoted(text)
    case .hex(let bytes), .bit(let bytes):
      (literal.charset.map { "_\($0) " } ?? "") + "0x" + bytes.map(\.hexDigits).joined()
    case .date(let text): "DATE" + Printer.quoted(text)
    case .time(let text): "TIME" + Printer.quoted(text)
    case .timestamp(let text): "TIMESTAMP" + Printer.quoted(text)
    default: Expression.literal(literal).printed()
    }
  }

  // MARK: Operators

  private func text(_ node: UnaryOperation) -> String {
    switch node.operator {
    case .not, .bang: negated(node.operand)
    case .minus: "-(\(text(node.operand)))"
    case .plus: text(node.operand)
    case .bitNot: "~(\(text(node.operand)))"
    case .binary: "cast(\(text(node.operand)) as char charset binary)"
    }
  }

  /// NOT goes down to comparisons, which it turns round.
  private func negated(_ expression: Expression) -> String {
    switch expression {
    case .binary(var node):
      if let opposite = Self.opposites[node.operator] {
        node.operator = opposite
        return text(node)
      }
      guard node.operator == .and || node.operator == .or else { break }
      return chain(expression, node.operator == .and ? .or : .and, isNegated: true)
    case .isTest(var node):
      node.isNegated.toggle()
      return text(.isTest(node))
    case .like(var node):
      node.isNegated.toggle()
      return text(.like(node))
    case .regexp(var node):
      node.isNegated.toggle()
      return text(.regexp(node))
    case .between(var node):
      node.isNegated.toggle()
      return text(.between(node))
    case .inList(var node):
      node.isNegated.toggle()
      return text(.inList(node))
    case .column, .literal: return "(0 = \(text(expression)))"
    default: break
    }
    return inverted(text(expression), true)
  }

  private static let opposites: [BinaryOperator: BinaryOperator] = [
    .equal: .notEqual, .notEqual: .equal, .less: .greaterOrEqual, .greaterOrEqual: .less,
    .greater: .lessOrEqual, .lessOrEqual: .greater,
  ]

  private func inverted(_ text: String, _ isInverted: Bool) -> String {
    isInverted ? "(not(\(text)))" : text
  }

  private func text(_ node: BinaryOperation) -> String {
    let (left, right) = (text(node.left), text(node.right))
    switch node.operator {
    case .and, .or:
      return chain(.binary(node), node.operator, isNegated: false)
    case .notEqual: return "(\(left) <> \(right))"
    case .integerDivide: return "(\(left) DIV \(right))"
    case .concatenate: return "concat(\(left),\(right))"
    case .jsonExtract: return "json_extract(\(left),\(right))"
    case .jsonUnquote: return "json_unquote(json_extract(\(left),\(right)))"
    default: return "(\(left) \(node.operator.rawValue) \(right))"
    }
  }

  /// A chain of AND or of OR, with the chains of the same kind inside it.
  private func chain(
    _ expression: Expression,
    _ symbol: BinaryOperator,
    isNegated: Bool
  ) -> String {
    let operands = operands(of: expression, symbol, isNegated)
    return "(\(operands.joined(separator: " \(symbol.rawValue) ")))"
  }

  private func operands(
    of expression: Expression,
    _ symbol: BinaryOperator,
    _ isNegated: Bool
  ) -> [String] {
    switch expression {
    case .unary(let node) where node.operator == .not || node.operator == .bang:
      if case .column = node.operand { break }
      return operands(of: node.operand, symbol, !isNegated)
    case .binary(let node) where node.operator == .and || node.operator == .or:
      guard (node.operator == symbol) != isNegated else { break }
      return Chain.operands(of: expression, node.operator)
        .flatMap { operands(of: $0, symbol, isNegated) }
    default: break
    }
    return [isNegated ? negated(expression) : text(expression)]
  }

  private func text(_ node: LikePredicate) -> String {
    let escape = node.escape.map { " escape \(text($0))" } ?? ""
    return inverted("(\(text(node.operand)) like \(text(node.pattern))\(escape))", node.isNegated)
  }

  private func text(_ node: CaseExpression) -> String {
    var words = ["case"]
    if let operand = node.operand { words.append(text(operand)) }
    for branch in node.branches {
      words.append("when \(text(branch.condition)) then \(text(branch.result))")
    }
    if let otherwise = node.otherwise { words.append("else \(text(otherwise))") }
    return "(\(words.joined(separator: " ")) end)"
  }
}

extension Expression {
  /// The expression in the form in which MySQL shows those of tables.
  package var storedText: String { StoredForm().text(self) }

  /// The same with quotes and backslashes escaped, as `information_schema` has it.
  package var escapedStoredText: String {
    storedText.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
  }
}
