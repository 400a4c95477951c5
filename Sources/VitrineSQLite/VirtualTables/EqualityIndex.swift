import VitrineSQL
import VitrineSharding

/// Finds the rows of a buffer whose columns may equal given values.
///
/// It answers with every row that is equal and perhaps some more: SQLite compares again. So it need
/// not know affinities, only never to miss a row. Numbers go by their value as a double, texts by the
/// hash of their collation, blobs by their bytes; a column where a text might be turned into a number,
/// or a number into a text, to be compared is not answered at all (`nil`: scan everything).
final class EqualityIndex {
  typealias TextHash = (UnsafeBufferPointer<UInt8>) -> Int

  let columns: [Int]
  private let textHashes: [TextHash?]
  private var firstRows: [Int: Int32] = [:]
  private var nextRows: [Int32]
  private var kinds: [Kinds]

  private struct Kinds: OptionSet {
    let rawValue: UInt8
    static let number = Kinds(rawValue: 1)
    static let text = Kinds(rawValue: 2)
  }

  /// Reads the whole buffer.
  ///
  /// - Parameters:
  ///   - buffer: the rows.
  ///   - columns: the columns looked up together.
  ///   - shape: which of them turn texts they are compared with into numbers.
  ///   - textHashes: for each column the hash of its collation; nil for the bytewise one.
  /// - Throws: what reading the rows throws.
  init(
    _ buffer: RowBuffer,
    columns: [Int],
    shape: TableShape,
    textHashes: [TextHash?]
  ) throws(SQLError) {
    self.columns = columns
    self.textHashes = textHashes
    kinds = columns.map { shape.columns[$0].hasNumericAffinity ? .number : [] }
    try buffer.readAll()
    guard buffer.count < Int32.max else {
      throw SQLError(.tooLarge, "too many rows to join: \(buffer.count)")
    }
    nextRows = Array(repeating: -1, count: buffer.count)
    firstRows.reserveCapacity(buffer.count)
    // From the last row to the first, so that a chain keeps the order of the rows.
    for position in stride(from: buffer.count - 1, through: 0, by: -1) {
      let values = columns.map { buffer.value(at: $0, of: position) }
      guard let hash = hash(of: values, noting: true) else { continue }
      nextRows[position] = firstRows.updateValue(Int32(position), forKey: hash) ?? -1
    }
  }

  /// The rows to look at, in order; nil when only a scan of all is sure to find them.
  func matches(_ values: [Value]) -> Matches? {
    for (index, value) in values.enumerated() where index < kinds.count {
      switch value {
      case .integer, .real:
        if kinds[index].contains(.text) { return nil }
      case .text:
        if kinds[index].contains(.number) { return nil }
      case .null, .blob:
        break
      }
    }
    guard let hash = hash(of: values, noting: false) else {
      return Matches(first: -1, index: self)
    }
    return Matches(first: Int(firstRows[hash] ?? -1), index: self)
  }

  /// Nil when a value is NULL, which equals nothing.
  private func hash(of values: [Value], noting: Bool) -> Int? {
    var hasher = Hasher()
    for (index, value) in values.enumerated() {
      switch value {
      case .null:
        return nil
      case .integer(let integer):
        hasher.combine(Double(integer))
        if noting { kinds[index].insert(.number) }
      case .real(let real):
        hasher.combine(real)
        if noting { kinds[index].insert(.number) }
      case .text(let text):
        hasher.combine(hash(of: text, at: index))
        if noting { kinds[index].insert(.text) }
      case .blob(let bytes):
        hasher.combine(bytes)
      }
    }
    return hasher.finalize()
  }

  /// A text that was no valid UTF-8 has been repaired on both sides alike.
  private func hash(of text: String, at index: Int) -> Int {
    var text = text
    return text.withUTF8 { bytes in
      if index < textHashes.count, let textHash = textHashes[index] {
        return textHash(bytes)
      }
      var hasher = Hasher()
      hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
      return hasher.finalize()
    }
  }

  /// The rows a lookup has found.
  struct Matches {
    let first: Int
    fileprivate let index: EqualityIndex

    init(first: Int, index: EqualityIndex) {
      self.first = first
      self.index = index
    }

    /// The next row after one of them; −1 after the last.
    func after(_ position: Int) -> Int {
      guard index.nextRows.indices.contains(position) else { return -1 }
      return Int(index.nextRows[position])
    }
  }
}
