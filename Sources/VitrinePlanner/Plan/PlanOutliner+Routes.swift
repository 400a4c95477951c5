import VitrineSQL
import VitrineSharding

extension PlanOutliner {
  func outline(_ route: Primitive.Route) -> PlanOutline {
    guard case .route(let lookup)? = route.lookup else { return step(route) }
    var step = step(route)
    step.name = PlanOutline.vindexLookup
    step.query = nil
    step.estimate = nil
    step.fields.removeAll { ["Query", "Table"].contains($0.key) }
    step.inputs = [self.lookup(lookup), fed(route)]
    return step
  }

  /// What a lookup vindex asks its table.
  private func lookup(_ route: Primitive.Route) -> PlanOutline {
    let values = route.values.flatMap(\.firstElements).map { text(of: $0) }
    let query = text(of: route.query.text, values)
    return step(route, query: values.isEmpty ? route.query.text : query)
  }

  /// A route to the shards that a lookup has found.
  private func fed(_ route: Primitive.Route) -> PlanOutline {
    var route = route
    route.variant = Routing.Variant.byDestination.rawValue
    let name = route.vindex?.name ?? ""
    route.vindex = nil
    route.values = []
    route.why = .text("keyspace ids of \(name)")
    return step(route)
  }

  private func step(_ route: Primitive.Route, query: String? = nil) -> PlanOutline {
    var summary = route.variant
    if !route.keyspace.isEmpty { summary += " " + route.keyspace }
    if let target = target(of: route) { summary += ":" + target }
    var outline = PlanOutline(
      "Route",
      summary: summary,
      reason: route.reason,
      query: query ?? text(of: route.query),
      fields: fields(of: route, query: query ?? text(of: route.query))
    )
    outline.estimate = route.estimate
    outline.namesOneShard = route.destination?.isOneShard ?? false
    if !route.reason.isEmpty {
      outline.lead = route.variant + (route.isChosenByValues ? " on " : ": ") + route.reason
      if !route.keyspace.isEmpty {
        outline.place = "(" + route.keyspace + (target(of: route).map { ":" + $0 } ?? "") + ")"
      }
    }
    return outline
  }

  /// A write as Vitess tells it; one that first selects the rows it changes is Vitess's
  /// `DMLWithInput` over the selection and the write.
  func outline(
    write name: String,
    _ route: Primitive.Route,
    of table: ResolvedTable,
    source: Primitive?,
    firing triggers: [String]
  ) -> PlanOutline {
    var write = step(route)
    write.name = name
    write.fields.insert(JSON.Member("TableName", .string(table.table.name)), at: 0)
    write.tell(of: triggers)
    guard let source else {
      if case .route(let asked)? = route.lookup {
        var lookup = lookup(asked)
        lookup.name = PlanOutline.vindexLookup
        write.inputs = [lookup]
      }
      return write
    }
    return PlanOutline(PlanOutline.dmlWithInput, inputs: [outline(source, names: []), write])
  }

  func outline(_ insert: Primitive.Insert) -> PlanOutline {
    let keyspace = insert.table.keyspace
    let variant =
      !keyspace.isSharded ? "Unsharded" : insert.source == nil ? "Sharded" : "Select"
    var summary = "\(variant) \(keyspace.name)"
    if insert.source == nil { summary += ", \(rowCount(insert.rows.count))" }
    let query = text(of: insert.whole ?? insert.query)
    var outline = PlanOutline(
      "Insert",
      summary: summary,
      query: query,
      fields: [
        JSON.Member("Variant", .string(variant)),
        JSON.Member("Keyspace", self.keyspace(keyspace.name, sharded: keyspace.isSharded)),
        JSON.Member("TableName", .string(insert.table.table.name)),
        JSON.Member("Query", .string(query)),
      ],
      inputs: insert.whole == nil ? insert.source.map { [self.outline($0, names: [])] } ?? [] : []
    )
    outline.reason = reason(of: insert).sentence(nil)
    outline.lead = "\(variant): \(outline.reason)"
    outline.place = "(\(keyspace.name))"
    if insert.source == nil { outline.place += ", \(rowCount(insert.rows.count))" }
    outline.fields.append(JSON.Member("Reason", .string(outline.reason)))
    var events: [TriggerEvent] = [.insert]
    if insert.hasOnDuplicateKey { events.append(.update) }
    if insert.isReplace { events.append(.delete) }
    outline.tell(of: insert.table.triggers(firedBy: events))
    return outline
  }

  /// Why rows go where they go.
  private func reason(of insert: Primitive.Insert) -> RoutingReason {
    let table = insert.table
    if insert.destination != nil { return "the session's target" }
    switch table.placement {
    case .unsharded, .sequence: return .unsharded(table.keyspace.name)
    case .reference: return .reference
    case .pinned(let id): return .pinned(table.table.name, to: id)
    case .sharded(let vindexes):
      guard let primary = vindexes.first else { return "no vindex places its rows" }
      let columns = primary.columns.joined(separator: ", ")
      return "each row goes to the shard of its \(columns) via \(primary.name)"
    }
  }

  private func rowCount(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

  private func fields(of route: Primitive.Route, query: String) -> [JSON.Member] {
    var fields = [
      JSON.Member("Variant", .string(route.variant)),
      JSON.Member("Keyspace", keyspace(route.keyspace, sharded: route.isSharded)),
      JSON.Member("Query", .string(query)),
    ]
    if let vindex = route.vindex { fields.append(JSON.Member("Vindex", .string(vindex.name))) }
    if !route.values.isEmpty {
      fields.append(JSON.Member("Values", .array(route.values.map { .string(text(of: $0)) })))
    }
    if let target = target(of: route) {
      fields.append(JSON.Member("TargetDestination", .string(target)))
    }
    if !route.tables.isEmpty {
      fields.append(JSON.Member("Table", .string(route.tables.joined(separator: ", "))))
    }
    if !route.reason.isEmpty { fields.append(JSON.Member("Reason", .string(route.reason))) }
    return fields
  }

  private func keyspace(_ name: String, sharded: Bool) -> JSON {
    .object([
      JSON.Member("Name", .string(name)), JSON.Member("Sharded", .boolean(sharded)),
    ])
  }

  private func target(of route: Primitive.Route) -> String? {
    switch route.destination {
    case nil: nil
    case .shard(let name): name
    case .keyspaceID(let id): "[\(id)]"
    case .keyRange(let range): "[\(range)]"
    case .allShards: "all shards"
    case .anyShard: "any shard"
    }
  }
}

extension Primitive.Route {
  /// Whether its reason is the condition by which its values choose the shards.
  fileprivate var isChosenByValues: Bool {
    guard vindex != nil, !values.isEmpty, variant != "None" else { return false }
    return !values.contains(where: \.isLookupKey)
  }
}

extension ResolvedTable {
  /// The names of its triggers that wait for one of the events.
  func triggers(firedBy events: [TriggerEvent]) -> [String] {
    keyspace.triggers(on: table.name).filter { events.contains($0.event) }.map(\.name)
  }
}

extension PlanOutline {
  /// Names the triggers that a write fires.
  fileprivate mutating func tell(of triggers: [String]) {
    guard !triggers.isEmpty else { return }
    let text = "fires \(triggers.joined(separator: ", "))"
    summary += ", \(text)"
    if !lead.isEmpty { lead += ", \(text)" }
    fields.append(JSON.Member("Triggers", .array(triggers.map { .string($0) })))
  }
}
