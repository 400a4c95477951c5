package import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension PlanningContext {
  /// The position of a parameter, which counts it.
  package func parameter(_ parameter: Parameter) -> Int {
    let position =
      switch parameter {
      case .positional(let position): position
      case .named(let name), .list(let name): self.parameter(named: name)
      }
    noteParameter(position)
    return position
  }

  /// How strongly the text of a parameter insists: a stored program's variable as a column does; nil where it does as a
  /// literal.
  func coercibility(ofParameter position: Int, _ type: MySQLType) -> Operand.Coercibility? {
    let locals = options.localVariables.count
    guard locals > 0, position >= options.parameterTypes.count - locals,
      type.hasText || type.isBinary
    else { return nil }
    return .implicit
  }
}

extension SessionVariable {
  /// How strongly its text insists on its collation: that of a user variable as a column's does, that of a system
  /// variable as DATABASE() does; nil of a number.
  func coercibility(_ type: MySQLType) -> Operand.Coercibility? {
    guard type.hasText || type.isBinary else { return nil }
    return scope == .user ? .implicit : .system
  }
}
