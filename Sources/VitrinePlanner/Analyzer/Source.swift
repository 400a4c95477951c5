/// A FROM clause once it is read: relations and how they are joined.
///
/// It becomes operators only when the SELECT is read to its end, because open tables gain columns
/// until then.
indirect enum Source {
  struct Joined {
    var kind: Operator.Join.Kind
    var left: Source
    var right: Source
    var predicates: [Scalar]
    /// RIGHT JOIN exchanges the sides; `*` with USING follows the exchange, without it does not.
    var isExchanged = false
    /// Columns that USING or NATURAL made one, in the order `*` gives them.
    var merged: [StarColumn] = []
  }

  case relation(Relation)
  case joined(Joined)

  /// A column as `*` finds it.
  struct StarColumn {
    var relation: Relation
    var position: Int

    var column: Relation.Column { relation.column(at: position) }
  }
}

extension Source {
  /// The relations, from left to right as written.
  var relations: [Relation] {
    switch self {
    case .relation(let relation): [relation]
    case .joined(let join):
      join.isExchanged
        ? join.right.relations + join.left.relations : join.left.relations + join.right.relations
    }
  }

  /// The columns of `*` in MySQL's order: first what USING and NATURAL made one, then the rest of the
  /// left side, then of the right.
  var starColumns: [StarColumn] {
    switch self {
    case .relation(let relation):
      relation.columns.indices
        .filter { !relation.columns[$0].isInvisible && !relation.columns[$0].isMerged }
        .map { StarColumn(relation: relation, position: $0) }
    case .joined(let join) where join.merged.isEmpty && join.isExchanged:
      join.right.starColumns + join.left.starColumns
    case .joined(let join):
      join.merged.filter { !$0.column.isMerged }
        + (join.left.starColumns + join.right.starColumns).filter { column in
          !join.merged.contains { $0.column.bound.id == column.column.bound.id }
        }
    }
  }

  /// The operators, with every column known by now.
  var rows: Operator {
    switch self {
    case .relation(let relation): return relation.rows
    case .joined(let join):
      let left = join.left.rows
      let right = join.right.rows
      let isLateral =
        join.right.isLateral && !right.freeColumns.isDisjoint(with: left.outputIDs)
      return .join(
        Operator.Join(join.kind, left, right, on: join.predicates, lateral: isLateral)
      )
    }
  }

  private var isLateral: Bool {
    switch self {
    case .relation(let relation): relation.isLateral
    case .joined(let join): join.left.isLateral || join.right.isLateral
    }
  }
}
