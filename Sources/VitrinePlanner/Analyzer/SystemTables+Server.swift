import VitrineSQL
import VitrineSharding

/// The tables of `mysql`, `performance_schema` and `sys`, as far as they are there.
extension SystemTables {
  static let mysql = build(
    "mysql",
    """
    user (Host CHAR(255) NOT NULL DEFAULT '', User CHAR(32) NOT NULL DEFAULT '', \
    \(privileges(globalPrivileges)), ssl_type ENUM('','ANY','X509','SPECIFIED') NOT NULL DEFAULT '', \
    ssl_cipher BLOB NOT NULL, x509_issuer BLOB NOT NULL, x509_subject BLOB NOT NULL, \
    max_questions INT UNSIGNED NOT NULL DEFAULT 0, max_updates INT UNSIGNED NOT NULL DEFAULT 0, \
    max_connections INT UNSIGNED NOT NULL DEFAULT 0, max_user_connections INT UNSIGNED NOT NULL DEFAULT 0, \
    plugin CHAR(64) NOT NULL DEFAULT 'caching_sha2_password', authentication_string TEXT, \
    password_expired ENUM('N','Y') NOT NULL DEFAULT 'N', password_last_changed TIMESTAMP NULL, \
    password_lifetime SMALLINT UNSIGNED, account_locked ENUM('N','Y') NOT NULL DEFAULT 'N', \
    \(privileges("Create_role Drop_role")), Password_reuse_history SMALLINT UNSIGNED, \
    Password_reuse_time SMALLINT UNSIGNED, Password_require_current ENUM('N','Y'), User_attributes JSON, \
    PRIMARY KEY (Host, User)) COMMENT 'Users and global privileges'
    db (Host CHAR(255) NOT NULL DEFAULT '', Db CHAR(64) NOT NULL DEFAULT '', \
    User CHAR(32) NOT NULL DEFAULT '', \(privileges(schemaPrivileges)), PRIMARY KEY (Host, User, Db), \
    KEY User (User)) COMMENT 'Database privileges'
    tables_priv (Host CHAR(255) NOT NULL DEFAULT '', Db CHAR(64) NOT NULL DEFAULT '', \
    User CHAR(32) NOT NULL DEFAULT '', Table_name CHAR(64) NOT NULL DEFAULT '', \
    Grantor VARCHAR(288) NOT NULL DEFAULT '', Timestamp TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP \
    ON UPDATE CURRENT_TIMESTAMP, Table_priv SET('Select','Insert','Update','Delete','Create','Drop',\
    'Grant','References','Index','Alter','Create View','Show view','Trigger') NOT NULL DEFAULT '', \
    Column_priv SET('Select','Insert','Update','References') NOT NULL DEFAULT '', \
    PRIMARY KEY (Host, User, Db, Table_name), KEY Grantor (Grantor)) COMMENT 'Table privileges'
    columns_priv (Host CHAR(255) NOT NULL DEFAULT '', Db CHAR(64) NOT NULL DEFAULT '', \
    User CHAR(32) NOT NULL DEFAULT '', Table_name CHAR(64) NOT NULL DEFAULT '', \
    Column_name CHAR(64) NOT NULL DEFAULT '', Timestamp TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP \
    ON UPDATE CURRENT_TIMESTAMP, Column_priv SET('Select','Insert','Update','References') NOT NULL DEFAULT '', \
    PRIMARY KEY (Host, User, Db, Table_name, Column_name)) COMMENT 'Column privileges'
    procs_priv (Host CHAR(255) NOT NULL DEFAULT '', Db CHAR(64) NOT NULL DEFAULT '', \
    User CHAR(32) NOT NULL DEFAULT '', Routine_name CHAR(64) NOT NULL DEFAULT '', \
    Routine_type ENUM('FUNCTION','PROCEDURE') NOT NULL, Grantor VARCHAR(288) NOT NULL DEFAULT '', \
    Proc_priv SET('Execute','Alter Routine','Grant') NOT NULL DEFAULT '', \
    Timestamp TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, \
    PRIMARY KEY (Host, User, Db, Routine_name, Routine_type), KEY Grantor (Grantor)) COMMENT 'Procedure privileges'
    global_grants (USER CHAR(32) NOT NULL DEFAULT '', HOST CHAR(255) NOT NULL DEFAULT '', \
    PRIV CHAR(32) NOT NULL DEFAULT '', WITH_GRANT_OPTION ENUM('N','Y') NOT NULL DEFAULT 'N', \
    PRIMARY KEY (USER, HOST, PRIV)) COMMENT 'Extended global grants'
    role_edges (FROM_HOST CHAR(255) NOT NULL DEFAULT '', FROM_USER CHAR(32) NOT NULL DEFAULT '', \
    TO_HOST CHAR(255) NOT NULL DEFAULT '', TO_USER CHAR(32) NOT NULL DEFAULT '', \
    WITH_ADMIN_OPTION ENUM('N','Y') NOT NULL DEFAULT 'N', \
    PRIMARY KEY (FROM_HOST, FROM_USER, TO_HOST, TO_USER)) COMMENT 'Role hierarchy and role grants'
    default_roles (HOST CHAR(255) NOT NULL DEFAULT '', USER CHAR(32) NOT NULL DEFAULT '', \
    DEFAULT_ROLE_HOST CHAR(255) NOT NULL DEFAULT '%', DEFAULT_ROLE_USER CHAR(32) NOT NULL DEFAULT '', \
    PRIMARY KEY (HOST, USER, DEFAULT_ROLE_HOST, DEFAULT_ROLE_USER)) COMMENT 'Default roles'
    func (name CHAR(64) NOT NULL DEFAULT '', ret TINYINT NOT NULL DEFAULT 0, dl CHAR(128) NOT NULL DEFAULT '', \
    type ENUM('function','aggregate') NOT NULL, PRIMARY KEY (name)) COMMENT 'User defined functions'
    plugin (name VARCHAR(64) NOT NULL DEFAULT '', dl VARCHAR(128) NOT NULL DEFAULT '', \
    PRIMARY KEY (name)) COMMENT 'MySQL plugins'
    component (component_id INT UNSIGNED NOT NULL AUTO_INCREMENT, component_group_id INT UNSIGNED NOT NULL, \
    component_urn TEXT NOT NULL, PRIMARY KEY (component_id)) COMMENT 'Components'
    servers (Server_name CHAR(64) NOT NULL DEFAULT '', Host CHAR(255) NOT NULL DEFAULT '', \
    Db CHAR(64) NOT NULL DEFAULT '', Username CHAR(64) NOT NULL DEFAULT '', \
    Password CHAR(64) NOT NULL DEFAULT '', Port INT NOT NULL DEFAULT 0, Socket CHAR(64) NOT NULL DEFAULT '', \
    Wrapper CHAR(64) NOT NULL DEFAULT '', Owner CHAR(64) NOT NULL DEFAULT '', PRIMARY KEY (Server_name)) \
    COMMENT 'MySQL Foreign Servers table'
    general_log (event_time TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), \
    user_host MEDIUMTEXT NOT NULL, thread_id BIGINT UNSIGNED NOT NULL, server_id INT UNSIGNED NOT NULL, \
    command_type VARCHAR(64) NOT NULL, argument MEDIUMBLOB NOT NULL) COMMENT 'General log'
    slow_log (start_time TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), \
    user_host MEDIUMTEXT NOT NULL, query_time TIME(6) NOT NULL, lock_time TIME(6) NOT NULL, \
    rows_sent INT NOT NULL, rows_examined INT NOT NULL, db VARCHAR(512) NOT NULL, last_insert_id INT NOT NULL, \
    insert_id INT NOT NULL, server_id INT UNSIGNED NOT NULL, sql_text MEDIUMBLOB NOT NULL, \
    thread_id BIGINT UNSIGNED NOT NULL) COMMENT 'Slow log'
    time_zone (Time_zone_id INT UNSIGNED NOT NULL AUTO_INCREMENT, \
    Use_leap_seconds ENUM('Y','N') NOT NULL DEFAULT 'N', PRIMARY KEY (Time_zone_id)) COMMENT 'Time zones'
    time_zone_name (Name CHAR(64) NOT NULL, Time_zone_id INT UNSIGNED NOT NULL, \
    PRIMARY KEY (Name)) COMMENT 'Time zone names'
    time_zone_leap_second (Transition_time BIGINT NOT NULL, Correction INT NOT NULL, \
    PRIMARY KEY (Transition_time)) COMMENT 'Leap seconds information for time zones'
    time_zone_transition (Time_zone_id INT UNSIGNED NOT NULL, Transition_time BIGINT NOT NULL, \
    Transition_type_id INT UNSIGNED NOT NULL, PRIMARY KEY (Time_zone_id, Transition_time)) \
    COMMENT 'Time zone transitions'
    time_zone_transition_type (Time_zone_id INT UNSIGNED NOT NULL, Transition_type_id INT UNSIGNED NOT NULL, \
    `Offset` INT NOT NULL DEFAULT 0, Is_DST TINYINT UNSIGNED NOT NULL DEFAULT 0, \
    Abbreviation CHAR(8) NOT NULL DEFAULT '', PRIMARY KEY (Time_zone_id, Transition_type_id)) \
    COMMENT 'Time zone transition types'
    """
  )

