import VitrineSQL
import VitrineSharding

/// What `information_schema` says of the server itself.
extension SystemRows {
  static var keywords: [Row] {
    KeywordListing.all.map {
      ["WORD": .text($0.word), "RESERVED": .integer($0.isReserved ? 1 : 0)]
    }
  }

  /// Whoever opens a cluster may do all there is to do.
  static var privileges: [Row] {
    privilegeNames.split(separator: ",").map { name in
      [
        "GRANTEE": .text("'root'@'localhost'"), "TABLE_CATALOG": .text("def"),
        "PRIVILEGE_TYPE": .text(String(name)), "IS_GRANTABLE": .text("YES"),
      ]
    }
  }

  private static let privilegeNames =
    "SELECT,INSERT,UPDATE,DELETE,CREATE,DROP,RELOAD,SHUTDOWN,PROCESS,FILE,REFERENCES,INDEX,ALTER,"
    + "SHOW DATABASES,SUPER,CREATE TEMPORARY TABLES,LOCK TABLES,EXECUTE,REPLICATION SLAVE,"
    + "REPLICATION CLIENT,CREATE VIEW,SHOW VIEW,CREATE ROUTINE,ALTER ROUTINE,CREATE USER,EVENT,"
    + "TRIGGER,CREATE TABLESPACE,CREATE ROLE,DROP ROLE"
}
