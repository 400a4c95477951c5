import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Scalar {
  /// The scalar with its literals as constants, so that the same text at two places is equal.
  ///
  /// Whoever acts on such an equality pins the literals of both: the next statement of the same shape
  /// may have others.
  var withoutOrdinals: Scalar {
    guard contains(where: { $0.literal?.ordinal != nil }) else { return self }
    return map { (scalar) throws(Never) in
      guard case .literal(var literal) = scalar else { return scalar }
      literal.ordinal = nil
      return .literal(literal)
    }
  }
}

extension PlanningContext {
  /// Pins the tokens that a literal of the text is made of.
  func pin(tokensOf literal: VitrineSQL.Literal) {
    for ordinal in literal.ordinals { pin(ordinal) }
  }

  /// Pins every literal inside the scalar.
  func pin(literalsOf scalar: Scalar) {
    scalar.walk { part in
      if case .literal(let literal) = part { pin(literal.ordinal) }
    }
  }
}

extension Expression {
  /// The names of columns in it, those of its queries too.
  var columnNames: [ColumnName] {
    var names: [ColumnName] = []
    let visitor = LeafRewriter { (leaf) throws(Never) -> Expression? in
      if case .column(let name) = leaf { names.append(name) }
      return nil
    }
    _ = visitor.rewritten(self)
    return names
  }

  /// Calls for each literal in it, those of its queries too.
  func forEachLiteral(_ body: @escaping (VitrineSQL.Literal) -> Void) {
    let visitor = LeafRewriter { (leaf) throws(Never) -> Expression? in
      if case .literal(let literal) = leaf { body(literal) }
      return nil
    }
    _ = visitor.rewritten(self)
  }
}
