import VitrineSQL
import VitrineSharding

extension Plan {
  /// What every printed form of the plan is made from.
  package func outline(_ printing: PlanPrinting = PlanPrinting()) -> PlanOutline {
    var outline = PlanOutliner(printing: printing).outline(root, names: columns.map(\.name))
    var next = 0
    outline.number(from: &next, printing)
    return outline
  }
}

/// Tells the steps of a plan.
///
/// Column names come from the plan's answer and are handed down as far as
/// each step's columns are those of the step above; further down a column is told by its position.
struct PlanOutliner {
  /// Names of a step's columns by offset.
  typealias Names = [String?]

  let printing: PlanPrinting

  func outline(_ primitive: Primitive, names: Names) -> PlanOutline {
    switch primitive {
    case .route(let route): return outline(route)
    case .concatenate(let step):
      return PlanOutline("Concatenate", inputs: step.inputs.map { outline($0, names: names) })
    case .mergeSort(let step): return outline(step, names)
    case .mergeAggregate(let step): return outline(step, names)
    case .limit(let step): return outline(step, names)
    case .distinct(let step):
      return PlanOutline("Distinct", inputs: [outline(step.input, names: names)])
    case .select(let step): return outline(step, names)
    case .lookupJoin(let step): return outline(step, names)
    case .coordinate(let step): return outline(step)
    case .recursion(let step):
      return PlanOutline(
        "RecurseCTE",
        summary: step.isAll ? "UNION ALL" : "UNION DISTINCT",
        inputs: [outline(step.seed, names: names), outline(step.step, names: names)]
      )
    case .round(let step): return PlanOutline("Round", summary: "of \(step.name)")
    case .pullout(let step): return outline(step, names)
    case .insert(let step): return outline(step)
    case .update(let step):
      let triggers = step.writtenTables.flatMap { $0.triggers(firedBy: [.update]) }
      return outline(
        write: "Update",
        step.route,
        of: step.table,
        source: step.source,
        firing: triggers
      )
    case .delete(let step):
      let triggers = step.writtenTables.flatMap { $0.triggers(firedBy: [.delete]) }
      var outline = outline(
        write: "Delete",
        step.route,
        of: step.table,
        source: step.source,
        firing: triggers
      )
      if let limit = step.limit {
        outline.summary = "limit \(text(of: limit))"
        outline.fields.append(JSON.Member("Limit", .string(text(of: limit))))
      }
      return outline
    case .session(let step):
      return PlanOutline(
        step.name,
        summary: step.summary,
        fields: step.fields,
        inputs: step.inputs.map { outline($0, names: []) }
      )
    }
  }

  private func outline(_ step: Primitive.MergeSort, _ names: Names) -> PlanOutline {
    let keys = zip(step.keys, step.names).map { own, label in
      key(name(own.column, names, or: label), descending: own.isDescending)
    }
    let order = keys.joined(separator: ", ")
    return PlanOutline(
      "MergeSort",
      summary: order,
      fields: [JSON.Member("OrderBy", .string(order))],
      inputs: [outline(step.input, names: names)]
    )
  }

  private func outline(_ step: Primitive.MergeAggregate, _ names: Names) -> PlanOutline {
    let groups = zip(step.groups, step.names).map { name($0.column, names, or: $1) }
      .joined(separator: ", ")
    let items = zip(step.items, step.names.dropFirst(step.groups.count)).map { item, label in
      "\(item.merge.word)(\(name(item.column, names, or: label)))"
    }
    let variant = step.groups.isEmpty ? "Scalar" : step.isOrdered ? "Ordered" : "Hashed"
    var summary = "\(variant) \(items.joined(separator: ", "))"
    if !groups.isEmpty { summary += (items.isEmpty ? "" : " ") + "by \(groups)" }
    var outline = PlanOutline(
      "MergeAggregate",
      summary: summary,
      fields: [
        JSON.Member("Variant", .string(variant)),
        JSON.Member("Aggregates", .string(items.joined(separator: ", "))),
        JSON.Member("GroupBy", .string(groups)),
      ],
      inputs: [self.outline(step.input, names: names)]
    )
    outline.estimate = step.estimate
    return outline
  }

  private func outline(_ step: Primitive.Limit, _ names: Names) -> PlanOutline {
    var summary: [String] = []
    var fields: [JSON.Member] = []
    if let count = step.count {
      summary.append(text(of: count))
      fields.append(JSON.Member("Count", .string(text(of: count))))
    }
    if let offset = step.offset {
      summary.append("offset \(text(of: offset))")
      fields.append(JSON.Member("Offset", .string(text(of: offset))))
    }
    return PlanOutline(
      "Limit",
      summary: summary.joined(separator: " "),
      fields: fields,
      inputs: [outline(step.input, names: names)]
    )
  }