  static let performanceSchema = build(
    "performance_schema",
    """
    global_variables (\(variable))
    session_variables (\(variable))
    persisted_variables (\(variable))
    global_status (\(variable))
    session_status (\(variable))
    processlist (ID BIGINT UNSIGNED NOT NULL, USER VARCHAR(32), HOST VARCHAR(261), DB VARCHAR(64), \
    COMMAND VARCHAR(16), TIME BIGINT, STATE VARCHAR(64), INFO LONGTEXT, \
    EXECUTION_ENGINE ENUM('PRIMARY','SECONDARY'), PRIMARY KEY (ID))
    metadata_locks (OBJECT_TYPE VARCHAR(64) NOT NULL, OBJECT_SCHEMA VARCHAR(64), OBJECT_NAME VARCHAR(64), \
    COLUMN_NAME VARCHAR(64), OBJECT_INSTANCE_BEGIN BIGINT UNSIGNED NOT NULL, LOCK_TYPE VARCHAR(32) NOT NULL, \
    LOCK_DURATION VARCHAR(32) NOT NULL, LOCK_STATUS VARCHAR(32) NOT NULL, SOURCE VARCHAR(64), \
    OWNER_THREAD_ID BIGINT UNSIGNED, OWNER_EVENT_ID BIGINT UNSIGNED, PRIMARY KEY (OBJECT_INSTANCE_BEGIN))
    data_locks (ENGINE VARCHAR(32) NOT NULL, ENGINE_LOCK_ID VARCHAR(128) NOT NULL, \
    ENGINE_TRANSACTION_ID BIGINT UNSIGNED, THREAD_ID BIGINT UNSIGNED, EVENT_ID BIGINT UNSIGNED, \
    OBJECT_SCHEMA VARCHAR(64), OBJECT_NAME VARCHAR(64), PARTITION_NAME VARCHAR(64), \
    SUBPARTITION_NAME VARCHAR(64), INDEX_NAME VARCHAR(64), OBJECT_INSTANCE_BEGIN BIGINT UNSIGNED NOT NULL, \
    LOCK_TYPE VARCHAR(32) NOT NULL, LOCK_MODE VARCHAR(32) NOT NULL, LOCK_STATUS VARCHAR(32) NOT NULL, \
    LOCK_DATA VARCHAR(8192), PRIMARY KEY (ENGINE_LOCK_ID, ENGINE))
    data_lock_waits (ENGINE VARCHAR(32) NOT NULL, \(waits("REQUESTING")), \(waits("BLOCKING")), \
    KEY REQUESTING_ENGINE_LOCK_ID (REQUESTING_ENGINE_LOCK_ID, ENGINE), \
    KEY BLOCKING_ENGINE_LOCK_ID (BLOCKING_ENGINE_LOCK_ID, ENGINE))
    setup_actors (HOST CHAR(255) NOT NULL DEFAULT '%', USER CHAR(32) NOT NULL DEFAULT '%', \
    `ROLE` CHAR(32) NOT NULL DEFAULT '%', \(isOn("ENABLED")), \(isOn("HISTORY")), PRIMARY KEY (HOST, USER, `ROLE`))
    setup_consumers (NAME VARCHAR(64) NOT NULL, ENABLED ENUM('YES','NO') NOT NULL, PRIMARY KEY (NAME))
    setup_instruments (NAME VARCHAR(128) NOT NULL, ENABLED ENUM('YES','NO') NOT NULL, TIMED ENUM('YES','NO'), \
    PROPERTIES SET('singleton','progress','user','global_statistics','mutable','controlled_by_default') NOT NULL, \
    FLAGS SET('controlled'), VOLATILITY INT NOT NULL, DOCUMENTATION LONGTEXT, PRIMARY KEY (NAME))
    setup_objects (OBJECT_TYPE ENUM('EVENT','FUNCTION','PROCEDURE','TABLE','TRIGGER') NOT NULL DEFAULT 'TABLE', \
    OBJECT_SCHEMA VARCHAR(64) DEFAULT '%', OBJECT_NAME VARCHAR(64) NOT NULL DEFAULT '%', \
    \(isOn("ENABLED")), \(isOn("TIMED")), UNIQUE KEY `OBJECT` (OBJECT_TYPE, OBJECT_SCHEMA, OBJECT_NAME))
    setup_threads (NAME VARCHAR(128) NOT NULL, ENABLED ENUM('YES','NO') NOT NULL, \
    HISTORY ENUM('YES','NO') NOT NULL, PROPERTIES SET('singleton','user') NOT NULL, VOLATILITY INT NOT NULL, \
    DOCUMENTATION LONGTEXT, PRIMARY KEY (NAME))
    session_connect_attrs (\(attributes))
    session_account_connect_attrs (\(attributes))
    """
  )

