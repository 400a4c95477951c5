extension String {
  /// The pieces one after another, in one allocation.
  package init(pieces: String...) { self.init(pieces: pieces) }

  /// The same of three, without an array of them.
  package init(pieces first: String, _ second: String, _ third: String) {
    self.init(
      unsafeUninitializedCapacity: first.utf8.count + second.utf8.count + third.utf8.count
    ) { buffer in
      var end = first.copyUTF8(to: buffer, at: 0)
      end = second.copyUTF8(to: buffer, at: end)
      return third.copyUTF8(to: buffer, at: end)
    }
  }

  /// The pieces one after another, in one allocation.
  package init(pieces: [String]) {
    let count = pieces.reduce(0) { $0 + $1.utf8.count }
    self.init(unsafeUninitializedCapacity: count) { buffer in
      var end = 0
      for piece in pieces where !piece.isEmpty { end = piece.copyUTF8(to: buffer, at: end) }
      return end
    }
  }

  /// Writes the text into a buffer from an offset on.
  ///
  /// - Returns: the offset behind it.
  private func copyUTF8(to buffer: UnsafeMutableBufferPointer<UInt8>, at offset: Int) -> Int {
    let rest = UnsafeMutableBufferPointer(rebasing: buffer[offset...])
    let count = utf8.withContiguousStorageIfAvailable { bytes in
      UnsafeMutableRawBufferPointer(rest).copyMemory(from: UnsafeRawBufferPointer(bytes))
      return bytes.count
    }
    return offset + (count ?? rest.update(fromContentsOf: utf8))
  }
}
