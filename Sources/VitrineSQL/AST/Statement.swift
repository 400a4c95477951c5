/// A statement of MySQL's SQL, or of Vitess's additions to it.
///
/// Each case holds a payload struct; all but queries, which are small, are boxes.
///
/// What is parsed but never executed (accounts, replication, server administration) is
/// `administration`.
package enum Statement: Sendable, Hashable {
  /// `SELECT`, `VALUES`, `TABLE`, `WITH`, set operations
  case query(QueryExpression)
  /// `INSERT`, `REPLACE`
  indirect case insert(Insert)
  indirect case update(Update)
  indirect case delete(Delete)
  /// `LOAD DATA`, `LOAD XML`
  indirect case loadData(LoadData)
  indirect case call(Call)
  indirect case `do`(Do)
  indirect case handler(Handler)
  indirect case createTable(CreateTable)
  indirect case alterTable(AlterTable)
  indirect case dropTable(DropTable)
  indirect case renameTable(RenameTable)
  indirect case truncateTable(TruncateTable)
  indirect case createIndex(CreateIndex)
  indirect case dropIndex(DropIndex)
  indirect case createView(CreateView)
  /// `ALTER VIEW`, in the shape of `CREATE VIEW`
  indirect case alterView(CreateView)
  indirect case dropView(DropView)
  /// `CREATE DATABASE | SCHEMA | KEYSPACE`
  indirect case createDatabase(CreateDatabase)
  indirect case alterDatabase(AlterDatabase)
  indirect case dropDatabase(DropDatabase)
  /// `CREATE PROCEDURE | FUNCTION`
  indirect case createRoutine(CreateRoutine)
  indirect case createTrigger(CreateTrigger)
  indirect case createEvent(CreateEvent)
  indirect case alterEvent(AlterEvent)
  /// `ALTER PROCEDURE | FUNCTION`
  indirect case alterRoutine(AlterRoutine)
  /// `DROP PROCEDURE | FUNCTION | TRIGGER | EVENT`
  indirect case dropRoutine(DropProgram)
  /// `BEGIN`, `START TRANSACTION`
  indirect case begin(BeginTransaction)
  indirect case commit(EndTransaction)
  indirect case rollback(EndTransaction)
  indirect case savepoint(Identifier)
  indirect case rollbackToSavepoint(Identifier)
  indirect case releaseSavepoint(Identifier)
  indirect case xa(XATransaction)
  indirect case setTransaction(SetTransaction)
  indirect case set(SetVariables)
  indirect case lockTables(LockTables)
  case unlockTables
  indirect case prepare(Prepare)
  indirect case execute(Execute)
  indirect case deallocate(Identifier)
  indirect case use(Use)
  indirect case show(Show)
  indirect case explain(Explain)
  indirect case describe(Describe)
  indirect case vexplain(VExplain)
  indirect case alterVSchema(AlterVSchema)
  indirect case alterMigration(AlterMigration)
  indirect case revertMigration(RevertMigration)
  indirect case showMigrationLogs(Literal)
  indirect case stream(Stream)
  indirect case vstream(Stream)
  /// `ANALYZE | OPTIMIZE | REPAIR | CHECK | CHECKSUM TABLE`
  indirect case maintenance(TableMaintenance)
  indirect case flush(Flush)
  indirect case kill(Kill)
  /// The body of a stored program
  indirect case compound(CompoundStatement)
  indirect case administration(Administration)
}
