import CSQLite

/// How SQLite will read an attached table: everything, or what equals some values, and in which
/// order the rows come.
struct ScanPlan {
  /// The columns looked up, ascending, and the constraint each comes from.
  private var lookups: [(column: Int, constraint: Int)] = []
  private let isSorted: Bool

  /// What a source of unknown size is taken for.
  private static let unknownRowCount = 100_000
  /// A plan is one number, a bit for each column looked up.
  private static let lookupColumnLimit = 31

  init(
    _ shape: TableShape,
    info: UnsafeMutablePointer<sqlite3_index_info>,
    lookupColumns: [Int: EqualityIndex.TextHash?]
  ) {
    isSorted = Self.isSorted(shape.sortOrder, for: info)
    let constraints = UnsafeBufferPointer(
      start: info.pointee.aConstraint,
      count: Int(info.pointee.nConstraint)
    )
    for (index, constraint) in constraints.enumerated() {
      let column = Int(constraint.iColumn)
      guard constraint.usable != 0, Int32(constraint.op) == SQLITE_INDEX_CONSTRAINT_EQ,
        column >= 0, column < Self.lookupColumnLimit, lookupColumns[column] != nil,
        !lookups.contains(where: { $0.column == column }),
        Self.isWorthALookup(index, info), Self.comparesAs(shape.columns[column], index, info)
      else { continue }
      lookups.append((column, index))
    }
    lookups.sort { $0.column < $1.column }
  }

  static func columns(ofNumber number: Int32) -> [Int] {
    number == 0 ? [] : (0..<lookupColumnLimit).filter { number & (1 << Int32($0)) != 0 }
  }

  /// Tells SQLite, which compares the values looked up once more itself.
  func record(in info: UnsafeMutablePointer<sqlite3_index_info>, rowCount: Int?) {
    let rows = max(rowCount ?? Self.unknownRowCount, 1)
    var number: Int32 = 0
    for (place, lookup) in lookups.enumerated() {
      number |= 1 << Int32(lookup.column)
      info.pointee.aConstraintUsage[lookup.constraint].argvIndex = Int32(place + 1)
    }
    let found = lookups.isEmpty ? rows : min(rows, 10)
    info.pointee.idxNum = number
    info.pointee.estimatedRows = Int64(found)
    info.pointee.estimatedCost = Double(found) + (lookups.isEmpty ? 0 : 5)
    info.pointee.orderByConsumed = isSorted ? 1 : 0
  }

  /// Comparison with a constant happens once, for which an index is not worth building.
  private static func isWorthALookup(
    _ constraint: Int,
    _ info: UnsafeMutablePointer<sqlite3_index_info>
  ) -> Bool {
    var value: OpaquePointer?
    return sqlite3_vtab_rhs_value(info, Int32(constraint), &value) != SQLITE_OK
  }

  /// Whether the comparison is under the collation that the lookup would use.
  private static func comparesAs(
    _ column: TableShape.Column,
    _ constraint: Int,
    _ info: UnsafeMutablePointer<sqlite3_index_info>
  ) -> Bool {
    guard let name = sqlite3_vtab_collation(info, Int32(constraint)) else { return false }
    return String(cString: name).lowercased() == (column.collation ?? "BINARY").lowercased()
  }

  /// Whether rows in the source's order answer the ORDER BY, GROUP BY or DISTINCT asked for.
  ///
  /// ORDER BY needs its terms to begin the order. DISTINCT needs equal rows side by side, so any arrangement of
  /// the first terms will do. So would it for GROUP BY, but SQLite asks for that alike where it then leaves out an
  /// ORDER BY of the same terms, whatever their directions. It asks only about terms under the collation of their
  /// column.
  private static func isSorted(
    _ order: [TableShape.SortTerm],
    for info: UnsafeMutablePointer<sqlite3_index_info>
  ) -> Bool {
    let terms = UnsafeBufferPointer(
      start: info.pointee.aOrderBy,
      count: Int(info.pointee.nOrderBy)
    )
    guard !terms.isEmpty, terms.count <= order.count else { return false }
    switch sqlite3_vtab_distinct(info) {
    case 2:
      return Set(terms.map { Int($0.iColumn) }) == Set(order.prefix(terms.count).map(\.column))
    default:
      return zip(terms, order).allSatisfy { term, sorted in
        Int(term.iColumn) == sorted.column && (term.desc != 0) == sorted.isDescending
      }
    }
  }
}
