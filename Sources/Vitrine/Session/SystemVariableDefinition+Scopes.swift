import VitrineSQL

/// Who has a value of a system variable: the server, each session, or both.
///
/// The source is the summary of system variables in MySQL 8.0's reference manual.
extension SystemVariableDefinition {
  enum Scope: Sendable {
    /// Sessions begin with the server's value and may change theirs.
    case both
    /// The one value is the server's: SET GLOBAL alone changes it.
    case global
    /// The server has none.
    case session
    /// Sessions have the server's value for as long as they last.
    case sessionReadsOnly
  }

  var scope: Scope {
    if Self.serverNames.contains(name) { return .global }
    if Self.sessionNames.contains(name) { return .session }
    return Self.keptNames.contains(name) ? .sessionReadsOnly : .both
  }

  /// Whether a variable is one of the server's, of which sessions have no values of their own.
  static func belongsToServer(_ name: String) -> Bool { serverNames.contains(name.lowercased()) }

  private static let serverNames = Set(serverWide.map(\.name)).subtracting(sessionNames)
    .union([
      "concurrent_insert", "connect_timeout", "datadir", "default_authentication_plugin",
      "delay_key_write", "event_scheduler", "flush_time", "ft_boolean_syntax", "general_log",
      "gtid_executed", "gtid_mode", "have_profiling", "have_ssl", "hostname", "init_connect",
      "innodb_buffer_pool_size", "innodb_flush_log_at_trx_commit", "license", "local_infile",
      "log_bin", "lower_case_table_names", "max_connections", "ngram_token_size",
      "performance_schema", "port", "protocol_version", "read_only", "regexp_stack_limit",
      "regexp_time_limit", "secure_file_priv", "server_id", "server_uuid", "slow_query_log",
      "socket", "super_read_only", "sync_binlog", "system_time_zone", "table_open_cache",
      "thread_cache_size", "version", "version_comment", "version_compile_os",
    ])

  private static let sessionNames: Set<String> = [
    "error_count", "external_user", "gtid_next", "identity", "insert_id", "last_insert_id",
    "pseudo_slave_mode", "pseudo_thread_id", "rand_seed1", "rand_seed2", "rbr_exec_mode",
    "resultset_metadata", "sql_log_bin", "timestamp", "transaction_allow_batching",
    "use_secondary_engine", "warning_count",
  ]

  private static let keptNames: Set<String> = ["max_allowed_packet", "net_buffer_length"]
}

extension SystemVariableDefinition {
  /// Refuses to read a value that the server, or the session, has not.
  func checkMayRead(global: Bool) throws(SQLError) {
    switch scope {
    case .session where global: throw ofOther("SESSION")
    case .global where !global: throw ofOther("GLOBAL")
    default: return
    }
  }

  private func ofOther(_ kind: String) -> SQLError {
    SQLError(.readOnlyVariable, "Variable '\(name)' is a \(kind) variable")
  }

  /// Refuses to set a value that the server, or the session, has not or keeps.
  func checkMaySet(global: Bool) throws(SQLError) {
    switch domain {
    case .fixed, .fixedSwitch:
      throw SQLError(.readOnlyVariable, "Variable '\(name)' is a read only variable")
    default: break
    }
    switch scope {
    case .session where global:
      let message = "Variable '\(name)' is a SESSION variable and can't be used with SET GLOBAL"
      throw SQLError(.localVariable, message)
    case .global where !global:
      let message = "Variable '\(name)' is a GLOBAL variable and should be set with SET GLOBAL"
      throw SQLError(.globalVariable, message)
    case .sessionReadsOnly where !global:
      let message =
        "SESSION variable '\(name)' is read-only. Use SET GLOBAL to assign the value"
      throw SQLError(.sessionReadsVariable, message)
    default: return
    }
  }
}
