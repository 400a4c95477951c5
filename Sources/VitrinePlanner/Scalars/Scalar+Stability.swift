import VitrineSQLite

extension Scalar {
  /// Whether it is to be evaluated where it is written and once for each row: it may give another value each
  /// time, as RAND() and UUID() do, or runs a stored function.
  package var isVolatile: Bool { isRandom || callsProgram }

  /// Whether it may give another value each time it is evaluated.
  package var isRandom: Bool {
    contains { part in
      guard case .call(let call) = part else { return false }
      switch call.operation {
      case .function(let name): return FunctionCatalog.find(name)?.stability == .volatile
      case .program(let program): return program.isVolatile
      default: return false
      }
    }
  }

  /// Whether what it gives, or leaves behind, comes of the rows for which it was evaluated before: RAND(5), which goes on
  /// from row to row, and LAST_INSERT_ID(column), of which the last counts, and LAST_INSERT_ID(), which reads it.
  package var isSequential: Bool {
    contains { part in
      guard case .call(let call) = part, case .function(let name) = call.operation else {
        return false
      }
      let argument = call.arguments.first
      return name == "RAND" && argument?.isConstant == true
        || name == "LAST_INSERT_ID" && argument?.isConstant != true
    }
  }

  /// Whether it runs a stored function, which the gateway alone can do.
  package var callsProgram: Bool {
    contains { part in
      if case .call(let call) = part, case .program = call.operation { true } else { false }
    }
  }
}
