import Dispatch
import Synchronization
import Testing
import Vitrine
import VitrineSQL

/// Stored functions are run for the rows of a statement, whatever the layout and the strategy.
@Suite struct StoredFunctionTests {
  /// What a function or a trigger sees of variables that the statement assigns row after row is not known.
  @Test(arguments: [1, 4]) func nothingElseReadsVariablesThatAreAssigned(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT)")
    try session.execute("INSERT INTO t VALUES (1, 1), (2, 2)")
    try session.execute(
      "CREATE FUNCTION seen() RETURNS INT BEGIN IF @n > 0 THEN RETURN @n; END IF; RETURN 0; END"
    )
    try session.execute(
      "CREATE TRIGGER tt AFTER UPDATE ON t FOR EACH ROW BEGIN SET @m = NEW.a; END"
    )
    for sql in [
      "SELECT @n := 3, seen()", "SELECT @n := id, seen() FROM t ORDER BY id",
      "UPDATE t SET a = (@n := 1 + 1)",
    ] {
      let error = #expect(throws: SQLError.self, "\(sql)") { try session.execute(sql) }
      #expect(error?.code == .unsupported)
    }
    try session.executeScript("DROP TRIGGER tt; UPDATE t SET a = (@n := a + 1)")
    #expect(try session.execute("SELECT a, seen() FROM t ORDER BY a").textRows.first == ["2", "3"])
  }

  /// The tables and programs of MySQL's sample database that its functions need.
  private static let sakila = [
    """
    CREATE TABLE film (film_id SMALLINT UNSIGNED PRIMARY KEY, rental_duration TINYINT UNSIGNED,
    rental_rate DECIMAL(4,2))
    """,
    """
    CREATE TABLE inventory (inventory_id MEDIUMINT UNSIGNED PRIMARY KEY, film_id SMALLINT UNSIGNED,
    store_id TINYINT UNSIGNED)
    """,
    """
    CREATE TABLE rental (rental_id INT PRIMARY KEY, rental_date DATETIME, inventory_id MEDIUMINT UNSIGNED,
    customer_id SMALLINT UNSIGNED, return_date DATETIME)
    """,
    """
    CREATE TABLE payment (payment_id SMALLINT UNSIGNED PRIMARY KEY, customer_id SMALLINT UNSIGNED,
    amount DECIMAL(5,2), payment_date DATETIME)
    """,
    "CREATE TABLE customer (customer_id SMALLINT UNSIGNED PRIMARY KEY)",
    """
    CREATE FUNCTION get_customer_balance(p_customer_id INT, p_effective_date DATETIME) RETURNS DECIMAL(5,2)
    DETERMINISTIC READS SQL DATA BEGIN
    DECLARE v_rentfees DECIMAL(5,2); DECLARE v_overfees INTEGER; DECLARE v_payments DECIMAL(5,2);
    SELECT IFNULL(SUM(film.rental_rate),0) INTO v_rentfees FROM film, inventory, rental
    WHERE film.film_id = inventory.film_id AND inventory.inventory_id = rental.inventory_id
    AND rental.rental_date <= p_effective_date AND rental.customer_id = p_customer_id;
    SELECT IFNULL(SUM(IF((TO_DAYS(rental.return_date) - TO_DAYS(rental.rental_date)) > film.rental_duration,
    ((TO_DAYS(rental.return_date) - TO_DAYS(rental.rental_date)) - film.rental_duration),0)),0)
    INTO v_overfees FROM rental, inventory, film
    WHERE film.film_id = inventory.film_id AND inventory.inventory_id = rental.inventory_id
    AND rental.rental_date <= p_effective_date AND rental.customer_id = p_customer_id;
    SELECT IFNULL(SUM(payment.amount),0) INTO v_payments FROM payment
    WHERE payment.payment_date <= p_effective_date AND payment.customer_id = p_customer_id;
    RETURN v_rentfees + v_overfees - v_payments; END
    """,
    """
    CREATE FUNCTION inventory_held_by_customer(p_inventory_id INT) RETURNS INT READS SQL DATA BEGIN
    DECLARE v_customer_id INT; DECLARE EXIT HANDLER FOR NOT FOUND RETURN NULL;
    SELECT customer_id INTO v_customer_id FROM rental
    WHERE return_date IS NULL AND inventory_id = p_inventory_id;
    RETURN v_customer_id; END
    """,
    """
    CREATE FUNCTION inventory_in_stock(p_inventory_id INT) RETURNS BOOLEAN READS SQL DATA BEGIN
    DECLARE v_rentals INT; DECLARE v_out INT;
    SELECT COUNT(*) INTO v_rentals FROM rental WHERE inventory_id = p_inventory_id;
    IF v_rentals = 0 THEN RETURN TRUE; END IF;
    SELECT COUNT(rental_id) INTO v_out FROM inventory LEFT JOIN rental USING(inventory_id)
    WHERE inventory.inventory_id = p_inventory_id AND rental.return_date IS NULL;
    IF v_out > 0 THEN RETURN FALSE; ELSE RETURN TRUE; END IF; END
    """,
    """
    CREATE PROCEDURE film_in_stock(IN p_film_id INT, IN p_store_id INT, OUT p_film_count INT)
    READS SQL DATA BEGIN
    SELECT inventory_id FROM inventory WHERE film_id = p_film_id AND store_id = p_store_id
    AND inventory_in_stock(inventory_id) ORDER BY inventory_id;
    SELECT COUNT(*) FROM inventory WHERE film_id = p_film_id AND store_id = p_store_id
    AND inventory_in_stock(inventory_id) INTO p_film_count; END
    """,
    """
    CREATE PROCEDURE film_not_in_stock(IN p_film_id INT, IN p_store_id INT, OUT p_film_count INT)
    READS SQL DATA BEGIN
    SELECT inventory_id FROM inventory WHERE film_id = p_film_id AND store_id = p_store_id
    AND NOT inventory_in_stock(inventory_id);
    SELECT COUNT(*) FROM inventory WHERE film_id = p_film_id AND store_id = p_store_id
    AND NOT inventory_in_stock(inventory_id) INTO p_film_count; END
    """,
    "INSERT INTO film VALUES (1, 6, 0.99), (2, 3, 4.99)",
    "INSERT INTO customer VALUES (1), (2), (3)",
    "INSERT INTO inventory VALUES (1, 1, 1), (2, 1, 1), (3, 2, 2), (4, 1, 1)",
    """
    INSERT INTO rental VALUES (1, '2005-07-24 22:53:30', 1, 1, '2005-08-02 22:04:30'),
    (2, '2005-07-24 22:54:33', 2, 2, NULL), (3, '2005-07-25 10:00:00', 3, 1, '2005-07-26 10:00:00')
    """,
    "INSERT INTO payment VALUES (1, 1, 2.99, '2005-07-25 11:30:37'), (2, 2, 5.99, '2005-07-15 00:54:12')",
  ]

  @Test(arguments: [1, 2, 4], ["gather", "pushdown", "cost"])
  func sakilaRuns(shards: Int, strategy: String) throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("sakila", shards: shards)
    let session = try cluster.session(target: "sakila")
    session.strategy = strategy
    for text in Self.sakila { try session.execute(text) }
    func rows(_ sql: String) throws -> [[String?]] { try session.execute(sql).textRows }
    #expect(
      try rows(
        "SELECT customer_id, get_customer_balance(customer_id, NOW()) FROM customer ORDER BY 1"
      )
        == [["1", "5.99"], ["2", "-5.00"], ["3", "0.00"]]
    )
    #expect(
      try rows(
        "SELECT inventory_id, inventory_held_by_customer(inventory_id) FROM inventory ORDER BY 1"
      )
        == [["1", nil], ["2", "2"], ["3", nil], ["4", nil]]
    )
    #expect(try rows("SELECT SUM(inventory_in_stock(inventory_id)) FROM inventory") == [["3"]])
    #expect(try rows("CALL film_in_stock(1, 1, @n)") == [["1"], ["4"]])
    #expect(try rows("SELECT @n") == [["2"]])
    #expect(try rows("CALL film_not_in_stock(1, 1, @n)") == [["2"]])
    #expect(try rows("SELECT @n") == [["1"]])
    #expect(
      try rows(
        """
        SELECT film_id, COUNT(*) FROM inventory WHERE inventory_in_stock(inventory_id)
        GROUP BY film_id HAVING COUNT(*) >= 1 ORDER BY film_id
        """
      ) == [["1", "2"], ["2", "1"]]
    )
  }

  /// A function sees what the statement's transaction has written, and what it writes goes with the statement.
  @Test(arguments: [1, 4]) func functionsAreOfTheStatement(shards: Int) throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: shards)
    let session = try cluster.session(target: "ks")
    for text in [
      "CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE notes (id INT PRIMARY KEY)",
      "INSERT INTO t VALUES (1), (2), (3)",
      """
      CREATE FUNCTION note(n INT) RETURNS INT BEGIN DECLARE c INT; INSERT INTO notes VALUES (n);
      IF n = 3 THEN SIGNAL SQLSTATE '45000'; END IF; SELECT COUNT(*) INTO c FROM notes; RETURN c; END
      """,
      "BEGIN", "INSERT INTO notes VALUES (9)",
    ] {
      try session.execute(text)
    }
    let told = try session.execute("SELECT id, note(id) FROM t WHERE id < 3 ORDER BY id DESC")
    #expect(told.textRows == [["2", "2"], ["1", "3"]])
    try session.execute("DELETE FROM notes WHERE id < 9")
    let error = #expect(throws: SQLError.self) { try session.execute("SELECT note(id) FROM t") }
    #expect(error?.code.number == 1644)
    #expect(try session.execute("SELECT id FROM notes").textRows == [["9"]])
    try session.execute("ROLLBACK")
    #expect(throws: SQLError.self) { try session.execute("SELECT note(id) FROM t") }
    #expect(try session.execute("SELECT id FROM notes").textRows == [])
  }

  /// Only the rows of the answer need the function.
  @Test func aLimitComesBeforeTheFunction() throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: 2)
    let session = try cluster.session(target: "ks")
    try session.execute("CREATE TABLE t (id INT PRIMARY KEY)")
    try session.execute("INSERT INTO t VALUES (1), (2), (3), (4)")
    try session.execute(
      """
      CREATE FUNCTION picky(n INT) RETURNS INT DETERMINISTIC BEGIN
      IF n > 2 THEN SIGNAL SQLSTATE '45000'; END IF; RETURN n; END
      """
    )
    let rows = try session.execute("SELECT picky(id) FROM t ORDER BY id LIMIT 2").textRows
    #expect(rows == [["1"], ["2"]])
  }

  @Test func endlessFunctionsAreStopped() throws {
    var configuration = ClusterConfiguration()
    configuration.statementTimeout = .milliseconds(30)
    let cluster = try Cluster.create(at: nil, configuration: configuration)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: 2)
    let session = try cluster.session(target: "ks")
    try session.execute("CREATE TABLE t (id INT PRIMARY KEY)")
    try session.execute("INSERT INTO t VALUES (1), (2)")
    try session.execute(
      "CREATE FUNCTION forever(n INT) RETURNS INT BEGIN l: LOOP ITERATE l; END LOOP; RETURN n; END"
    )
    let error = #expect(throws: SQLError.self) { try session.execute("SELECT forever(id) FROM t") }
    #expect(error?.code == .timeout)
    #expect(try session.execute("SELECT COUNT(*) FROM t").textRows == [["2"]])
  }

  /// Each call needs a coordinator beside the one that makes it, also where all of the pool are lent.
  @Test func manySessionsCallAtOnce() throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: 2)
    let session = try cluster.session(target: "ks")
    for text in [
      "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1), (2), (3)",
      """
      CREATE FUNCTION below(n INT) RETURNS INT BEGIN DECLARE c INT;
      SELECT COUNT(*) + MAX(id) * 0 INTO c FROM t WHERE id < n; RETURN c; END
      """,
    ] {
      try session.execute(text)
    }
    let sums = Mutex<[String?]>([])
    DispatchQueue.concurrentPerform(iterations: 12) { _ in
      let rows = try? cluster.session(target: "ks")
        .execute("SELECT SUM(below(id)) FROM t WHERE below(id) >= 0").textRows
      sums.withLock { $0.append(rows?.first?.first ?? nil) }
    }
    #expect(sums.withLock { $0 } == Array(repeating: "3", count: 12))
  }

  /// SQLite reads few calls inside each other.
  @Test func callsStandDeepInEachOther() throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: 1)
    let session = try cluster.session(target: "ks")
    try session.execute(
      "CREATE FUNCTION next(n INT) RETURNS INT BEGIN WHILE n < 0 DO SET n = 0; END WHILE; RETURN n + 1; END"
    )
    let text = String(repeating: "next(", count: 60) + "0" + String(repeating: ")", count: 60)
    #expect(try session.execute("SELECT \(text)").textRows == [["60"]])
    // An alias is in sight of a query inside, which is one then.
    #expect(try session.execute("SELECT 2 AS k, (SELECT next(k))").textRows == [["2", "3"]])
  }

  /// Shards cannot run it, and definitions of tables have none.
  @Test(arguments: [
    "INSERT INTO t VALUES (1, 2) ON DUPLICATE KEY UPDATE a = looped(a)",
    "CREATE TABLE g (a INT, b INT AS (looped(a)))", "CREATE TABLE g (a INT, CHECK (looped(a) > 1))",
    "CREATE TABLE g (a INT, b INT DEFAULT (looped(a)))",
  ])
  func functionsAreNotForShards(sql: String) throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: 2)
    let session = try cluster.session(target: "ks")
    try session.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT)")
    try session.execute(
      "CREATE FUNCTION looped(n INT) RETURNS INT BEGIN WHILE n > 5 DO SET n = n - 5; END WHILE; RETURN n; END"
    )
    #expect(throws: SQLError.self) {
      try session.execute(sql)
      try session.execute("INSERT INTO g (a) VALUES (1)")
    }
  }
}
