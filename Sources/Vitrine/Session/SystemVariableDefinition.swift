import VitrineSQL
import VitrineSharding

/// A system variable: its default and what may be assigned to it.
struct SystemVariableDefinition: Sendable {
  /// What a value must be.
  enum Domain: Sendable {
    /// ON, OFF, 1, 0.
    case switching
    case whole(ClosedRange<Int64>)
    case text
    /// One of these, in any case.
    case choice([String])
    case sqlMode
    case timeZone
    /// The name of a collation or character set, under which MySQL shows it.
    case collation
    case characterSet
    /// A locale's name.
    case locale
    /// The name of a storage engine, kept as MySQL writes it.
    case storageEngine
    case timestamp
    /// Any number.
    case fraction
    /// ON, OFF, 1, 0, of which only the default is supported.
    case only(Bool)
    /// The default alone is supported.
    case standard
    /// `SELECT @@x` works, SET does not.
    case fixed
    /// A switch that SET does not change.
    case fixedSwitch
    /// A set of GTIDs, to which one with a `+` before it adds.
    case transactions

    /// Whether SHOW VARIABLES says ON or OFF.
    var isSwitch: Bool {
      switch self {
      case .switching, .only, .fixedSwitch: true
      default: false
      }
    }
  }

  let name: String
  let standard: TypedValue
  let domain: Domain

  init(_ name: String, _ standard: TypedValue, _ domain: Domain) {
    self.name = name
    self.standard = standard
    self.domain = domain
  }

  static func number(
    _ name: String,
    _ standard: Int64,
    _ range: ClosedRange<Int64> = 0...Int64.max
  ) -> Self {
    Self(name, TypedValue(.integer(standard), .bigint), .whole(range))
  }

  static func text(_ name: String, _ standard: String, _ domain: Domain = .text) -> Self {
    Self(name, TypedValue(.text(standard), .varchar(standard.count)), domain)
  }

  static func flag(_ name: String, _ standard: Bool) -> Self {
    Self(name, TypedValue(.integer(standard ? 1 : 0), .bigint), .switching)
  }

  /// A switch that has to stay as it is.
  static func only(_ name: String, _ standard: Bool) -> Self {
    Self(name, TypedValue(.integer(standard ? 1 : 0), .bigint), .only(standard))
  }

  static func fixed(_ name: String, _ standard: String) -> Self {
    text(name, standard, .fixed)
  }

  static func fixed(_ name: String, _ standard: Int64) -> Self {
    Self(name, TypedValue(.integer(standard), .bigint), .fixed)
  }

  static let standardSQLMode =
    "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
    + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"

  /// All variables by lower-case name.
  static let all: [String: SystemVariableDefinition] = Dictionary(
    (behaviour + characterSets + limits + identity + vitess + server + serverWide)
      .map { ($0.name, $0) },
    uniquingKeysWith: { first, _ in first }
  )

  /// The types of all variables; a text may have any length.
  static let types: [String: MySQLType] = all.mapValues { definition in
    let type = definition.standard.type
    return type.isText ? .varchar(255) : type
  }

  /// Whether it is one that MySQL does not have.
  var isOwn: Bool { Self.vitess.contains { $0.name == name } }

  private static let behaviour = [
    flag("autocommit", true), flag("foreign_key_checks", true), flag("unique_checks", true),
    flag("sql_safe_updates", false), only("sql_auto_is_null", false), flag("sql_notes", true),
    flag("sql_warnings", false), flag("sql_big_selects", true), flag("big_tables", false),
    flag("innodb_strict_mode", true), flag("local_infile", false),
    flag("transaction_read_only", false), flag("tx_read_only", false),
    flag("explicit_defaults_for_timestamp", true), flag("low_priority_updates", false),
    text("sql_mode", standardSQLMode, .sqlMode), text("time_zone", "SYSTEM", .timeZone),
    text("transaction_isolation", "REPEATABLE-READ", isolations),
    text("tx_isolation", "REPEATABLE-READ", isolations),
    text("block_encryption_mode", "aes-128-ecb", .choice(encryptionModes)),
    text("default_storage_engine", "InnoDB", .storageEngine),
    text("lc_time_names", "en_US", .locale),
    text("optimizer_switch", ""), text("init_connect", ""),
    number("auto_increment_increment", 1, 1...65535), number("auto_increment_offset", 1, 1...65535),
    number("default_week_format", 0, 0...7), number("div_precision_increment", 4, 0...30),
    Self("timestamp", TypedValue(.real(0), .double), .timestamp),
    number("rand_seed1", 0), number("rand_seed2", 0),
  ]

