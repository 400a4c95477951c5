import VitrineSharding

/// Variables that tune MySQL's own machinery: clients set them, and read what they have set; there is
/// nothing here that they would change.
///
/// One whose other values would change an answer takes its standard value alone.
extension SystemVariableDefinition {
  static let server = memory + optimizer + logging + names + inserts

  private static let memory = [
    ("bulk_insert_buffer_size", 8_388_608), ("connect_timeout", 10), ("flush_time", 0),
    ("histogram_generation_max_mem_size", 20_000_000), ("information_schema_stats_expiry", 86_400),
    ("innodb_buffer_pool_size", 134_217_728), ("max_delayed_threads", 20),
    ("max_insert_delayed_threads", 20), ("max_join_size", Int64.max),
    ("max_length_for_sort_data", 4096), ("max_points_in_geometry", 65_536), ("max_tmp_tables", 32),
    ("max_user_connections", 0), ("myisam_sort_buffer_size", 8_388_608), ("net_retry_count", 10),
    ("parser_max_mem_size", Int64.max), ("preload_buffer_size", 32_768),
    ("query_alloc_block_size", 8192), ("query_prealloc_size", 8192),
    ("range_alloc_block_size", 4096), ("range_optimizer_max_mem_size", 8_388_608),
    ("read_buffer_size", 131_072), ("read_rnd_buffer_size", 262_144), ("table_open_cache", 4000),
    ("thread_cache_size", 9), ("transaction_alloc_block_size", 8192),
    ("transaction_prealloc_size", 4096), ("innodb_flush_log_at_trx_commit", 1), ("sync_binlog", 1),
  ].map { number($0.0, $0.1) }

  private static let optimizer = [
    number("eq_range_index_dive_limit", 200), number("max_seeks_for_key", Int64.max),
    number("min_examined_row_limit", 0), number("optimizer_prune_level", 1, 0...1),
    number("optimizer_search_depth", 62, 0...62), number("optimizer_trace_limit", 1),
    number("optimizer_trace_max_mem_size", 1_048_576),
    number("optimizer_trace_offset", -1, Int64.min...Int64.max),
    text("optimizer_trace", "enabled=off,one_line=off"),
    text(
      "optimizer_trace_features",
      "greedy_search=on,range_optimizer=on,dynamic_range=on,repeated_subselect=on"
    ),
    text("internal_tmp_mem_storage_engine", "TempTable", .choice(["MEMORY", "TempTable"])),
    text("default_tmp_storage_engine", "InnoDB"), text("use_secondary_engine", "ON"),
    flag("sql_buffer_result", false), flag("high_priority_updates", false),
    flag("innodb_ft_enable_stopword", true), flag("innodb_table_locks", true),
    flag("end_markers_in_json", false), flag("windowing_use_high_precision", true),
    flag("updatable_views_with_limit", true), flag("keep_files_on_create", false),
    flag("old_alter_table", false), flag("transaction_allow_batching", false),
    flag("new", false),
  ]

  private static let logging = [
    flag("sql_log_bin", true), flag("sql_log_off", false), flag("general_log", false),
    flag("slow_query_log", false), flag("profiling", false), number("profiling_history_size", 15),
    number("pseudo_thread_id", 0), flag("pseudo_slave_mode", false),
    flag("binlog_direct_non_transactional_updates", false),
    flag("binlog_rows_query_log_events", false), flag("print_identified_with_as_hex", false),
    Self("long_query_time", TypedValue(.real(10), .double), .fraction),
    text("binlog_format", "ROW", .choice(["ROW", "STATEMENT", "MIXED"])),
    text("binlog_row_image", "FULL", .choice(["FULL", "MINIMAL", "NOBLOB"])),
    text("transaction_write_set_extraction", "XXHASH64"), text("gtid_next", "AUTOMATIC"),
    text("rbr_exec_mode", "STRICT", .choice(["STRICT", "IDEMPOTENT"])),
    text("session_track_gtids", "OFF", .choice(["OFF", "OWN_GTID", "ALL_GTIDS"])),
    text("session_track_system_variables", "time_zone,autocommit,character_set_client"),
    text("session_track_transaction_info", "OFF", .choice(["OFF", "STATE", "CHARACTERISTICS"])),
    flag("session_track_schema", true), flag("session_track_state_change", false),
    text("resultset_metadata", "FULL", .choice(["FULL"])),
  ]

  private static let names = [
    text("character_set_filesystem", "binary"), text("lc_messages", "en_US"),
    text("completion_type", "NO_CHAIN", .choice(["NO_CHAIN", "0"])),
    text("concurrent_insert", "AUTO"), text("delay_key_write", "ON"),
    text("event_scheduler", "OFF"), number("old_passwords", 0, 0...0),
    fixed("ngram_token_size", 2), number("sql_quote_show_create", 1, 1...1),
    number("show_create_table_verbosity", 0, 0...0), number("show_old_temporals", 0, 0...0),
    flag("sql_require_primary_key", false),
    Self("log_bin", TypedValue(.integer(0), .bigint), .fixedSwitch),
    text("default_authentication_plugin", "caching_sha2_password"),
    fixed("ft_boolean_syntax", "+ -><()~*:\"\"&|"), fixed("have_profiling", "YES"),
    fixed("external_user", ""), fixed("gtid_owned", ""), fixed("gtid_mode", "OFF"),
    fixed("socket", ""),
  ]

  /// What the next INSERT would follow, and so keeps its standard value.
  private static let inserts = [
    Self("insert_id", TypedValue(.integer(0), .bigint), .standard),
    only("sql_generate_invisible_primary_key", false),
  ]
}
