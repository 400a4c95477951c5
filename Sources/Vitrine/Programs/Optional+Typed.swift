import VitrineSQL

extension Optional {
  /// `map` for a closure that throws `SQLError`.
  func mapTyped<Outcome>(
    _ transform: (Wrapped) throws(SQLError) -> Outcome
  ) throws(SQLError) -> Outcome? {
    guard let self else { return nil }
    return try transform(self)
  }
}
