import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// What is left to the shards to judge, where they are somebody else's MySQL.
///
/// In keyspaces without DDL a plan is made and nothing is executed: operands too many or too few, rows
/// beside values and what else has no meaning here are passed on as they stand, as Vitess does.
/// A keyspace that holds data refuses them as MySQL does.
extension ExpressionBinder {
  /// Whether the shards judge what an expression means.
  var isTrusting: Bool { context.catalog.isPlanOnly }

  /// A call that only the shards understand.
  func shardCall(_ name: String, _ arguments: [Scalar]) -> Scalar {
    context.noteShardFunction()
    return .call(Call(.function(name), arguments, .unknown))
  }

  /// A row as one opaque value, `ROW(a, b)`; anything else as it is.
  func opaque(_ scalar: Scalar) -> Scalar {
    guard case .tuple(let members) = scalar else { return scalar }
    return shardCall("ROW", members.map(opaque))
  }

  /// `MATCH (a, b) AGAINST ('x')`, on trust.
  func matched(_ node: MatchAgainst) throws(SQLError) -> Scalar {
    let columns = try values(node.columns.map { .column($0) })
    return shardCall("MATCH_AGAINST", columns + [try value(node.pattern)])
  }
}

extension FunctionCatalog {
  /// Whether there is a function of this name, and it takes so many arguments.
  static func takes(_ name: String, _ count: Int) -> Bool {
    find(name)?.arity.contains(count) ?? false
  }
}
