import VitrineSQLite

extension Scalar {
  /// Whether it may give another value each time it is evaluated: RAND(), UUID().
  package var isVolatile: Bool {
    contains { part in
      guard case .call(let call) = part, case .function(let name) = call.operation else {
        return false
      }
      return FunctionCatalog.find(name)?.stability == .volatile
    }
  }
}
