package import VitrineSQL
package import VitrineSharding

extension Operators {
  /// One `WHEN … THEN …`.
  package struct Branch: Sendable, Hashable {
    package var condition: Operand
    package var result: Operand

    package init(condition: Operand, result: Operand) {
      self.condition = condition
      self.result = result
    }
  }

  /// `CASE [subject] WHEN … THEN … ELSE … END`: every result in the common type of all.
  package static func choice(
    _ subject: Operand?,
    _ branches: [Branch],
    otherwise: Operand?
  ) throws(SQLError) -> Operand {
    let results = branches.map(\.result) + (otherwise.map { [$0] } ?? [])
    let type = try ResultRule.common().type(results)
    let strength = try ResultRule.common().coercibility(results, type)
    let text = try choice(subject, branches, otherwise) { converted($0, type) }
    var result = Operand(text, type, coercibility: strength)
    if type.kind == .decimal, results.contains(where: { $0.unrounded != nil }) {
      result.unrounded = try choice(subject, branches, otherwise) {
        Conversion.sql($0, to: .decimal)
      }
    } else if results.contains(where: { $0.hasDigits(beside: type) }) {
      result.ownDigits = try choice(subject, branches, otherwise) { $0.withOwnDigits }
    }
    return result
  }

  private static func choice(
    _ subject: Operand?,
    _ branches: [Branch],
    _ otherwise: Operand?,
    _ written: (Operand) -> String
  ) throws(SQLError) -> String {
    var text = "(CASE"
    for branch in branches {
      let condition =
        if let subject { try Comparison(subject, branch.condition).sql(.equal) } else {
          Operators.condition(branch.condition)
        }
      text += " WHEN \(condition) THEN \(written(branch.result))"
    }
    if let otherwise { text += " ELSE \(written(otherwise))" }
    return text + " END)"
  }

  private static func converted(_ operand: Operand, _ type: MySQLType) -> String {
    Conversion.sql(operand, as: type)
  }

  /// The term by which SQLite orders, groups or tells apart values of an operand as MySQL does.
  ///
  /// A column needs nothing: it was declared with its collation.
  package static func key(_ operand: Operand) -> String {
    if operand.origin == .column { return operand.sql }
    guard let collation = operand.type.keyCollation else {
      let isText = !operand.type.isNumeric && operand.sql.namesCollation
      return isText ? "\(operand.sql) COLLATE BINARY" : operand.sql
    }
    return "\(operand.sql) COLLATE \(collation)"
  }

  /// Whether a term is a constant, which orders and groups nothing and which SQLite would take for a position.
  package static func isConstantKey(_ operand: Operand) -> Bool {
    operand.origin == .constant || operand.sql.utf8.allSatisfy { Self.numberBytes.contains($0) }
  }

  private static let numberBytes = Set("0123456789+-() ".utf8)
}

extension MySQLType {
  /// The SQLite collation under which values of the type compare, where it is not bytewise.
  package var keyCollation: String? {
    switch representation {
    case .text(let collation): collation == .binary ? nil : collation.sqliteName
    case .decimalText: "my_decimal"
    case .json: "my_json"
    default: nil
    }
  }

  /// How a column of the type is declared in SQLite: `INTEGER`, `TEXT COLLATE utf8mb4_0900_ai_ci`.
  ///
  /// BLOB stands for "no conversion": SQLite must not touch an unsigned integer, nor a text that looks
  /// like a number.
  package var sqliteDeclaration: String {
    keyCollation.map { "\(sqliteAffinity) COLLATE \($0)" } ?? sqliteAffinity
  }

  /// What it declares of the column's affinity.
  package var sqliteAffinity: String {
    switch representation {
    case .integer, .scaled, .microseconds, .enumIndex, .setMask: "INTEGER"
    case .unsigned, .blob, .any: "BLOB"
    case .real: "REAL"
    case .temporalText, .text, .decimalText, .json: "TEXT"
    }
  }
}
