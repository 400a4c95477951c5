import VitrineSharding

/// The types of system variables, for the metadata of `SELECT @@x`.
enum SystemVariables {
  private static let texts: Set<String> = [
    "character_set_client", "character_set_connection", "character_set_database",
    "character_set_results", "character_set_server", "collation_connection", "collation_database",
    "collation_server", "default_storage_engine", "hostname", "init_connect", "license",
    "lc_time_names", "sql_mode", "system_time_zone", "time_zone", "transaction_isolation",
    "tx_isolation", "version", "version_comment", "version_compile_os", "workload",
    "transaction_mode", "session_uuid", "ddl_strategy", "migration_context",
    "read_after_write_gtid", "transaction_timeout_action", "gtid_executed", "server_uuid",
    "planner",
    "vitrine_strategy", "vitrine_read_consistency",
  ]

  private static let numbers: Set<String> = [
    "autocommit", "auto_increment_increment", "auto_increment_offset", "foreign_key_checks",
    "unique_checks", "interactive_timeout", "wait_timeout", "lower_case_table_names",
    "max_allowed_packet", "max_execution_time", "net_buffer_length", "net_write_timeout",
    "net_read_timeout", "performance_schema", "query_cache_size", "sql_auto_is_null",
    "sql_big_result", "sql_safe_updates", "sql_select_limit", "transaction_read_only",
    "tx_read_only", "last_insert_id", "identity", "innodb_lock_wait_timeout", "read_only",
    "group_concat_max_len", "div_precision_increment", "port", "server_id", "max_connections",
    "query_timeout", "transaction_timeout", "client_found_rows", "warning_count", "error_count",
  ]

  /// By lower case name; `unknown` for those not listed.
  static func type(_ name: String) -> MySQLType {
    if numbers.contains(name) { return .bigint }
    return texts.contains(name) ? .varchar(255) : .unknown
  }
}
