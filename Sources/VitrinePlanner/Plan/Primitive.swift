package import VitrineSharding

/// A step of a plan that the engine runs: a source of rows, or a write.
///
/// Rows are positional; offsets count a step's own output columns from 0.
package indirect enum Primitive: Sendable {
  case route(Route)
  case concatenate(Concatenate)
  case mergeSort(MergeSort)
  case mergeAggregate(MergeAggregate)
  case limit(Limit)
  case distinct(Distinct)
  case select(Select)
  case lookupJoin(LookupJoin)
  case coordinate(Coordinate)
  case recursion(Recursion)
  case round(Round)
  case pullout(Pullout)
  case insert(Insert)
  case update(Update)
  case delete(Delete)
  /// Told, never run: what the session does itself.
  case session(SessionStep)
}

/// SQLite text and what its `?1`, `?2`, … are bound to, in order.
package struct ShardQuery: Sendable, Hashable {
  package var text: String
  package var parameters: [ParameterSource]
  /// The slots whose rows the text reads as tables.
  package var tables: [SlotTable]

  package init(
    text: String,
    parameters: [ParameterSource] = [],
    tables: [SlotTable] = []
  ) {
    self.text = text
    self.parameters = parameters
    self.tables = tables
  }
}

/// The rows of a slot under the name by which a text reads them.
package struct SlotTable: Sendable, Hashable {
  package var slot: Int
  package var input: CoordinatorInput

  package init(slot: Int, input: CoordinatorInput) {
    self.slot = slot
    self.input = input
  }
}

/// Where a value that is not known at plan time comes from.
package enum ParameterSource: Sendable, Hashable {
  /// The statement's `?`
  ///
  /// at this position, converted to the representation of the type.
  case parameter(Int, MySQLType)
  /// The statement's literal token of this ordinal, in the representation of the type.
  case literal(Int, MySQLType)
  /// A constant of the plan.
  case constant(Value, MySQLType)
  /// A user or system variable, in the representation of the type.
  case variable(SessionVariableName, MySQLType)
  /// The value that a `Pullout` above has put into this slot.
  case slot(Int, MySQLType)
}

/// A session variable as a plan names it: `@x`, `@@y`, `@@session.y`, `@@global.z`.
package struct SessionVariableName: Sendable, Hashable {
  package var prefix: String
  package var name: String

  package init(prefix: String, name: String) {
    self.prefix = prefix
    self.name = name
  }

  /// Whether it says that the server's value is meant, or the session's; nil for neither.
  package var isGlobal: Bool? {
    switch prefix {
    case "@@global.": true
    case "@@session.": false
    default: nil
    }
  }
}

/// A value that chooses shards.
package indirect enum RoutingValue: Sendable, Hashable {
  case source(ParameterSource)
  /// Evaluated in the coordinator first: `WHERE id = 2 + 3`.
  case expression(ShardQuery, MySQLType)
  /// A row value, for vindexes of several columns; low and high for BETWEEN.
  case tuple([RoutingValue])
  /// The members of an IN list.
  case list([RoutingValue])
  /// The column at this offset of every row a `Pullout` or lookup batch has put into the slot.
  case slotColumn(slot: Int, offset: Int, MySQLType)

  /// The slot of the rows that a `LookupJoin` asks for; no subquery has it.
  package static let lookupSlot = -1

  /// Whether only rows that are read first tell it.
  package var isSlotColumn: Bool {
    if case .slotColumn = self { true } else { false }
  }

  /// Whether it is a key of the rows that a `LookupJoin` asks for.
  package var isLookupKey: Bool {
    if case .slotColumn(Self.lookupSlot, _, _) = self { true } else { false }
  }

  /// The values of the first column, by which lookup tables are searched.
  package var firstElements: [RoutingValue] {
    switch self {
    case .list(let members): members.flatMap(\.firstElements)
    case .tuple(let elements): elements.first.map { [$0] } ?? []
    default: [self]
    }
  }
}

/// How a sorted stream compares two rows.
package struct MergeKey: Sendable, Hashable {
  /// The column's offset.
  package var column: Int
  package var type: MySQLType
  package var isDescending: Bool

  package init(column: Int, type: MySQLType, descending: Bool) {
    self.column = column
    self.type = type
    self.isDescending = descending
  }
}
