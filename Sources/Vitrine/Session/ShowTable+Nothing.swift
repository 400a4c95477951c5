extension ShowTable {
  /// The columns of those SHOW statements whose subjects Vitrine has none of: replicas, online
  /// migrations, events, logs.
  static let columnsOfNothing: [String: [String]] = [
    "master status": [
      "File", "Position", "Binlog_Do_DB", "Binlog_Ignore_DB", "Executed_Gtid_Set",
    ],
    "plugins": ["Name", "Status", "Type", "Library", "License"],
    "privileges": ["Privilege", "Context", "Comment"],
    "open tables": ["Database", "Table", "In_use", "Name_locked"],
    "profiles": ["Query_ID", "Duration", "Query"],
    "events": [
      "Db", "Name", "Definer", "Time zone", "Type", "Execute at", "Interval value",
      "Interval field", "Starts", "Ends", "Status", "Originator", "character_set_client",
      "collation_connection", "Database Collation",
    ],
    "vitess_migrations": [
      "id", "migration_uuid", "keyspace", "shard", "mysql_schema", "mysql_table",
      "migration_statement", "strategy", "options", "migration_status",
    ],
    "vitess_replication_status": [
      "Keyspace", "Shard", "TabletType", "Alias", "Hostname", "ReplicationSource",
      "ReplicationHealth", "ReplicationLag", "ThrottlerStatus",
    ],
  ]
}
