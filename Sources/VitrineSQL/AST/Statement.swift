/// A statement of MySQL's SQL, or of Vitess's additions to it.
///
/// Each case holds a payload struct.
///
/// What is parsed but never executed (accounts, replication, server administration) is
/// `administration`.
package indirect enum Statement: Sendable, Hashable {
  /// `SELECT`, `VALUES`, `TABLE`, `WITH`, set operations
  case query(QueryExpression)
  /// `INSERT`, `REPLACE`
  case insert(Insert)
  case update(Update)
  case delete(Delete)
  /// `LOAD DATA`, `LOAD XML`
  case loadData(LoadData)
  case call(Call)
  case `do`(Do)
  case handler(Handler)
  case createTable(CreateTable)
  case alterTable(AlterTable)
  case dropTable(DropTable)
  case renameTable(RenameTable)
  case truncateTable(TruncateTable)
  case createIndex(CreateIndex)
  case dropIndex(DropIndex)
  case createView(CreateView)
  /// `ALTER VIEW`, in the shape of `CREATE VIEW`
  case alterView(CreateView)
  case dropView(DropView)
  /// `CREATE DATABASE | SCHEMA | KEYSPACE`
  case createDatabase(CreateDatabase)
  case alterDatabase(AlterDatabase)
  case dropDatabase(DropDatabase)
  /// `CREATE PROCEDURE | FUNCTION`
  case createRoutine(CreateRoutine)
  case createTrigger(CreateTrigger)
  case createEvent(CreateEvent)
  case alterEvent(AlterEvent)
  /// `ALTER PROCEDURE | FUNCTION`
  case alterRoutine(AlterRoutine)
  /// `DROP PROCEDURE | FUNCTION | TRIGGER | EVENT`
  case dropRoutine(DropProgram)
  /// `BEGIN`, `START TRANSACTION`
  case begin(BeginTransaction)
  case commit(EndTransaction)
  case rollback(EndTransaction)
  case savepoint(Identifier)
  case rollbackToSavepoint(Identifier)
  case releaseSavepoint(Identifier)
  case xa(XATransaction)
  case setTransaction(SetTransaction)
  case set(SetVariables)
  case lockTables(LockTables)
  case unlockTables
  case prepare(Prepare)
  case execute(Execute)
  case deallocate(Identifier)
  case use(Use)
  case show(Show)
  case explain(Explain)
  case describe(Describe)
  case vexplain(VExplain)
  case alterVSchema(AlterVSchema)
  case alterMigration(AlterMigration)
  case revertMigration(RevertMigration)
  case showMigrationLogs(Literal)
  case stream(Stream)
  case vstream(Stream)
  /// `ANALYZE | OPTIMIZE | REPAIR | CHECK | CHECKSUM TABLE`
  case maintenance(TableMaintenance)
  case flush(Flush)
  case kill(Kill)
  /// The body of a stored program
  case compound(CompoundStatement)
  case administration(Administration)
}
