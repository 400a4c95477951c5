import VitrinePlanner
public import VitrineSQL
import VitrineSQLite
public import VitrineSharding

extension Cluster {
  /// Where a row with these values would go, and why in one line; nothing is read or written.
  ///
  ///     print(try cluster.route("shop.users", 5))
  ///     // shop.users(id) = 5 → hash → 70bb023c810ca87a → -80
  ///
  /// Values are stored as an INSERT would store them before they are mapped: the text `'5'` in a BIGINT
  /// column goes where 5 goes.
  ///
  /// - Parameters:
  ///   - table: the table, with its keyspace where there are several that have it.
  ///   - values: those of the columns that its primary vindex is on, in the vindex's order.
  /// - Returns: the keyspace id or range, the shards, the reason.
  /// - Throws: `unknownTable`; what an INSERT would say of values that the columns cannot hold.
  public func route(_ table: String, _ values: Value...) throws(SQLError) -> RowRoute {
    try route(table, values: values)
  }

  /// Where a row with these values would go, and why in one line.
  ///
  /// - Parameters:
  ///   - table: the table, with its keyspace where there are several that have it.
  ///   - values: those of the columns that its primary vindex is on, in the vindex's order.
  ///   - keyspace: where a table without a qualifier is looked for.
  /// - Returns: the keyspace id or range, the shards, the reason.
  /// - Throws: `unknownTable`; what an INSERT would say of values that the columns cannot hold.
  public func route(
    _ table: String,
    values: [Value],
    keyspace: String? = nil
  ) throws(SQLError) -> RowRoute {
    try checkOpen()
    let name = try Self.tableName(table)
    let resolved = try catalog.forPlanning.resolve(
      table: name.name.text,
      keyspace: name.qualifier?.text,
      default: keyspace
    )
    let columns = resolved.placement.primaryVindex?.columns ?? []
    var keys: [VindexValue] = []
    for (offset, value) in values.enumerated() {
      let column = offset < columns.count ? resolved.table.column(named: columns[offset]) : nil
      keys.append(try Self.key(TypedValue(parameter: value), for: column))
    }
    return try resolved.route(keys)
  }

  private static func tableName(_ text: String) throws(SQLError) -> TableName {
    if case .query(let query) = try? Parser.parse("TABLE \(text)"),
      case .table(let name) = query.body
    {
      return name
    }
    throw SQLError(.wrongArguments, "'\(text)' is not the name of a table")
  }

  private static func key(
    _ value: TypedValue,
    for column: ColumnDefinition?
  ) throws(SQLError) -> VindexValue {
    guard let column, column.type.kind != .unknown else {
      return VindexValue(stored: value.value, value.type)
    }
    let assignment = ColumnAssignment(
      column: column.name,
      column.type,
      from: value.type,
      mode: .strict
    )
    return VindexValue(stored: try assignment.store(value.value), column.type)
  }
}
