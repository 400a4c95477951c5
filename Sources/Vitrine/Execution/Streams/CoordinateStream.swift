import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The rows of SQL that runs in a coordinator's SQLite over the plan's inputs.
///
/// Inputs are pulled while SQLite reads them; one that SQLite reads again, in the inner loop of a
/// join, is kept in memory.
final class CoordinateStream: RowStream {
  let width: Int
  private let plan: Primitive.Coordinate
  private let query: BoundQuery
  private let inputs: [any RowStream]
  private let pool: CoordinatorPool
  private let settings: StatementSettings
  private let stop: StopSignal
  private let memory: MemoryAccount
  private let onWarnings: ([Warning]) -> Void
  private var coordinator: EngineConnection?
  private var statement: PreparedStatement?
  /// The held rows that the coordinator has of it.
  private var attached: [KeyTable] = []
  private var isFinished = false

  private static let batchLimit = 512

  init(
    _ plan: Primitive.Coordinate,
    query: BoundQuery,
    inputs: [any RowStream],
    pool: CoordinatorPool,
    settings: StatementSettings,
    stop: StopSignal,
    memory: MemoryAccount,
    onWarnings: @escaping ([Warning]) -> Void
  ) {
    width = plan.columns.count
    self.plan = plan
    self.query = query
    self.inputs = inputs
    self.pool = pool
    self.settings = settings
    self.stop = stop
    self.memory = memory
    self.onWarnings = onWarnings
  }

  deinit { cancel() }

  func next() throws(SQLError) -> RowBatch? {
    guard !isFinished else { return nil }
    do throws(SQLError) {
      let coordinator = try borrowed()
      self.coordinator = coordinator
      let batch = try coordinator.exclusively(stop) {
        (connection, context) throws(SQLError) -> RowBatch in
        if statement == nil { try open(connection, context) }
        return try fill(context)
      }
      if batch.count < Self.batchLimit { cancel() }
      return batch.isEmpty ? nil : batch
    } catch {
      cancel()
      throw error
    }
  }

  private func borrowed() throws(SQLError) -> EngineConnection {
    if let coordinator { return coordinator }
    return try pool.borrow()
  }

  func cancel() {
    isFinished = true
    if let coordinator {
      self.coordinator = nil
      try? coordinator.exclusively { (connection, context) throws(SQLError) in
        statement = nil
        for input in plan.inputs { connection.detach(input.name) }
        for table in attached { table.detach(from: connection) }
        attached = []
        onWarnings(context.takeWarnings())
      }
      pool.giveBack(coordinator)
    }
    for input in inputs { input.cancel() }
  }

  private func open(_ connection: Connection, _ context: StatementContext) throws(SQLError) {
    settings.apply(to: context)
    for (input, stream) in zip(plan.inputs, inputs) {
      let source = RepeatableRows(try StreamSource(input, stream, memory))
      try connection.attach(source, as: input.name)
    }
    for table in query.tables {
      try table.attach(to: connection)
      attached.append(table)
    }
    let statement = try connection.prepare(query.text)
    guard statement.columnCount == width || width == 0 else {
      throw SQLError(
        .internal,
        "the coordinator gives \(statement.columnCount) columns, the plan \(width): \(query.text)"
      )
    }
    try statement.bind(query.parameters)
    self.statement = statement
  }

  private func fill(_ context: StatementContext) throws(SQLError) -> RowBatch {
    var batch = RowBatch(width: width, capacity: Self.batchLimit)
    guard let statement else { return batch }
    while batch.count < Self.batchLimit, try statement.step() {
      let row = statement.row
      for column in 0..<width { batch.appendValue(row.value(at: column)) }
      batch.finishRow()
    }
    return batch
  }
}
