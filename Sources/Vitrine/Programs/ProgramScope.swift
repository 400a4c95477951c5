import VitrineSQL

/// The names that are in sight at one place of a stored program.
final class ProgramScope {
  let parent: ProgramScope?
  /// Whether it is the body of a handler, where no label around counts.
  let isHandler: Bool
  private var variables: [String: Int] = [:]
  private var conditions: [String: HandlerCondition] = [:]
  private var cursors: [String: Int] = [:]
  private var label: (name: String, id: Int, isLoop: Bool)?
  /// The conditions that handlers of this block name.
  var handled: Set<ProgramCondition> = []

  init(inside parent: ProgramScope?, isHandler: Bool = false) {
    self.parent = parent
    self.isHandler = isHandler
  }

  // MARK: Declaring

  func declare(
    variable name: Identifier,
    slot: Int,
    isParameter: Bool = false
  ) throws(SQLError) {
    guard variables[name.folded] == nil else {
      throw isParameter
        ? SQLError(.duplicateParameter, "Duplicate parameter: \(name.text)", at: name.span)
        : SQLError(.duplicateVariable, "Duplicate variable: \(name.text)", at: name.span)
    }
    variables[name.folded] = slot
  }

  func declare(condition name: Identifier, _ condition: HandlerCondition) throws(SQLError) {
    guard conditions[name.folded] == nil else {
      throw SQLError(.duplicateCondition, "Duplicate condition: \(name.text)", at: name.span)
    }
    conditions[name.folded] = condition
  }

  func declare(cursor name: Identifier, _ id: Int) throws(SQLError) {
    guard cursors[name.folded] == nil else {
      throw SQLError(.duplicateCursor, "Duplicate cursor: \(name.text)", at: name.span)
    }
    cursors[name.folded] = id
  }

  func declare(label name: Identifier, _ id: Int, isLoop: Bool) throws(SQLError) {
    guard find(label: name) == nil else {
      throw SQLError(.duplicateLabel, "Redefining label \(name.text)", at: name.span)
    }
    label = (name.folded, id, isLoop)
  }

  // MARK: Finding

  func find(variable name: String) -> Int? {
    find(name.lowercased(), in: \.variables)
  }

  /// What the innermost scope that knows the name has declared by it.
  private func find<Found>(
    _ name: String,
    in declared: KeyPath<ProgramScope, [String: Found]>
  ) -> Found? {
    self[keyPath: declared][name] ?? parent?.find(name, in: declared)
  }

  func slot(of name: Identifier) throws(SQLError) -> Int {
    if let slot = find(variable: name.text) { return slot }
    throw SQLError(.undeclaredVariable, "Undeclared variable: \(name.text)", at: name.span)
  }

  func condition(_ name: Identifier) throws(SQLError) -> HandlerCondition {
    if let condition = find(name.folded, in: \.conditions) { return condition }
    throw SQLError(.undefinedCondition, "Undefined CONDITION: \(name.text)", at: name.span)
  }

  func cursor(_ name: Identifier) throws(SQLError) -> Int {
    if let id = find(name.folded, in: \.cursors) { return id }
    throw SQLError(.undefinedCursor, "Undefined CURSOR: \(name.text)", at: name.span)
  }

  /// The label around this place, handlers' bodies being places of their own.
  func find(label name: Identifier) -> (id: Int, isLoop: Bool)? {
    if let label, label.name == name.folded { return (label.id, label.isLoop) }
    return isHandler ? nil : parent?.find(label: name)
  }
}
