import VitrineSQL

extension Expression {
  /// The expression as the catalog keeps it: without places and ordinals, which belong to the statement
  /// it was read from and would mislead in any other.
  var detached: Expression {
    rewritten { part in
      switch part {
      case .literal(var literal):
        literal.ordinals = 0..<0
        literal.span = .none
        return .literal(literal)
      case .column(var column):
        column.span = .none
        column.name.span = .none
        return .column(column)
      case .function(var call) where part.isCurrentTimestamp:
        call.name = "current_timestamp"
        call.span = .none
        return .function(call)
      default: return part
      }
    }
  }
}
