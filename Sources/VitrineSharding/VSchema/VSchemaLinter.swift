import VitrineSQL

/// Something worth knowing about a VSchema.
package struct VSchemaFinding: Sendable, Hashable {
  /// How much it matters.
  package enum Severity: String, Sendable, Hashable, Comparable {
    /// Vitess would refuse it.
    case error
    /// It works, but perhaps not as meant.
    case warning

    package static func < (left: Severity, right: Severity) -> Bool {
      left == .error && right == .warning
    }
  }

  package var severity: Severity
  /// `keyspace`, `keyspace.table`, or a rule.
  package var place: String
  package var message: String

  package init(_ severity: Severity, place: String, message: String) {
    self.severity = severity
    self.place = place
    self.message = message
  }
}

extension Catalog {
  /// Everything wrong or odd in the VSchema, errors first.
  package func lint() -> [VSchemaFinding] {
    var findings = problems.map { problem in
      let place = problem.table.map { "\(problem.place).\($0)" } ?? problem.place
      return VSchemaFinding(.error, place: place, message: problem.error.message)
    }
    for keyspace in keyspaces.values.sorted(by: { $0.name < $1.name }) {
      findings += keyspace.binding.warnings.map {
        VSchemaFinding(.warning, place: keyspace.name, message: $0)
      }
      findings += VSchemaLinter(keyspace: keyspace).findings()
    }
    return findings.filter { $0.severity == .error } + findings.filter { $0.severity == .warning }
  }
}

/// Looks for what is allowed and still likely to be a mistake.
private struct VSchemaLinter {
  let keyspace: Keyspace

  private static let vitessTypes = Set(VindexRegistry.standard.types)

  func findings() -> [VSchemaFinding] {
    names() + vindexes() + tables() + joins()
  }

  private func warning(_ table: String?, _ message: String) -> VSchemaFinding {
    VSchemaFinding(
      .warning,
      place: table.map { "\(keyspace.name).\($0)" } ?? keyspace.name,
      message: message
    )
  }

  private func names() -> [VSchemaFinding] {
    keyspace.vschema.tables.keys.sorted().compactMap { table in
      Identifier(text: table).quotedIfNeeded == table
        ? nil : warning(table, "the name needs backticks wherever it is written")
    }
  }

  private func vindexes() -> [VSchemaFinding] {
    let used = Set(keyspace.vschema.tables.values.flatMap(\.columnVindexes).map(\.vindex))
    return keyspace.vschema.vindexes.sorted { $0.key < $1.key }.flatMap { name, definition in
      var found: [VSchemaFinding] = []
      if !Self.vitessTypes.contains(definition.type), keyspace.vindexes[name] != nil {
        found.append(
          warning(nil, "Vitess has no vindex type '\(definition.type)', which '\(name)' is of")
        )
      }
      if !used.contains(name) { found.append(warning(nil, "vindex '\(name)' is used by no table")) }
      let isLookup = keyspace.vindexes[name] is any LookupVindex
      if isLookup, definition.owner.isEmpty {
        found.append(
          warning(nil, "lookup vindex '\(name)' has no owner: no statement keeps its table")
        )
      }
      if !definition.owner.isEmpty, keyspace.vschema.tables[definition.owner] == nil {
        found.append(
          warning(nil, "vindex '\(name)' is owned by '\(definition.owner)', which is not here")
        )
      }
      if isLookup, definition.parameters["table"] == nil {
        found.append(warning(nil, "lookup vindex '\(name)' names no table"))
      }
      return found
    }
  }

  private func tables() -> [VSchemaFinding] {
    keyspace.tables.values.sorted { $0.name < $1.name }.compactMap { table in
      guard keyspace.isSharded, table.view == nil, keyspace.vschema.tables[table.name] == nil else {
        return nil
      }
      return warning(table.name, "the VSchema does not name the table; its key places its rows")
    }
  }

  /// Columns of one name are often joined: under different primary vindexes such joins cross shards.
  private func joins() -> [VSchemaFinding] {
    var uses: [String: [(table: String, vindex: String)]] = [:]
    for (name, binding) in keyspace.binding.tables.sorted(by: { $0.key < $1.key }) {
      guard let vindex = binding.placement.primaryVindex, vindex.columns.count == 1,
        let column = vindex.columns.first
      else { continue }
      uses[column.lowercased(), default: []].append((name, vindex.name))
    }
    return uses.sorted { $0.key < $1.key }.compactMap { column, uses in
      guard let first = uses.first, let other = uses.first(where: { $0.vindex != first.vindex })
      else { return nil }
      return warning(
        other.table,
        "joins with '\(first.table)' on '\(column)' are never co-located: its rows are placed by "
          + "'\(other.vindex)', those of '\(first.table)' by '\(first.vindex)'"
      )
    }
  }
}
