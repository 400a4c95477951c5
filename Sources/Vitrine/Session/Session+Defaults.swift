import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// Prepares DDL: what the session's variables say of it.
  func configure(_ builder: inout SchemaBuilder) {
    var mode = variables.options.statement.mode
    builder.isStrict = mode.isStrict
    builder.refusesOtherEngines = variables.options.sqlMode.contains("NO_ENGINE_SUBSTITUTION")
    mode.isStrict = true
    builder.checksForeignKeys = variables.options.checksForeignKeys
    let own = builder.keyspace.name
    builder.otherKeyspace = { (name) throws(SQLError) in
      let keyspace = try self.keyspace(of: name)
      return keyspace == own ? nil : try self.catalog.keyspace(named: keyspace)
    }
    builder.fitsDefault = { (value, column) throws(SQLError) in
      LiteralDefault(value, of: column, mode).stored
    }
  }
}

/// A literal as a column's default, which is held against the column's type when DDL names it.
private struct LiteralDefault {
  let value: Expression
  let column: ColumnDefinition
  let mode: AssignmentMode

  init(_ value: Expression, of column: ColumnDefinition, _ mode: AssignmentMode) {
    self.value = value
    self.column = column
    self.mode = mode
  }

  private var type: MySQLType { column.type }

  /// What the column stores of it, in any mode of the session; nil for what it does not hold.
  var stored: Expression? {
    guard let given, !given.value.isNull else { return nil }
    if type.isBinary, case .literal(let literal) = value, literal.isBytes {
      return fits(given) == nil ? nil : value
    }
    guard let stored = fits(given) else { return nil }
    if type.kind == .bit {
      return .literal(Literal(kind: .integer(String(stored.unsignedBits))))
    }
    guard let text = floatText(stored) ?? MySQLText.text(of: stored, type: type.plainNumber) else {
      return nil
    }
    return isMember(text, given) ? .literal(Literal(kind: .string(text))) : nil
  }

  /// The fewest digits that give a FLOAT again: those that MySQL shows, where they do.
  private func floatText(_ stored: Value) -> String? {
    guard type.kind == .float, type.scale == nil, case .real(let double) = stored else {
      return nil
    }
    let value = Float(double)
    let shown = MySQLText.text(of: stored, type: type)
    return shown.flatMap(Float.init) == value ? shown : "\(value)"
  }

  private func fits(_ given: TypedValue) -> Value? {
    let assignment = ColumnAssignment(column: column.name, type, from: given.type, mode: mode)
    return try? assignment.store(given.value)
  }

  /// The literal's value: for ENUM and SET its text, of which numbers are no members here.
  private var given: TypedValue? {
    switch value {
    case .literal(let literal):
      let given = TypedValue(literal.kind)
      guard type.kind == .enum || type.kind == .set else { return given }
      return MySQLText.text(of: given.value, type: given.type).map(Self.text)
    case .unary(let node) where node.operator == .minus && type.kind != .bit:
      guard case .literal(let literal) = node.operand else { return nil }
      let number = TypedValue(literal.kind)
      return MySQLText.text(of: number.value, type: number.type).map { Self.text("-" + $0) }
    case .unary(let node) where node.operator == .plus:
      guard case .literal(let literal) = node.operand else { return nil }
      return TypedValue(literal.kind)
    default: return nil
    }
  }

  private static func text(_ text: String) -> TypedValue {
    TypedValue(.text(text), .varchar(text.unicodeScalars.count))
  }

  /// Whether members are named, not numbered.
  private func isMember(_ text: String, _ given: TypedValue) -> Bool {
    guard type.kind == .enum || type.kind == .set, case .text(let name) = given.value,
      UInt64(name) != nil
    else { return true }
    return text.lowercased() == name.lowercased()
  }
}
