import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Numbers of AUTO_INCREMENT columns and of Vitess's sequences.
///
/// Both come from `Sequences`, so that what INSERT gives and what `NEXT VALUE` gives are never the same.
/// The row of a sequence's table is read each time a block of numbers is begun, and is not written:
/// reserved blocks are kept in the catalog, which no transaction undoes.
extension PlanExecution {
  /// The next number of a table's AUTO_INCREMENT column; one past the column's last is not used up.
  func takeNumber(
    of table: ResolvedTable,
    through last: UInt64 = .max
  ) throws(SQLError) -> UInt64 {
    guard let sequence = table.autoIncrement?.sequence else {
      try numberSpacing.check()
      let next = try cluster.sequences.next(of: table.address, startingAt: table.firstNumber)
      let number = numberSpacing.first(from: next)
      guard number <= last else { return number }
      return try cluster.sequences.take(
        1,
        from: table.address,
        startingAt: table.firstNumber,
        numberSpacing
      )
    }
    return try take(1, from: sequence, startingAt: table.firstNumber)
  }

  /// So many numbers in a row of a table's AUTO_INCREMENT column; one, where a sequence of the VSchema gives them and
  /// where there are not so many left.
  func takeNumbers(
    _ count: Int,
    of table: ResolvedTable,
    through last: UInt64
  ) throws(SQLError) -> (first: UInt64, count: Int) {
    guard count > 1, table.autoIncrement == nil else {
      return (try takeNumber(of: table, through: last), 1)
    }
    try numberSpacing.check()
    let sequences = cluster.sequences
    let next = try sequences.next(of: table.address, startingAt: table.firstNumber)
    let number = numberSpacing.first(from: next)
    guard number <= last, last - number >= numberSpacing.reach(of: count) else {
      return (try takeNumber(of: table, through: last), 1)
    }
    let first = try sequences.take(
      count,
      from: table.address,
      startingAt: table.firstNumber,
      numberSpacing
    )
    return (first, count)
  }

  /// Makes sure that a number that a row of the table has is not given later.
  func skipNumber(_ number: UInt64, of table: ResolvedTable) throws(SQLError) {
    let sequences = cluster.sequences
    let address = table.autoIncrement?.sequence ?? table.address
    guard table.autoIncrement != nil else {
      _ = try sequences.skip(number, of: address, .startingAt(table.firstNumber))
      return
    }
    guard try !sequences.skip(number, of: address, .later) else { return }
    let beginning = try beginning(of: address, startingAt: table.firstNumber)
    _ = try sequences.skip(number, of: address, beginning)
  }

  /// `SELECT NEXT n VALUES`: takes the numbers; gives the first.
  func take(_ numbers: Primitive.Numbers) throws(SQLError) -> any RowStream {
    let address = numbers.table.address
    let value = try values.value(of: numbers.count.asInteger)
    guard case .integer(let count) = value, count > 0 else {
      let given = if case .integer(let count) = value { String(count) } else { "NULL" }
      throw SQLError(
        .wrongArguments,
        "invalid increment for sequence \(address.table): \(given)",
        hint: "NEXT takes a number above zero"
      )
    }
    let first = try take(Int(count), from: address, startingAt: 1)
    return BatchStream(width: 1, [RowBatch(width: 1, rows: [[.unsigned(first)]])])
  }

  /// Takes numbers of a sequence; its row is read before the lock on all numbers is taken.
  private func take(
    _ count: Int,
    from sequence: TableAddress,
    startingAt start: UInt64
  ) throws(SQLError) -> UInt64 {
    let sequences = cluster.sequences
    var first = try sequences.take(count, from: sequence, .later)
    if first == nil {
      first = try sequences.take(
        count,
        from: sequence,
        try beginning(of: sequence, startingAt: start)
      )
    }
    guard let first else {
      throw SQLError(.internal, "a block of numbers of \(sequence) was not begun")
    }
    // Numbers of a sequence are those of its columns, BIGINT.
    guard first < Int64.max, Int64(first).addingReportingOverflow(Int64(count)).overflow == false
    else { throw Sequences.exhausted }
    return first
  }

  // MARK: The row of a sequence

  private func beginning(
    of sequence: TableAddress,
    startingAt start: UInt64
  ) throws(SQLError) -> Sequences.Beginning {
    try row(of: sequence).map(Sequences.Beginning.row) ?? .startingAt(start)
  }

  /// What the sequence's table says; nil where it has not been created or has no row.
  private func row(of sequence: TableAddress) throws(SQLError) -> SequenceRow? {
    guard let keyspace = snapshot.catalog.keyspaces[sequence.keyspace],
      let table = keyspace.tables[sequence.table],
      keyspace.tableBinding(of: table).placement.isSequence,
      let store = try snapshot.shards(of: sequence.keyspace).stores.first
    else { return nil }
    for name in ["id", "next_id", "cache"] where table.column(named: name) == nil {
      throw SQLError(
        .unknownColumn,
        "Unknown column '\(name)' in 'field list'",
        hint: "the table of a sequence has the columns id, next_id and cache"
      )
    }
    let text = "SELECT next_id, cache FROM \(SQLiteName.table(table.name)) WHERE id = 0"
    guard let row = try read(text, on: store) else { return nil }
    return try SequenceRow(next: row[0], cache: row[1], of: sequence.table)
  }

  /// The first row of two columns, as the session's transaction sees the shard if it is part of it.
  ///
  /// Else as it is committed: reading a sequence makes no transaction one of several shards.
  private func read(_ text: String, on store: ShardStore) throws(SQLError) -> [Value]? {
    let own = ShardAccess(
      configuration: cluster.configuration,
      lockWaitTimeout: .zero,
      keepsSnapshots: false
    )
    defer { own.rollback() }
    let connection: EngineConnection
    if let participant = access.participant(store) {
      connection = participant
    } else {
      connection = try own.reader(store)
    }
    return try connection.exclusively { (connection, _) throws(SQLError) -> [Value]? in
      let statement = try connection.prepare(text)
      guard try statement.step() else { return nil }
      let row = statement.row
      return [row.value(at: 0), row.value(at: 1)]
    }
  }
}

extension SequenceRow {
  /// - Throws: `wrongArguments` where the row is none of a sequence.
  fileprivate init(next: Value, cache: Value, of name: String) throws(SQLError) {
    switch next {
    case .integer(let number): self.next = UInt64(max(number, 1))
    case .blob: self.next = next.unsignedBits
    default:
      throw SQLError(.wrongArguments, "invalid next_id of sequence \(name)")
    }
    guard case .integer(let size) = cache, size > 0 else {
      throw SQLError(
        .wrongArguments,
        "invalid cache value for sequence \(name)",
        hint: "the cache of a sequence is a number above zero"
      )
    }
    self.cache = UInt64(size)
  }
}

extension ResolvedTable {
  /// The number at which its AUTO_INCREMENT column starts.
  fileprivate var firstNumber: UInt64 { table.options.autoIncrementStart ?? 1 }
}

extension ParameterSource {
  /// The same as a whole number, whatever type it was given with.
  fileprivate var asInteger: ParameterSource {
    switch self {
    case .parameter(let index, _): .parameter(index, .bigint)
    case .variable(let name, _): .variable(name, .bigint)
    default: self
    }
  }
}
