import Testing
import Vitrine

/// DELETE … LIMIT of rows that take others of their table with them: those do not count.
@Suite struct SelfReferenceTests {
  @Test(arguments: [1, 3]) func rowsThatAreGoneDoNotCount(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.execute(
        "CREATE TABLE n (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES n (id) ON DELETE CASCADE)"
      )
      try session.execute(
        "INSERT INTO n VALUES (1, NULL), (2, 1), (3, NULL), (4, 3), (5, NULL), (6, NULL)"
      )
      #expect(try session.execute("DELETE FROM n ORDER BY id LIMIT 2").affectedRows == 2)
      #expect(try session.execute("SELECT id FROM n ORDER BY id").textRows == [["5"], ["6"]])
      try session.execute("PREPARE d FROM 'DELETE FROM n WHERE id > 0 ORDER BY id DESC LIMIT ?'")
      try session.execute("SET @a = 1")
      #expect(try session.execute("EXECUTE d USING @a").affectedRows == 1)
      #expect(try session.execute("SELECT id FROM n").textRows == [["5"]])
      #expect(try session.execute("DELETE FROM n LIMIT 0").affectedRows == 0)
    }
  }

  @Test(arguments: [1, 3]) func rowsThatIgnoreKeepsDoNotCount(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE p (id INT PRIMARY KEY);
        CREATE TABLE c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES p (id));
        INSERT INTO p VALUES (1), (2), (3), (4), (5);
        INSERT INTO c VALUES (1, 1), (2, 3)
        """
      )
      #expect(try session.execute("DELETE IGNORE FROM p ORDER BY id LIMIT 2").affectedRows == 2)
      #expect(
        try session.execute("SELECT id FROM p ORDER BY id").textRows == [["1"], ["3"], ["5"]]
      )
      #expect(try session.execute("DELETE IGNORE FROM p LIMIT 3").affectedRows == 1)
    }
  }

  @Test(arguments: [1, 3]) func cascadesComeBackOverOtherTables(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE a (id INT PRIMARY KEY, p INT);
        CREATE TABLE b (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES a (id) ON DELETE CASCADE);
        ALTER TABLE a ADD FOREIGN KEY (p) REFERENCES b (id) ON DELETE CASCADE;
        INSERT INTO a VALUES (1, NULL);
        INSERT INTO b VALUES (1, 1);
        INSERT INTO a VALUES (2, 1), (3, NULL), (4, NULL)
        """
      )
      #expect(try session.execute("DELETE FROM a ORDER BY id LIMIT 2").affectedRows == 2)
      #expect(try session.execute("SELECT id FROM a").textRows == [["4"]])
    }
  }
}
