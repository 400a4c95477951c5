import VitrineSQL
package import VitrineSharding

/// Aggregates that put their rows one after another: GROUP_CONCAT, JSON_ARRAYAGG, JSON_OBJECTAGG.
extension AggregateLibrary {
  static func lists(_ context: StatementContext) -> [AggregateFunction] {
    [
      groupConcat(
        "my_group_concat",
        context,
        step: { state, arguments throws(SQLError) in
          try state.add(arguments, context)
        },
        finish: { state, result in
          state.setText(&result, context)
        }
      ),
      groupConcat(
        "my_group_concat_partial",
        context,
        step: { state, arguments throws(SQLError) in
          try state.add(arguments, context)
        },
        finish: { state, result in
          state.setState(&result)
        }
      ),
      groupConcat(
        "my_group_concat_merge",
        context,
        step: { state, arguments throws(SQLError) in
          try state.merge(arguments, context)
        },
        finish: { state, result in
          state.setText(&result, context)
        }
      ),
    ]
  }

  private static func groupConcat(
    _ name: String,
    _ context: StatementContext,
    step: @escaping (inout ConcatenatedRows, borrowing FunctionArguments) throws(SQLError) -> Void,
    finish: @escaping (ConcatenatedRows, inout ResultSlot) -> Void
  ) -> AggregateFunction {
    AggregateFunction(
      name,
      skipsNull: false,
      initial: { ConcatenatedRows(maximumLength: context.groupConcatMaximumLength) },
      step: step,
      result: { state, result in
        state.rows.release(context)
        finish(state, &result)
      }
    )
  }
}

/// The rows of a GROUP_CONCAT: their texts, or binary strings, and the keys they are ordered by.
///
/// Arguments: separator, flags (`D` for DISTINCT, then `a` or `d` for each key's direction), text or BLOB,
/// the key that tells distinct texts apart, then the ordering keys.
struct ConcatenatedRows {
  fileprivate struct Row {
    var bytes: [UInt8]
    var identity: Value
    var keys: [Value]
  }

  let maximumLength: Int
  fileprivate var rows = HeldList<Row>()
  /// How long the texts are, one behind another.
  private var length = 0
  private var isBinary = false
  private var separator = ","
  private var flags = ""

  init(maximumLength: Int) { self.maximumLength = maximumLength }

  mutating func add(
    _ arguments: borrowing FunctionArguments,
    _ context: StatementContext
  ) throws(SQLError) {
    readOptions(arguments)
    guard !arguments.isNull(at: 2), !isComplete else { return }
    let keys = (4..<max(arguments.count, 4)).map { arguments.value(at: $0) }
    try add(arguments.value(at: 2), identity: arguments.value(at: 3), keys: keys, context)
  }

  /// Whether no further row can be part of the text: it is too long already, and neither sorted nor of distinct rows.
  private var isComplete: Bool { flags.isEmpty && length > maximumLength }

  private mutating func add(
    _ value: Value,
    identity: Value,
    keys: [Value],
    _ context: StatementContext
  ) throws(SQLError) {
    let bytes: [UInt8]
    switch value {
    case .blob(let blob):
      bytes = blob
      isBinary = true
    case .text(let text): bytes = Array(text.utf8)
    default: return
    }
    length += bytes.count
    let size = ([identity] + keys).reduce(bytes.count) { $0 + $1.byteCount }
    try rows.append(Row(bytes: bytes, identity: identity, keys: keys), bytes: size, context)
  }

  private mutating func readOptions(_ arguments: borrowing FunctionArguments) {
    guard rows.elements.isEmpty else { return }
    separator = arguments.text(at: 0)
    flags = arguments.text(at: 1)
  }

  private var chosen: [Row] {
    var kept = rows.elements
    if flags.hasPrefix("D") {
      var seen: Set<Value> = []
      kept = kept.filter { seen.insert($0.identity).inserted }
    }
    let directions = Array(flags.drop { $0 == "D" })
    guard !directions.isEmpty else { return kept }
    // MySQL's tree puts a row before those with equal keys.
    return kept.enumerated()
      .sorted { left, right in
        let order = Self.order(left.element.keys, right.element.keys, directions)
        return order == 0 ? left.offset > right.offset : order < 0
      }
      .map(\.element)
  }

  private static func order(
    _ left: [Value],
    _ right: [Value],
    _ directions: [Character]
  ) -> Int {
    for (index, direction) in directions.enumerated()
    where index < left.count && index < right.count {
      let order = ValueOrder.compare(left[index], right[index])
      if order != 0 { return direction == "d" ? -order : order }
    }
    return 0
  }

  func setText(_ result: inout ResultSlot, _ context: StatementContext) {
    guard !rows.elements.isEmpty else { return }
    let parts = chosen.map(\.bytes)
    var joined = Array(parts.joined(separator: Array(separator.utf8)))
    if joined.count > maximumLength {
      context.warn(.cutByGroupConcat, "Row \(rowBeyond(parts)) was cut by GROUP_CONCAT()")
      joined.removeLast(joined.count - wholeLength(joined))
    }
    if isBinary { result.set(blob: joined) } else { result.set(text: joined) }
  }

