package import VitrineSQL

/// The values that a LIKE pattern can match, found through a vindex that keeps beginnings together.
///
/// It stands in a plan in the place of the vindex itself: what it maps is a pattern, not a value.
package struct PatternVindex: Vindex {
  private let vindex: any PrefixVindex

  /// Patterns of a vindex; nil where that knows none.
  package init?(_ vindex: any Vindex) {
    guard let vindex = vindex as? any PrefixVindex else { return nil }
    self.vindex = vindex
  }

  package var type: String { vindex.type }
  package var isUnique: Bool { false }
  package var cost: Int { vindex.prefixCost }

  package func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    guard let pattern = values.first else { return .none }
    return try vindex.mapPattern(pattern)
  }

  package func keyspaceID(of integer: Int64) -> KeyspaceID? { nil }
}