  private func outline(_ step: Primitive.Select, _ names: Names) -> PlanOutline {
    var below: [Int: String] = [:]
    for (offset, name) in zip(step.offsets, names) { below[offset] = name ?? below[offset] }
    let width = (step.offsets.max() ?? -1) + 1
    let inner = (0..<width).map { below[$0] }
    let columns = step.offsets.map { name($0, inner) }
    return PlanOutline(
      "Select",
      summary: columns.joined(separator: ", "),
      fields: [JSON.Member("Columns", .array(step.offsets.map { .integer($0) }))],
      inputs: [outline(step.input, names: inner)]
    )
  }

  private func outline(_ step: Primitive.LookupJoin, _ names: Names) -> PlanOutline {
    let left = leftNames(of: step.output, names)
    let pairs = zip(step.keyNames, step.matchNames).enumerated().map { index, names in
      let key = step.leftKeys[index].column
      return "\(names.0 ?? name(key, left)) = \(names.1 ?? "a column")"
    }
    let carried = zip(step.carried, step.carriedNames).map { $1 ?? name($0, left) }
    let keys =
      pairs.joined(separator: ", ")
      + (carried.isEmpty ? "" : " with " + carried.joined(separator: ", "))
    let output = step.output.map { output in
      switch output {
      case .left(let offset): "L:\(offset)"
      case .right(let offset): "R:\(offset)"
      }
    }
    var outline = PlanOutline(
      "LookupJoin",
      summary: step.kind.word + "on " + keys,
      fields: [
        JSON.Member("Variant", .string(step.kind.variant)),
        JSON.Member("JoinColumnIndexes", .string(output.joined(separator: ","))),
        JSON.Member("Keys", .string(keys)),
        JSON.Member("BatchSize", .integer(step.batchSize)),
      ],
      inputs: [self.outline(step.left, names: left), self.outline(step.right)]
    )
    outline.estimate = step.estimate
    return outline
  }

  /// The names of a join's columns, as names of its left side's.
  private func leftNames(of outputs: [Primitive.LookupJoin.Output], _ names: Names) -> Names {
    var left: [Int: String] = [:]
    for (output, name) in zip(outputs, names) {
      if case .left(let offset) = output { left[offset] = name }
    }
    return Self.list(left)
  }

  private static func list(_ names: [Int: String]) -> Names {
    (0..<(names.keys.max() ?? -1) + 1).map { names[$0] }
  }

  private func outline(_ step: Primitive.Coordinate) -> PlanOutline {
    var outline = PlanOutline(
      "Coordinate",
      query: text(of: step.query),
      fields: [
        JSON.Member("Query", .string(text(of: step.query))),
        JSON.Member("Tables", .array(step.inputs.map { .string($0.name) })),
      ],
      inputs: step.primitives.map { self.outline($0, names: []) }
    )
    outline.estimate = step.estimate
    return outline
  }

  private func outline(_ step: Primitive.Pullout, _ names: Names) -> PlanOutline {
    let slots = step.items.map { ":slot\($0.slot) \($0.kind.word)" }
    return PlanOutline(
      "Pullout",
      summary: slots.joined(separator: ", "),
      fields: [JSON.Member("Slots", .array(slots.map { .string($0) }))],
      inputs: step.items.map { outline($0.primitive, names: []) }
        + [outline(step.input, names: names)]
    )
  }

  /// A column by its name in the answer, the statement's own, or its position from 1 where it has neither.
  func name(_ offset: Int, _ names: Names, or label: String? = nil) -> String {
    (names.indices.contains(offset) ? names[offset] : nil) ?? label ?? "column \(offset + 1)"
  }

  private func key(_ name: String, descending: Bool) -> String {
    descending ? "\(name) DESC" : name
  }
}

extension Primitive.Pullout.Kind {
  fileprivate var word: String {
    switch self {
    case .value: "value"
    case .exists: "exists"
    case .rows: "rows"
    case .assignment(let name): "assigned to @\(name)"
    }
  }
}

extension PartialMerge {
  /// The word by which a plan tells the merge of partial aggregates.
  fileprivate var word: String {
    switch self {
    case .addCounts: "sum_count"
    case .addSums: "sum"
    case .least: "min"
    case .greatest: "max"
    case .any: "any_value"
    case .bitAnd: "bit_and"
    case .bitOr: "bit_or"
    case .bitXor: "bit_xor"
    }
  }
}

extension Operator.LookupJoin.Kind {
  fileprivate var variant: String {
    switch self {
    case .inner: "Join"
    case .left: "LeftJoin"
    case .semi: "SemiJoin"
    case .anti: "AntiJoin"
    }
  }

  fileprivate var word: String {
    switch self {
    case .inner: ""
    case .left: "left "
    case .semi: "semi "
    case .anti: "anti "
    }
  }
}