  private static let encryptionModes = ["ecb", "cbc", "cfb1", "cfb8", "cfb128", "ofb"].flatMap {
    mode in [128, 192, 256].map { "aes-\($0)-\(mode)" }
  }

  private static let isolations = Domain.choice([
    "READ-UNCOMMITTED", "READ-COMMITTED", "REPEATABLE-READ", "SERIALIZABLE",
  ])

  private static let characterSets = [
    text("character_set_client", "utf8mb4"), text("character_set_results", "utf8mb4"),
    text("character_set_connection", "utf8mb4", .characterSet),
    text("character_set_database", "utf8mb4", .standard),
    text("character_set_server", "utf8mb4", .characterSet),
    text("collation_connection", "utf8mb4_0900_ai_ci", .collation),
    text("collation_database", "utf8mb4_0900_ai_ci", .standard),
    text("collation_server", "utf8mb4_0900_ai_ci", .collation),
    text("default_collation_for_utf8mb4", "utf8mb4_0900_ai_ci", .standard),
  ]

  private static let limits = [
    number("innodb_lock_wait_timeout", 50, 1...1_073_741_824),
    number("lock_wait_timeout", 31_536_000, 1...31_536_000),
    number("max_execution_time", 0), number("sql_select_limit", Int64.max),
    number("group_concat_max_len", 1024, 4...Int64.max), number("max_allowed_packet", 67_108_864),
    number("max_error_count", 1024, 0...65535),
    number("cte_max_recursion_depth", 1000, 0...4_294_967_295),
    number("max_sp_recursion_depth", 0, 0...255),
    number("interactive_timeout", 28800, 1...31_536_000),
    number("wait_timeout", 28800, 1...31_536_000), number("net_read_timeout", 30),
    number("net_write_timeout", 60), number("net_buffer_length", 16384),
    number("max_connections", 151), number("max_sort_length", 1024),
    number("sort_buffer_size", 262_144), number("join_buffer_size", 262_144),
    number("tmp_table_size", 16_777_216), number("max_heap_table_size", 16_777_216),
    number("regexp_time_limit", 32, 0...2_147_483_647),
    number("regexp_stack_limit", 8_000_000, 8_000_000...8_000_000),
    fixed("lower_case_table_names", 0), number("server_id", 1), fixed("port", 3306),
    flag("read_only", false), flag("super_read_only", false),
  ]

  private static let identity = [
    fixed("version", "8.0.36-Vitrine"), fixed("version_comment", "Vitrine"),
    fixed("version_compile_os", "SQLite"), fixed("license", "Apache-2.0"),
    fixed("hostname", "localhost"), fixed("system_time_zone", "UTC"),
    fixed("protocol_version", "10"), fixed("datadir", ""), fixed("have_ssl", "DISABLED"),
    Self("secure_file_priv", .null, .fixed), fixed("performance_schema", "0"),
    fixed("gtid_executed", ""), fixed("server_uuid", ""),
    number("last_insert_id", 0), number("identity", 0), fixed("warning_count", "0"),
    fixed("error_count", "0"),
  ]

  private static let vitess = [
    text("vitrine_strategy", "pushdown"), text("planner", "pushdown"),
    text("vitrine_read_consistency", "none"),
    text("workload", "OLTP", .choice(["OLTP", "OLAP", "DBA", "UNSPECIFIED"])),
    text("transaction_mode", "MULTI", .choice(["SINGLE", "MULTI", "TWOPC", "UNSPECIFIED"])),
    text("ddl_strategy", "direct"), text("session_uuid", ""), text("migration_context", ""),
    flag("client_found_rows", false), flag("skip_query_plan_cache", false),
    flag("no_scatter", false), flag("warn_scatter", false),
    number("max_memory_rows", 0), number("max_memory_bytes", 1 << 30),
    number("query_timeout", 0), number("transaction_timeout", 0),
    text("read_after_write_gtid", ""), number("read_after_write_timeout", 0),
    flag("enable_system_settings", true),
  ]
}
