extension String {
  /// The form under which names that ignore case are kept: the text itself where it is in lower case
  /// already, as most names are.
  package var foldedName: String { isFoldedASCII ? self : lowercased() }

  /// Whether both are the same name to those that ignore case.
  package func isSameName(as other: String) -> Bool {
    if self == other { return true }
    if isFoldedASCII && other.isFoldedASCII { return false }
    return lowercased() == other.lowercased()
  }

  /// Whether all bytes of its UTF-8 are such, without the cost of an iterator for each.
  ///
  /// Public, as an SPI, for the compiler to inline it in other modules.
  @_spi(Text) @inlinable
  public func everyByte(_ isSuch: (UInt8) -> Bool) -> Bool {
    utf8.withContiguousStorageIfAvailable { $0.allSatisfy(isSuch) } ?? utf8.allSatisfy(isSuch)
  }

  private var isFoldedASCII: Bool {
    everyByte { $0 < 0x80 && ($0 < 0x41 || $0 > 0x5A) }
  }
}