  static let sys = build(
    "sys",
    """
    sys_config (variable VARCHAR(128) NOT NULL, value VARCHAR(128), \
    set_time TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, set_by VARCHAR(128), \
    PRIMARY KEY (variable))
    version (sys_version VARCHAR(5) NOT NULL DEFAULT '', mysql_version VARCHAR(32) CHARACTER SET utf8mb4)
    """
  )

  private static let globalPrivileges =
    "Select Insert Update Delete Create Drop Reload Shutdown Process File Grant References Index Alter Show_db "
    + "Super Create_tmp_table Lock_tables Execute Repl_slave Repl_client Create_view Show_view Create_routine "
    + "Alter_routine Create_user Event Trigger Create_tablespace"

  private static let schemaPrivileges =
    "Select Insert Update Delete Create Drop Grant References Index Alter Create_tmp_table Lock_tables "
    + "Create_view Show_view Create_routine Alter_routine Execute Event Trigger"

  private static let variable =
    "VARIABLE_NAME VARCHAR(64) NOT NULL, VARIABLE_VALUE VARCHAR(1024), PRIMARY KEY (VARIABLE_NAME)"

  private static let attributes =
    "PROCESSLIST_ID BIGINT UNSIGNED NOT NULL, ATTR_NAME VARCHAR(32) NOT NULL, ATTR_VALUE VARCHAR(1024), "
    + "ORDINAL_POSITION INT, PRIMARY KEY (PROCESSLIST_ID, ATTR_NAME)"

