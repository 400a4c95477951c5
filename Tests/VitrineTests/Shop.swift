import Testing
import Vitrine
import VitrineSQL

/// A cluster of one keyspace, with users and orders sharded alike.
func makeShop(
  shards: Int,
  configure: (inout ClusterConfiguration) -> Void = { _ in }
) throws -> (Cluster, Session) {
  var configuration = ClusterConfiguration()
  configure(&configuration)
  let cluster = try Cluster.create(at: nil, configuration: configuration)
  try cluster.createKeyspace("shop", shards: shards, vschemaJSON: shards == 1 ? nil : shopVSchema)
  let session = try cluster.session(target: "shop")
  try session.executeScript(shopSchema)
  return (cluster, session)
}

/// Runs the body on a shop of its own.
func withShop<Outcome>(
  _ shards: Int = 2,
  _ body: (Cluster, Session) throws -> Outcome
) throws -> Outcome {
  let (cluster, session) = try makeShop(shards: shards)
  defer { try? cluster.close() }
  return try body(cluster, session)
}

/// The number of the error that a statement must end with.
func errorNumber(_ session: Session, _ sql: String) -> Int? {
  let error = #expect(throws: SQLError.self) { try session.execute(sql) }
  return error?.code.number
}

let shopVSchema = """
  {"sharded": true, "vindexes": {"hash": {"type": "hash"}}, "tables": {
    "users": {"column_vindexes": [{"column": "id", "name": "hash"}]},
    "orders": {"column_vindexes": [{"column": "user_id", "name": "hash"}]},
    "countries": {"type": "reference"}}}
  """

let shopSchema = """
  CREATE TABLE users (id BIGINT AUTO_INCREMENT, name VARCHAR(50) NOT NULL, email VARCHAR(255),
    age INT, PRIMARY KEY (id), UNIQUE KEY email (email));
  CREATE TABLE orders (id BIGINT AUTO_INCREMENT PRIMARY KEY, user_id BIGINT NOT NULL,
    total DECIMAL(12,2) NOT NULL, status VARCHAR(16));
  CREATE TABLE countries (code CHAR(2) PRIMARY KEY, name VARCHAR(50));
  """

/// Eight users, two countries and forty orders.
///
/// One user bears the name of an order's status, two are equal but for case.
func fillShop(_ session: Session) throws {
  let names = ["Ada", "grace", "Edsger", "new", "ada", "Ken", "Linus", "Margaret"]
  for (offset, name) in names.enumerated() {
    try session.execute("INSERT INTO users (name, age) VALUES ('\(name)', \(30 + offset % 3))")
  }
  try session.execute("INSERT INTO countries VALUES ('DE', 'Germany'), ('FR', 'France')")
  for number in 1...40 {
    let status = ["new", "paid", "Paid", "sent"][number % 4]
    try session.execute(
      "INSERT INTO orders (user_id, total, status) VALUES "
        + "(\(number % 7 + 1), \(number).\(number % 10)0, '\(status)')"
    )
  }
}

/// Expects that the shop answers each statement on 2, 4 and 7 shards as it does on one; `change` prepares it.
func expectLayoutsAgree(
  on statements: [String],
  strategy: String,
  after change: (Session) throws -> Void = { _ in }
) throws {
  var expected: [[[String?]]] = []
  for shards in [1, 2, 4, 7] {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    session.strategy = shards == 1 ? "gather" : strategy
    try fillShop(session)
    try change(session)
    for (index, statement) in statements.enumerated() {
      let answer: [[String?]]
      do {
        answer = try session.execute(statement).textRows
      } catch {
        Issue.record("\(shards) shards: \(statement): \(error)")
        continue
      }
      if shards == 1 {
        expected.append(answer)
      } else {
        let agrees = expected.indices.contains(index) && expected[index] == answer
        #expect(agrees, "\(shards) shards: \(statement)")
      }
    }
  }
  let empty = expected.count { $0.isEmpty }
  #expect(empty <= statements.count / 3, "too few statements have an answer")
}
