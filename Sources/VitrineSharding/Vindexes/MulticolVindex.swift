import VitrineSQL

/// `multicol`: several columns, each by its own vindex cut to a share of the id's eight bytes.
struct MulticolVindex: PartialVindex {
  /// One column's share.
  private struct Column {
    let vindex: any Vindex
    let width: Int
  }

  let type = "multicol"
  let cost: Int
  private let columns: [Column]

  init(_ parameters: VindexParameters, registry: VindexRegistry) throws(SQLError) {
    let count = try Self.columnCount(parameters)
    let widths = try Self.widths(parameters, count: count)
    let vindexes = try Self.vindexes(parameters, count: count, registry: registry)
    columns = zip(vindexes, widths).map { Column(vindex: $0, width: $1) }
    cost = vindexes.reduce(0) { $0 + $1.cost }
  }

  var columnCount: Int { columns.count }

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    guard !values.isEmpty, values.count <= columns.count else {
      throw SQLError(
        .vindexError,
        "wrong number of column values were passed: maximum allowed \(columns.count), "
          + "got \(values.count)"
      )
    }
    var id: [UInt8] = []
    for (column, value) in zip(columns, values) {
      guard case .keyspaceID(let part) = try column.vindex.map([value]) else { return .none }
      let bytes = part.bytes.prefix(column.width)
      id += bytes + repeatElement(0, count: column.width - bytes.count)
    }
    return values.count == columns.count
      ? .keyspaceID(KeyspaceID(id)) : .keyRange(KeyRange(prefix: id))
  }

  private static func columnCount(_ parameters: VindexParameters) throws(SQLError) -> Int {
    guard let text = parameters.text("column_count") else {
      throw SQLError(
        .invalidVSchema,
        "number of columns not provided in the parameter 'column_count'"
      )
    }
    guard let count = Int(text), (1...8).contains(count) else {
      throw SQLError(
        .invalidVSchema,
        "number of columns should be between 1 and 8 in the parameter 'column_count': '\(text)'"
      )
    }
    return count
  }

  private static func widths(_ parameters: VindexParameters, count: Int) throws(SQLError) -> [Int] {
    let given = parameters.list("column_bytes")
    guard given.count <= count else {
      throw SQLError(
        .invalidVSchema,
        "number of column bytes provided are more than column count in the parameter 'column_bytes'"
      )
    }
    var widths = [Int?](repeating: nil, count: count)
    for (index, text) in given.enumerated() where !text.isEmpty {
      guard let width = Int(text), (0...8).contains(width) else {
        throw SQLError(.invalidVSchema, "'\(text)' is no width in the parameter 'column_bytes'")
      }
      widths[index] = width
    }
    var rest = 8 - widths.reduce(0) { $0 + ($1 ?? 0) }
    var pending = widths.count { $0 == nil }
    guard pending <= rest else {
      throw SQLError(
        .invalidVSchema,
        "column bytes count exceeds the keyspace id length (total bytes count cannot exceed 8 "
          + "bytes) in the parameter 'column_bytes'"
      )
    }
    return widths.map { width in
      if let width { return width }
      let share = (rest + pending - 1) / pending
      rest -= share
      pending -= 1
      return share
    }
  }

  private static func vindexes(
    _ parameters: VindexParameters,
    count: Int,
    registry: VindexRegistry
  ) throws(SQLError) -> [any Vindex] {
    let given = parameters.list("column_vindex")
    guard given.count <= count else {
      throw SQLError(
        .invalidVSchema,
        "number of vindex function provided are more than column count in the parameter "
          + "'column_vindex'"
      )
    }
    var vindexes: [any Vindex] = []
    for index in 0..<count {
      let kind = index < given.count && !given[index].isEmpty ? given[index] : "hash"
      let vindex = try registry.make(type: kind, name: parameters.name, parameters: [:])
      guard vindex.isUnique, vindex.columnCount == 1, !(vindex is any LookupVindex) else {
        throw SQLError(
          .invalidVSchema,
          "multicol vindex supports vindexes that exports hashing function, are unique and are "
            + "non-lookup vindex, passed vindex '\(kind)' is invalid"
        )
      }
      vindexes.append(vindex)
    }
    return vindexes
  }
}