  private static func privileges(_ names: String) -> String {
    names.split(separator: " ").map { "\($0)_priv ENUM('N','Y') NOT NULL DEFAULT 'N'" }
      .joined(separator: ", ")
  }

  private static func isOn(_ column: String) -> String {
    "\(column) ENUM('YES','NO') NOT NULL DEFAULT 'YES'"
  }

  private static func waits(_ side: String) -> String {
    "\(side)_ENGINE_LOCK_ID VARCHAR(128) NOT NULL, \(side)_ENGINE_TRANSACTION_ID BIGINT UNSIGNED, "
      + "\(side)_THREAD_ID BIGINT UNSIGNED, \(side)_EVENT_ID BIGINT UNSIGNED, "
      + "\(side)_OBJECT_INSTANCE_BEGIN BIGINT UNSIGNED NOT NULL"
  }

  /// The tables of as many lines of DDL, by name; their texts tell upper from lower case in `mysql` alone.
  private static func build(_ schema: String, _ text: String) -> [String: TableDefinition] {
    var keyspace = Keyspace(
      name: schema,
      shards: ShardMap(evenSplit: 1),
      vschema: KeyspaceVSchema()
    )
    if schema == "mysql" { keyspace.collation = .utf8mb4Bin }
    var builder = SchemaBuilder(keyspace: keyspace)
    for line in text.split(separator: "\n") {
      guard let statement = try? Parser.parse("CREATE TABLE " + line) else { continue }
      try? builder.apply(statement)
    }
    return builder.keyspace.tables.mapValues { table in
      var table = table
      if table.hasHiddenKey {
        table.columns.removeAll { $0.name == TableDefinition.hiddenKey }
        table.primaryKey = []
      }
      if schema == "performance_schema" { table.options.engine = "PERFORMANCE_SCHEMA" }
      if table.name.hasSuffix("_log") { table.options.engine = "CSV" }
      return table
    }
  }
}
