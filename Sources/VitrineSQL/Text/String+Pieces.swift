extension String {
  /// The pieces one after another, in one allocation.
  package init(pieces: String...) { self.init(pieces: pieces) }

  /// The pieces one after another, in one allocation.
  package init(pieces: [String]) {
    let count = pieces.reduce(0) { $0 + $1.utf8.count }
    self.init(unsafeUninitializedCapacity: count) { buffer in
      var end = 0
      for piece in pieces {
        let rest = UnsafeMutableBufferPointer(rebasing: buffer[end...])
        end +=
          piece.utf8.withContiguousStorageIfAvailable { bytes in
            _ = rest.update(fromContentsOf: bytes)
            return bytes.count
          } ?? rest.update(fromContentsOf: piece.utf8)
      }
      return end
    }
  }
}
