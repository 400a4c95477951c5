import Testing
import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

@Suite("Rendered writes")
struct WriteTests {
  @Test func updateChangesWhatItSays() throws {
    let shop = try Shop.database()
    #expect(try shop.write("UPDATE users SET balance = balance + 1, visits = 7 WHERE id = 1") == 1)
    #expect(try shop.rows("SELECT balance, visits FROM users WHERE id = 1") == ["11.50|7"])
  }

  @Test func unchangedRowsDoNotCount() throws {
    let shop = try Shop.database()
    #expect(try shop.write("UPDATE users SET name = 'Ann' WHERE id = 1") == 0)
    #expect(try shop.write("UPDATE users SET name = 'ANN' WHERE id = 1") == 1)
    #expect(try shop.write("UPDATE users SET email = NULL") == 3)
  }

  @Test func laterAssignmentsSeeEarlierOnes() throws {
    let shop = try Shop.database()
    #expect(try shop.write("UPDATE pairs SET a = a + 1, b = a WHERE a = 1") == 2)
    #expect(
      try shop.rows("SELECT a, b FROM pairs WHERE a = 2 ORDER BY b") == ["2|NULL", "2|2", "2|2"]
    )
  }

  @Test func valuesAreConvertedAndChecked() throws {
    let shop = try Shop.database()
    #expect(try shop.write("UPDATE orders SET amount = 3 WHERE id = 10") == 1)
    #expect(try shop.rows("SELECT amount FROM orders WHERE id = 10") == ["3.00"])
    #expect(throws: SQLError.self) { try shop.write("UPDATE users SET visits = -1 WHERE id = 1") }
    #expect(throws: SQLError.self) { try shop.write("UPDATE users SET name = NULL WHERE id = 1") }
    #expect(try shop.rows("SELECT name, visits FROM users WHERE id = 1") == ["Ann|3"])
  }

  @Test func limitChoosesByOrder() throws {
    let shop = try Shop.database()
    #expect(try shop.write("UPDATE orders SET note = 'last' ORDER BY id DESC LIMIT 2") == 2)
    #expect(try shop.rows("SELECT id FROM orders WHERE note = 'last' ORDER BY id") == ["12", "13"])
    #expect(try shop.write("DELETE FROM orders WHERE id > 10 ORDER BY amount LIMIT 1") == 1)
    #expect(try shop.rows("SELECT id FROM orders ORDER BY id") == ["10", "11", "13"])
    #expect(try shop.write("DELETE FROM pairs WHERE a IS NULL LIMIT 1") == 1)
    #expect(try shop.rows("SELECT COUNT(*) FROM pairs") == ["4"])
  }

  @Test func deleteByCondition() throws {
    let shop = try Shop.database()
    #expect(try shop.write("DELETE u FROM users u WHERE u.name = 'bob'") == 2)
    #expect(try shop.write("DELETE FROM users WHERE id IN (SELECT user_id FROM orders)") == 1)
    #expect(try shop.rows("SELECT id FROM users") == ["4"])
    #expect(try shop.write("DELETE FROM orders") == 4)
  }

  @Test func insertMeetsUniqueKeys() throws {
    let shop = try Shop.database()
    #expect(try shop.insert("INSERT INTO pairs (a, b) VALUES (5, 6), (7, 8)") == 2)
    #expect {
      try shop.insert("INSERT INTO users (id, name) VALUES (1, 'again')")
    } throws: {
      ($0 as? SQLError)?.code == .duplicateEntry
    }
    #expect(
      try shop.insert("INSERT IGNORE INTO users (id, name) VALUES (1, 'again'), (9, 'new')") == 1
    )
    #expect(try shop.insert("REPLACE INTO users (id, name) VALUES (1, 'again')") == 1)
    #expect(try shop.rows("SELECT name, email FROM users WHERE id = 1") == ["again|NULL"])
  }

  @Test func upsertTouchesTheRowThatIsThere() throws {
    let shop = try Shop.database()
    try shop.define("CREATE UNIQUE INDEX by_name ON users (name, id)")
    try shop.define("CREATE TABLE counts (id INT PRIMARY KEY, tag VARCHAR(9) UNIQUE, n INT)")
    let text =
      "INSERT INTO counts (id, tag, n) VALUES (%, 'x', 5) "
      + "ON DUPLICATE KEY UPDATE n = n + VALUES(n), tag = CASE WHEN n > 9 THEN 'y' ELSE tag END"
    #expect(try shop.insert(text.replacing("%", with: "1")) == 1)
    #expect(try shop.insert(text.replacing("%", with: "2")) == 1)
    #expect(try shop.rows("SELECT id, tag, n FROM counts") == ["1|y|10"])
    let same = "INSERT INTO counts (id, tag, n) VALUES (1, 'z', 0) ON DUPLICATE KEY UPDATE n = 10"
    #expect(try shop.insert(same) == 0)
  }

  @Test func oneRowByItsKey() throws {
    let shop = try Shop.database()
    let users = try #require(shop.keyspace.tables["users"])
    let name = try #require(users.column(named: "name"))
    let update = SQLiteRenderer.updateRow(of: users, set: [(name, name.type)], firstValue: 2)
    #expect(try shop.connection.prepare(update).run([.integer(4), .text("Dora")]) == 1)
    #expect(try shop.rows("SELECT name FROM users WHERE id = 4") == ["Dora"])
    let delete = SQLiteRenderer.deleteRow(of: users)
    #expect(try shop.connection.prepare(delete).run([.integer(4)]) == 1)
    #expect(try shop.rows("SELECT COUNT(*) FROM users") == ["3"])
  }
}
