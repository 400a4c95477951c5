@_spi(Text) import VitrineSQL

/// How names of MySQL's are written in SQLite's text.
package enum SQLiteName {
  /// An identifier as it is where SQLite reads it as one, else in backticks: SQLite takes a name in
  /// double quotes that it does not know for a string.
  package static func quoted(_ name: String) -> String {
    if isPlain(name), !isKeyword(name) { return name }
    return "`" + name.replacing("`", with: "``") + "`"
  }

  /// A column with its table's alias, which is written as it is.
  static func column(_ name: String, of alias: String) -> String {
    String(pieces: alias, ".", quoted(name))
  }

  /// The table of a shard that holds a table of MySQL's.
  ///
  /// Names that begin with `sqlite_` are SQLite's own and go by a prefix.
  package static func table(_ name: String) -> String {
    quoted(stored(name))
  }

  /// The same as SQLite lists it.
  package static func stored(_ name: String) -> String {
    isReserved(name) ? "vitrine_" + name : name
  }

  private static func isReserved(_ name: String) -> Bool {
    guard let first = name.utf8.first, first | 0x20 == UInt8(ascii: "s") else { return false }
    return name.lowercased().hasPrefix("sqlite_")
  }

  /// An index: unique among the tables of a shard, where MySQL's are unique in their table.
  package static func index(_ name: String, of table: String) -> String {
    quoted("\(table)#\(name)")
  }

  static func isPlain(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetter(first) else { return false }
    return name.everyByte { isLetter($0) || (0x30...0x39).contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
  }

  /// Whether a name of ASCII letters, digits and underscores is one, in any case of letters.
  ///
  /// By a hash: another name of the same hash is quoted without need.
  private static func isKeyword(_ name: String) -> Bool {
    let count = name.utf8.count
    return keywords.indices.contains(count) && keywords[count].contains(foldedHash(name))
  }

  /// The same in any case of letters.
  private static func foldedHash(_ name: String) -> UInt64 {
    var hash = FNVHash()
    _ = name.everyByte { byte in
      hash.combine(byte & 0xDF)
      return true
    }
    return hash.value
  }

  /// The hashes of the keywords by their lengths.
  private static let keywords: [[UInt64]] = {
    let longest = words.map(\.utf8.count).max() ?? 0
    return (0...longest).map { length in
      words.filter { $0.utf8.count == length }.map { foldedHash(String($0)) }
    }
  }()

  private static let words =
    """
    ABORT ACTION ADD AFTER ALL ALTER ALWAYS ANALYZE AND AS ASC ATTACH AUTOINCREMENT BEFORE BEGIN \
    BETWEEN BY CASCADE CASE CAST CHECK COLLATE COLUMN COMMIT CONFLICT CONSTRAINT CREATE CROSS \
    CURRENT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DATABASE DEFAULT DEFERRABLE DEFERRED DELETE \
    DESC DETACH DISTINCT DO DROP EACH ELSE END ESCAPE EXCEPT EXCLUDE EXCLUSIVE EXISTS EXPLAIN FAIL \
    FALSE FILTER FIRST FOLLOWING FOR FOREIGN FROM FULL GENERATED GLOB GROUP GROUPS HAVING IF IGNORE \
    IMMEDIATE IN INDEX INDEXED INITIALLY INNER INSERT INSTEAD INTERSECT INTO IS ISNULL JOIN KEY LAST \
    LEFT LIKE LIMIT MATCH MATERIALIZED NATURAL NO NOT NOTHING NOTNULL NULL NULLS OF OFFSET ON OR \
    ORDER OTHERS OUTER OVER PARTITION PLAN PRAGMA PRECEDING PRIMARY QUERY RAISE RANGE RECURSIVE \
    REFERENCES REGEXP REINDEX RELEASE RENAME REPLACE RESTRICT RETURNING RIGHT ROLLBACK ROW ROWID \
    ROWS SAVEPOINT SELECT SET TABLE TEMP TEMPORARY THEN TIES TO TRANSACTION TRIGGER TRUE UNBOUNDED \
    UNION UNIQUE UPDATE USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE WINDOW WITH WITHOUT
    """.split(separator: " ")
}
