import VitrineSharding

/// Variables of the server as a whole, which SET GLOBAL alone changes or nothing does: scripts and tools set
/// and ask for them; nothing here follows from them.
extension SystemVariableDefinition {
  static let serverWide = settable + places + sizes + switches + versions

  private static let settable = [
    text("gtid_purged", "", .transactions),
    flag("log_bin_trust_function_creators", false), flag("innodb_file_per_table", true),
    flag("log_queries_not_using_indexes", false), only("require_secure_transport", false),
    flag("activate_all_roles_on_login", false), only("partial_revokes", false),
    flag("innodb_print_all_deadlocks", false), flag("innodb_stats_persistent", true),
    flag("innodb_stats_on_metadata", false), flag("innodb_stats_auto_recalc", true),
    only("offline_mode", false), flag("automatic_sp_privileges", true),
    flag("check_proxy_users", false), flag("log_slow_admin_statements", false),
    text("log_output", "FILE"), text("general_log_file", ""), text("slow_query_log_file", ""),
    text("innodb_default_row_format", "dynamic", .choice(["dynamic", "compact", "redundant"])),
    text("enforce_gtid_consistency", "OFF", .choice(["OFF", "ON", "WARN"])),
    text("binlog_checksum", "CRC32", .choice(["CRC32", "NONE"])),
    number("key_buffer_size", 8_388_608), number("table_definition_cache", 2000),
    number("max_connect_errors", 100), number("max_prepared_stmt_count", 16_382),
    number("slow_launch_time", 2), number("stored_program_cache", 256),
    number("expire_logs_days", 0), number("binlog_expire_logs_seconds", 2_592_000),
    number("binlog_cache_size", 32_768), number("max_binlog_size", 1_073_741_824),
    number("innodb_io_capacity", 200), number("innodb_io_capacity_max", 2000),
    number("innodb_thread_concurrency", 0),
    number("innodb_log_buffer_size", 16_777_216), number("innodb_change_buffer_max_size", 25),
    number("innodb_stats_persistent_sample_pages", 20),
    number("innodb_online_alter_log_max_size", 134_217_728),
    only("flush", false), text("mandatory_roles", ""), number("replica_parallel_workers", 4),
    number("slave_parallel_workers", 4), number("temptable_max_ram", 1_073_741_824),
  ]

  private static let places =
    [
      "basedir", "pid_file", "log_error", "character_sets_dir", "plugin_dir", "log_bin_basename",
      "log_bin_index", "innodb_data_home_dir", "innodb_log_group_home_dir", "relay_log",
      "ssl_ca", "ssl_cert", "ssl_key", "report_host",
    ].map { fixed($0, "") } + [fixed("tmpdir", "/tmp")]

  private static let sizes =
    [
      ("innodb_page_size", 16_384), ("innodb_log_file_size", 50_331_648),
      ("innodb_log_files_in_group", 2), ("innodb_buffer_pool_instances", 1),
      ("innodb_autoinc_lock_mode", 2), ("innodb_read_io_threads", 4),
      ("innodb_write_io_threads", 4), ("innodb_ft_min_token_size", 3),
      ("innodb_ft_max_token_size", 84), ("ft_min_word_len", 4), ("ft_max_word_len", 84),
      ("back_log", 151), ("open_files_limit", 0), ("thread_stack", 1_048_576),
      ("admin_port", 33_062),
    ].map { fixed($0.0, $0.1) }

  private static let switches =
    [
      ("lower_case_file_system", 0), ("skip_networking", 1), ("skip_name_resolve", 0),
      ("skip_show_database", 0), ("large_files_support", 1), ("log_replica_updates", 0),
      ("log_slave_updates", 0), ("innodb_read_only", 0), ("innodb_rollback_on_timeout", 0),
      ("core_file", 0), ("old", 0), ("auto_generate_certs", 1),
    ].map { Self($0.0, TypedValue(.integer($0.1), .bigint), .fixedSwitch) }

  private static let versions = [
    fixed("innodb_version", "8.0.36"), fixed("version_compile_machine", "x86_64"),
    fixed("version_compile_zlib", "1.2.13"), fixed("have_openssl", "DISABLED"),
    fixed("have_symlink", "DISABLED"), fixed("have_geometry", "YES"),
    fixed("have_compress", "NO"), fixed("character_set_system", "utf8mb3"),
    fixed("tls_version", "TLSv1.2,TLSv1.3"), fixed("bind_address", "*"),
    fixed("have_dynamic_loading", "NO"), fixed("have_rtree_keys", "YES"),
    fixed("thread_handling", "one-thread-per-connection"), fixed("innodb_flush_method", "fsync"),
  ]
}
