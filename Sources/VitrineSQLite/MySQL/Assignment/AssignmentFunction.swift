import Foundation
import VitrineSQL
import VitrineSharding

/// What `my_assign` is told of a column: JSON in the rendered text, read once per text.
struct AssignmentSpecification: Codable {
  var name: String
  var type: MySQLType
  var source: MySQLType
  /// Whether the value is of the session's time zone, and stored in UTC; nil for not.
  var isLocal: Bool?
  /// nil for the session's.
  var mode: AssignmentMode?
  /// Whether what is made to fit leaves no warning; nil for not.
  var isSilent: Bool?
  /// Whether ALTER TABLE copies the value from a column; nil for not.
  var isCopied: Bool?
  /// The table of a JSON column, for its error.
  var table: String?

  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let data = try? encoder.encode(self) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  init(name: String, type: MySQLType, source: MySQLType) {
    self.name = name
    self.type = type
    self.source = source
  }

  init?(text: String) {
    guard let read = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
    self = read
  }
}

/// `my_assign(value, specification)`: stores a value in a column inside an UPDATE;
/// `my_fits(value, specification)`: 1 for a value that a generated column holds, which only writes ask;
/// `my_not_null(value, replacement, column, isSameType)`: what a column that takes NULL no longer keeps of a row;
/// `my_row(value, query)`: the value, with which the next row of a query begins.
enum AssignmentFunction {
  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    let known = KnownSpecifications()
    return [
      ScalarFunction("my_assign", arguments: 2) { arguments, result throws(SQLError) in
        let specification = try known.specification(arguments.text(at: 1))
        result.set(try stored(arguments.value(at: 0), specification, context))
      },
      ScalarFunction("my_fits", arguments: 2, isDeterministic: false, returnsNullOnNull: false) {
        (arguments, result) throws(SQLError) in
        if context.isWriting {
          let specification = try known.specification(arguments.text(at: 1))
          _ = try stored(arguments.value(at: 0), specification, context)
        }
        result.set(.integer(1))
      },
      ScalarFunction("my_not_null", arguments: 4, returnsNullOnNull: false) {
        (arguments, result) throws(SQLError) in
        guard arguments.value(at: 0).isNull else { return result.set(arguments.value(at: 0)) }
        if arguments.value(at: 3) == .integer(1) {
          throw SQLError(.invalidUseOfNull, "Invalid use of NULL value")
        }
        let place = "column '\(arguments.text(at: 2))' at row \(context.row)"
        let change = SQLError(.dataTruncated, "Data truncated for \(place)")
        if arguments.value(at: 1).isNull { throw change }
        context.warn(change.code, change.message)
        result.set(arguments.value(at: 1))
      },
      ScalarFunction("my_row", arguments: 2, isDeterministic: false, returnsNullOnNull: false) {
        (arguments, result) throws(SQLError) in
        context.countRow(of: arguments.text(at: 1))
        result.set(arguments.value(at: 0))
      },
    ]
  }

  private static func stored(
    _ value: Value,
    _ specification: AssignmentSpecification,
    _ context: StatementContext
  ) throws(SQLError) -> Value {
    let isLocal =
      specification.isLocal == true || [.date, .datetime].contains(specification.type.kind)
    let assignment = ColumnAssignment(
      column: specification.name,
      specification.type,
      from: specification.source,
      mode: specification.mode ?? context.mode,
      clock: TimestampClock(zone: isLocal ? context.timeZone : .utc, now: context.now),
      of: specification.table,
      isCopied: specification.isCopied == true
    )
    guard specification.isSilent != true else { return try assignment.store(value) }
    return try assignment.store(
      value,
      row: context.row,
      warn: { context.warn($0.code, $0.message) },
      note: { context.warn($0.code, $0.message, .note) }
    )
  }
}

/// The specifications that one connection has read.
private final class KnownSpecifications {
  private var specifications: [String: AssignmentSpecification] = [:]
  private static let capacity = 1000

  func specification(_ text: String) throws(SQLError) -> AssignmentSpecification {
    if let known = specifications[text] { return known }
    guard let read = AssignmentSpecification(text: text) else {
      throw SQLError(.internal, "my_assign does not understand its specification")
    }
    if specifications.count >= Self.capacity { specifications.removeAll() }
    specifications[text] = read
    return read
  }
}
