import CSQLite
import VitrineSharding

/// Copies of the arguments of many calls, of each as many, to be lent again as they came.
final class HeldArguments {
  private var values: [OpaquePointer?] = []
  private var width = 0
  private(set) var count = 0

  deinit {
    for value in values { sqlite3_value_free(value) }
  }

  /// Copies the arguments of a call from one position on, and tells about how many bytes they take.
  func append(_ arguments: borrowing FunctionArguments, from first: Int) -> Int {
    if count == 0 { width = max(0, arguments.count - first) }
    count += 1
    var bytes = 0
    for index in first..<(first + width) {
      bytes += arguments.byteCount(at: index) + MemoryLayout<OpaquePointer>.stride
      values.append(arguments.raw(at: index).flatMap { sqlite3_value_dup($0.pointer) })
    }
    return bytes
  }

  /// Lends the arguments of a call; none of one that there was not.
  func withArguments<Failure: Error>(
    of call: Int,
    _ body: (borrowing FunctionArguments) throws(Failure) -> Void
  ) throws(Failure) {
    guard call >= 0, call < count else { return }
    let (start, width) = (call * width, width)
    try values.withUnsafeMutableBufferPointer { (values) throws(Failure) in
      let base = values.baseAddress.map { $0 + start }
      try body(FunctionArguments(held: base, count: width))
    }
  }
}
