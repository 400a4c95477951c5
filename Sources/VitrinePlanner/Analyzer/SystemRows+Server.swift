import VitrineSQL
import VitrineSQLite
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

/// The rows of `mysql`, `performance_schema` and `sys`.
extension SystemRows {
  /// Nil for a table whose rows are those of a session, or not known here.
  static func serverRows(of table: String) -> [Row]? {
    switch table {
    case "user": [root]
    case "time_zone":
      SessionTimeZone.names.indices.map {
        ["Time_zone_id": .integer(Int64($0 + 1)), "Use_leap_seconds": .integer(2)]
      }
    case "time_zone_name":
      SessionTimeZone.names.enumerated().map { index, name in
        ["Name": .text(name), "Time_zone_id": .integer(Int64(index + 1))]
      }
    case "version":
      [["sys_version": .text("2.1.2"), "mysql_version": .text(SessionFacts().version)]]
    case "sys_config":
      configuration.map { ["variable": .text($0), "value": $1.map(Value.text) ?? .null] }
    case "time_zone_transition", "time_zone_transition_type", "global_variables",
      "session_variables", "global_status", "session_status", "processlist":
      nil
    default: []
    }
  }

  /// The account of all sessions.
  private static var root: Row {
    var row: Row = [
      "Host": .text("localhost"), "User": .text("root"), "ssl_type": .integer(1),
      "ssl_cipher": .blob([]), "x509_issuer": .blob([]), "x509_subject": .blob([]),
      "max_questions": .integer(0), "max_updates": .integer(0), "max_connections": .integer(0),
      "max_user_connections": .integer(0), "plugin": .text("caching_sha2_password"),
      "authentication_string": .text(""), "password_expired": .integer(1),
      "account_locked": .integer(1),
    ]
    for column in SystemTables.mysql["user"]?.columns ?? [] where column.name.hasSuffix("_priv") {
      row[column.name] = .integer(2)
    }
    return row
  }

  private static let configuration: [(String, String?)] = [
    ("diagnostics.allow_i_s_tables", "OFF"), ("diagnostics.include_raw", "OFF"),
    ("ps_thread_trx_info.max_length", "65535"), ("statement_performance_analyzer.limit", "100"),
    ("statement_performance_analyzer.view", nil), ("statement_truncate_len", "64"),
  ]
}