  /// The number of the row that the text is too long with.
  private func rowBeyond(_ parts: [[UInt8]]) -> Int {
    var length = 0
    for (index, part) in parts.enumerated() {
      length += part.count + (index == 0 ? 0 : separator.utf8.count)
      if length > maximumLength { return index + 1 }
    }
    return parts.count
  }

  /// The length of the longest beginning within the limit that splits no character.
  private func wholeLength(_ bytes: [UInt8]) -> Int {
    var end = min(maximumLength, bytes.count)
    guard !isBinary else { return end }
    while end > 0, end < bytes.count, bytes[end] & 0xc0 == 0x80 { end -= 1 }
    return end
  }

  // MARK: Splitting over shards

  func setState(_ result: inout ResultSlot) {
    guard !rows.elements.isEmpty else { return }
    var bytes: [UInt8] = []
    for row in rows.elements {
      bytes += UInt64(row.keys.count).bigEndianBytes
      let content =
        isBinary ? Value.blob(row.bytes) : .text(String(decoding: row.bytes, as: UTF8.self))
      for value in [content, row.identity] + row.keys { ValueBytes.append(value, &bytes) }
    }
    result.set(blob: bytes)
  }

  /// Arguments: separator, flags, state.
  mutating func merge(
    _ arguments: borrowing FunctionArguments,
    _ context: StatementContext
  ) throws(SQLError) {
    readOptions(arguments)
    var reader = ValueBytes.Reader(arguments.blob(at: 2))
    while let count = reader.count() {
      guard let content = reader.value(), let identity = reader.value() else { return }
      var keys: [Value] = []
      for _ in 0..<count {
        guard let key = reader.value() else { return }
        keys.append(key)
      }
      if !isComplete { try add(content, identity: identity, keys: keys, context) }
    }
  }
}

/// The order of SQLite's storage classes: NULL, numbers, text, blobs.
package enum ValueOrder {
  /// Negative, zero or positive; texts compare by their bytes.
  package static func compare(_ left: Value, _ right: Value) -> Int {
    switch (left, right) {
    case (.integer(let mine), .integer(let other)): mine < other ? -1 : mine > other ? 1 : 0
    case (.real(let mine), .real(let other)): mine < other ? -1 : mine > other ? 1 : 0
    case (.integer(let mine), .real(let other)): order(Double(mine), other)
    case (.real(let mine), .integer(let other)): order(mine, Double(other))
    case (.text(let mine), .text(let other)): order(Array(mine.utf8), Array(other.utf8))
    case (.blob(let mine), .blob(let other)): order(mine, other)
    default: rank(left) - rank(right)
    }
  }

  private static func order(_ left: Double, _ right: Double) -> Int {
    left < right ? -1 : left > right ? 1 : 0
  }

  private static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
    left.lexicographicallyPrecedes(right) ? -1 : left == right ? 0 : 1
  }

  private static func rank(_ value: Value) -> Int {
    switch value {
    case .null: 0
    case .integer, .real: 1
    case .text: 2
    case .blob: 3
    }
  }
}

/// Values as bytes, for the states of aggregates.
enum ValueBytes {
  static func append(_ value: Value, _ bytes: inout [UInt8]) {
    switch value {
    case .null: appendPart(0, [], &bytes)
    case .integer(let number):
      appendPart(1, UInt64(bitPattern: number).bigEndianBytes, &bytes)
    case .real(let number): appendPart(2, number.bitPattern.bigEndianBytes, &bytes)
    case .text(let text): appendPart(3, Array(text.utf8), &bytes)
    case .blob(let blob): appendPart(4, blob, &bytes)
    }
  }

  private static func appendPart(_ tag: UInt8, _ part: [UInt8], _ bytes: inout [UInt8]) {
    bytes.append(tag)
    bytes += UInt64(part.count).bigEndianBytes
    bytes += part
  }

  struct Reader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func count() -> Int? {
      guard position + 8 <= bytes.count else { return nil }
      let number = bytes[position..<(position + 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      position += 8
      return Int(exactly: number)
    }

    mutating func value() -> Value? {
      guard position < bytes.count else { return nil }
      let tag = bytes[position]
      position += 1
      guard let length = count(), length >= 0, length <= bytes.count - position else { return nil }
      let part = bytes[position..<(position + length)]
      position += length
      switch tag {
      case 0: return .null
      case 1: return .integer(part.reduce(0) { $0 << 8 | Int64($1) })
      case 2: return .real(Double(bitPattern: part.reduce(0) { $0 << 8 | UInt64($1) }))
      case 3: return .text(String(decoding: part, as: UTF8.self))
      default: return .blob(Array(part))
      }
    }
  }
}
