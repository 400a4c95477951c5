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

  private var isFoldedASCII: Bool {
    utf8.allSatisfy { $0 < 0x80 && ($0 < 0x41 || $0 > 0x5A) }
  }
}
