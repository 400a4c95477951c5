/// A lookup vindex whose table is known to have an entry for every row of the table that owns it.
///
/// Only such a one may route: an entry that is missing would be a row that is missing.
package struct RoutedLookup: Sendable, Hashable {
  package var owner: TableAddress
  package var vindex: String
  /// The lookup table.
  package var table: TableAddress
  /// All that the entries depend on; what was known of another signature says nothing of this one.
  package var signature: String

  /// One line, for the catalog's file.
  package var record: String { "\(owner) \(vindex) \(table) \(signature)" }
}

extension Catalog {
  /// The table of a lookup vindex: where its name is qualified there, else beside its owner, else in the
  /// first keyspace that has it.
  package func lookupTable(of lookup: LookupDescription, in keyspace: String) -> TableAddress? {
    let parts = lookup.table.split(separator: ".", maxSplits: 1).map(String.init)
    guard let name = parts.last, !name.isEmpty else { return nil }
    let homes =
      parts.count > 1 ? [parts[0]] : [keyspace] + keyspaces.keys.sorted()
    guard let home = homes.first(where: { keyspaces[$0]?.tables[name] != nil }) else { return nil }
    return TableAddress(keyspace: home, table: name)
  }

  /// Whether a row of a lookup's table has entries, at any remove, in that table itself.
  package func leadsBack(_ table: TableAddress) -> Bool {
    var seen: Set<TableAddress> = []
    var waiting = [table]
    while let next = waiting.popLast() {
      for entries in lookupTables(ownedBy: next) where seen.insert(entries).inserted {
        if entries == table { return true }
        waiting.append(entries)
      }
    }
    return false
  }

  /// The tables in which a table's own lookup vindexes keep their entries.
  private func lookupTables(ownedBy address: TableAddress) -> [TableAddress] {
    guard let keyspace = keyspaces[address.keyspace], let table = keyspace.tables[address.table]
    else { return [] }
    return keyspace.tableBinding(of: table).placement.columnVindexes.compactMap { vindex in
      guard vindex.isOwned, let lookup = vindex.lookup else { return nil }
      return lookupTable(of: lookup, in: address.keyspace)
    }
  }

  /// The lookups that writes keep complete from a moment on at which they are.
  package var routableLookups: Set<RoutedLookup> {
    var found: Set<RoutedLookup> = []
    for keyspace in keyspaces.values where keyspace.isSharded {
      for table in keyspace.tables.values where table.view == nil && table.isColumnListComplete {
        let vindexes = keyspace.tableBinding(of: table).placement.columnVindexes
        for vindex in vindexes where vindex.isOwned {
          if let lookup = routable(vindex, of: table, vindexes[0], in: keyspace) {
            found.insert(lookup)
          }
        }
      }
    }
    return found
  }

  /// The lookups known to be complete.
  package var routedLookups: Set<RoutedLookup> {
    keyspaces.values.reduce(into: []) { $0.formUnion($1.routedLookups) }
  }

  private func routable(
    _ vindex: ColumnVindex,
    of owner: TableDefinition,
    _ primary: ColumnVindex,
    in keyspace: Keyspace
  ) -> RoutedLookup? {
    guard let kept = vindex.vindex as? TableLookupVindex,
      kept.lookup.from.count == vindex.columns.count,
      let address = lookupTable(of: kept.lookup, in: keyspace.name),
      let table = keyspaces[address.keyspace]?.tables[address.table],
      table.view == nil, table.foreignKeys.isEmpty,
      let ids = table.column(named: kept.lookup.to)
    else { return nil }
    var signature = [vindex.type, primary.name] + primary.columns + ["\(ids.type)"]
    for (index, (name, from)) in zip(vindex.columns, kept.lookup.from).enumerated() {
      guard let own = owner.column(named: name), let entry = table.column(named: from),
        own.generated == nil, entry.generated == nil,
        index == 0 ? kept.finds(own.type, as: entry.type) : !own.isNullable
      else { return nil }
      signature += [name, "\(own.type)", from, "\(entry.type)"]
    }
    return RoutedLookup(
      owner: TableAddress(keyspace: keyspace.name, table: owner.name),
      vindex: vindex.name,
      table: address,
      signature: signature.joined(separator: " ")
    )
  }
}

extension ColumnVindex {
  /// Whether its lookup table has hashes in place of the values.
  package var storesHashes: Bool { (vindex as? TableLookupVindex)?.keepsLooseHashes ?? false }
}

extension TableLookupVindex {
  /// Whether values that are equal in the owner's column are found as equal in the lookup table's.
  fileprivate func finds(_ own: MySQLType, as entry: MySQLType) -> Bool {
    if keepsLooseHashes {
      return own.isText && own.collation == .utf8mb4Uca0900AiCi && entry.isInteger
    }
    if own.isInteger || entry.isInteger { return own.isInteger && entry.isInteger }
    return !own.isApproximate && own.kind == entry.kind && own.scale == entry.scale
      && own.collation == entry.collation && own.members == entry.members
  }
}
