import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// In-memory SQLite databases in which everything above the shards is evaluated.
struct CoordinatorPool: Sendable {
  private let pool: LendingPool<EngineConnection>
  /// Whether the borrower may have one already, and so must not wait for others who have.
  var isNested = false

  private static let capacity = 64

  init() {
    pool = LendingPool(
      capacity: Self.capacity,
      timeoutError: SQLError(.tooManyConnections, "Too many connections")
    ) { () throws(SQLError) -> EngineConnection in
      var options = Connection.Options()
      options.enforcesForeignKeys = false
      return try EngineConnection(Connection.memory(options: options))
    }
  }

  func borrow() throws(SQLError) -> EngineConnection {
    try isNested ? pool.borrowBeyond() : pool.borrow(timeout: .seconds(60))
  }

  func giveBack(_ connection: EngineConnection) { pool.giveBack(connection) }
  func close() { pool.close() }
}
