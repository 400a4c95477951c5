package import VitrineSQL
package import VitrineSharding

extension Operators {
  /// One `WHEN … THEN …`.
  private struct Branch {
    var condition: Operand
    var result: Operand
  }

  /// `CASE [subject] WHEN … THEN … ELSE … END`: every result in the common type of all.
  ///
  /// `operands` are `when, then, when, then, …` and the else value last where there is one. The subject is computed
  /// once.
  ///
  /// - Throws: `unsupported` where the subject compares in several ways.
  package static func choice(
    _ subject: Operand?,
    _ operands: ArraySlice<Operand>
  ) throws(SQLError) -> Operand {
    var rest = operands
    var branches: [Branch] = []
    while rest.count > 1, let condition = rest.popFirst(), let result = rest.popFirst() {
      branches.append(Branch(condition: condition, result: result))
    }
    return try choice(subject, branches, otherwise: rest.first)
  }

  private static func choice(
    _ subject: Operand?,
    _ branches: [Branch],
    otherwise: Operand?
  ) throws(SQLError) -> Operand {
    let results = branches.map(\.result) + (otherwise.map { [$0] } ?? [])
    let type = try ResultRule.common().type(results)
    let strength = try ResultRule.common().coercibility(results, type)
    let tested = try Tested(subject, branches.map(\.condition))
    let written = { (text: (Operand) -> String) in tested.choosing(branches, otherwise, text) }
    var result = Operand(written { converted($0, type) }, type, coercibility: strength)
    if type.kind == .decimal, results.contains(where: { $0.unrounded != nil }) {
      result.unrounded = written { Conversion.sql($0, to: .decimal) }
    } else if results.contains(where: { $0.hasDigits(beside: type) }) {
      result.ownDigits = written { $0.withOwnDigits }
    }
    return result
  }

  package static var severalComparisons: SQLError {
    SQLError(
      .unsupported,
      "CASE of a value that may change, such as RAND(), beside values that compare in several ways"
    )
  }

  /// What stands between CASE and the results: nothing and conditions, or a subject and what it is compared with.
  private struct Tested {
    var subject = ""
    var conditions: [String] = []

    init(_ subject: Operand?, _ conditions: [Operand]) throws(SQLError) {
      guard let subject else {
        self.conditions = conditions.map(Operators.condition)
        return
      }
      self.subject = " \(subject.sql)"
      var first: Comparison?
      for condition in conditions {
        // What is NULL equals nothing, in whatever way it is compared.
        guard condition.type.kind != .null else {
          self.conditions.append("NULL")
          continue
        }
        let comparison = try Comparison(subject, condition)
        let known = first ?? comparison
        guard comparison.left == known.left, comparison.collation == known.collation else {
          throw Operators.severalComparisons
        }
        first = known
        self.subject = " \(known.collatedLeft)"
        self.conditions.append(comparison.right)
      }
    }

    func choosing(
      _ branches: [Branch],
      _ otherwise: Operand?,
      _ written: (Operand) -> String
    ) -> String {
      var text = "(CASE\(subject)"
      for (condition, branch) in zip(conditions, branches) {
        text += " WHEN \(condition) THEN \(written(branch.result))"
      }
      if let otherwise { text += " ELSE \(written(otherwise))" }
      return text + " END)"
    }
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
