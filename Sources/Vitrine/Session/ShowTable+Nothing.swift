extension ShowTable {
  /// The columns of those SHOW statements whose subjects Vitrine has none of: replicas, online
  /// migrations, logs, storage engines of its own.
  static let columnsOfNothing: [String: [String]] = [
    "master status": [
      "File", "Position", "Binlog_Do_DB", "Binlog_Ignore_DB", "Executed_Gtid_Set",
    ],
    "replica status": replica(of: "Source", "Replica"),
    "slave status": replica(of: "Master", "Slave"),
    "replicas": ["Server_Id", "Host", "Port", "Source_Id", "Replica_UUID"],
    "slave hosts": ["Server_id", "Host", "Port", "Master_id", "Slave_UUID"],
    "binlog events": ["Log_name", "Pos", "Event_type", "Server_id", "End_log_pos", "Info"],
    "relaylog events": ["Log_name", "Pos", "Event_type", "Server_id", "End_log_pos", "Info"],
    "profile": ["Status", "Duration"],
    "plugins": ["Name", "Status", "Type", "Library", "License"],
    "privileges": ["Privilege", "Context", "Comment"],
    "open tables": ["Database", "Table", "In_use", "Name_locked"],
    "profiles": ["Query_ID", "Duration", "Query"],
    "vitess_migrations": [
      "id", "migration_uuid", "keyspace", "shard", "mysql_schema", "mysql_table",
      "migration_statement", "strategy", "options", "migration_status",
    ],
    "vitess_throttled_apps": ["app", "expire_at", "ratio", "exempt"],
    "vitess_throttler status": ["shard", "enabled", "threshold", "query"],
    "unresolved transactions": ["id", "state", "record_time", "participants"],
    "transaction status": ["id", "state", "record_time", "participants"],
    "engine": ["Type", "Name", "Status"],
    "vitess_replication_status": [
      "Keyspace", "Shard", "TabletType", "Alias", "Hostname", "ReplicationSource",
      "ReplicationHealth", "ReplicationLag", "ThrottlerStatus",
    ],
  ]

  /// SHOW REPLICA STATUS, with the words of its day for the two servers.
  private static func replica(of source: String, _ replica: String) -> [String] {
    [
      "\(replica)_IO_State", "\(source)_Host", "\(source)_User", "\(source)_Port",
      "Connect_Retry", "\(source)_Log_File", "Read_\(source)_Log_Pos", "Relay_Log_File",
      "Relay_Log_Pos", "Relay_\(source)_Log_File", "\(replica)_IO_Running",
      "\(replica)_SQL_Running", "Last_Errno", "Last_Error", "Exec_\(source)_Log_Pos",
      "Seconds_Behind_\(source)", "Retrieved_Gtid_Set", "Executed_Gtid_Set", "Auto_Position",
    ]
  }
}
