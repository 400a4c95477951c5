import VitrineSQLite

extension Scalar {
  /// Whether it is to be evaluated where it is written and once for each row: it may give another value each
  /// time, as RAND() and UUID() do, or runs a stored function.
  package var isVolatile: Bool { isRandom || callsProgram }

  /// Whether it may give another value each time it is evaluated.
  package var isRandom: Bool {
    contains { if case .call(let call) = $0 { call.isRandom } else { false } }
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
    contains { if case .call(let call) = $0 { call.runsProgram } else { false } }
  }
}

extension Call {
  /// Whether the call itself, whatever it is of, may give another value each time.
  var isRandom: Bool {
    switch operation {
    case .function(let name): FunctionCatalog.find(name)?.stability == .volatile
    case .program(let program): program.isVolatile
    default: false
    }
  }

  /// Whether it is that of a stored function, which the gateway alone can run.
  var runsProgram: Bool { if case .program = operation { true } else { false } }
}
