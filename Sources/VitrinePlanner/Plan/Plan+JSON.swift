package import VitrineSQL

extension Plan {
  /// The plan's steps in the shape of Vitess's: `{"OperatorType": "Route", "Variant": …}`.
  package func json(_ printing: PlanPrinting = PlanPrinting()) -> JSON {
    outline(printing).json
  }

  /// The whole plan as Vitess's EXPLAIN gives it: the kind of statement, its steps as `Instructions`
  /// and the tables it uses.
  package func document(
    original: String,
    _ printing: PlanPrinting = PlanPrinting()
  ) -> JSON {
    .object([
      JSON.Member("QueryType", .string(kind.rawValue)),
      JSON.Member("Original", .string(original)),
      JSON.Member("Instructions", json(printing)),
      JSON.Member("TablesUsed", .array(tables.map { .string($0) })),
    ])
  }

  /// The same with every rule that fired.
  package func documentWithRules(
    original: String,
    _ printing: PlanPrinting = PlanPrinting()
  ) -> JSON {
    let document = document(original: original, printing)
    let rules = firings.map { firing in
      JSON.object([
        JSON.Member("Rule", .string(firing.rule)), JSON.Member("Did", .string(firing.sentence)),
      ])
    }
    return .object((document.members ?? []) + [JSON.Member("Rules", .array(rules))])
  }
}

extension PlanOutline {
  /// `OperatorType` first, then the fields, then `Inputs` where there are any.
  package var json: JSON {
    var members = [JSON.Member("OperatorType", .string(name))]
    members += fields
    if let shards { members.append(JSON.Member("Shards", .array(shards.map { .string($0) }))) }
    if let estimate {
      members += [
        JSON.Member("EstimatedRows", .integer(estimate.wholeRows)),
        JSON.Member("EstimatedMicroseconds", .integer(estimate.wholeMicroseconds)),
      ]
    }
    if let cost { members += cost.members }
    if !inputs.isEmpty { members.append(JSON.Member("Inputs", .array(inputs.map(\.json)))) }
    return .object(members)
  }
}

extension StepCost {
  /// Vitess's names for what Vitess's TRACE tells, and more in the same manner.
  fileprivate var members: [JSON.Member] {
    let calls = max(runs, 1)
    return [
      JSON.Member("NoOfCalls", .integer(runs)),
      JSON.Member("AvgNumberOfRows", .integer((rows + calls / 2) / calls)),
      JSON.Member("ShardsQueried", .integer(shardCalls)),
      JSON.Member("Rows", .integer(rows)),
      JSON.Member("Bytes", .integer(bytes)),
      JSON.Member("DistinctShards", .integer(shards)),
      JSON.Member("TimeMicroseconds", .integer(Int(clamping: elapsed.microseconds))),
      JSON.Member("SimulatedMicroseconds", .integer(Int(clamping: simulated.microseconds))),
    ]
  }
}
