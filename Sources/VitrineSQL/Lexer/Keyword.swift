/// The words MySQL's grammar (and Vitess's additions) give a meaning to.
///
/// The raw value is the word in lower case. Reserved words are names only in quotes; the others are
/// names wherever the grammar asks for one. A word that is not here is `other`.
enum Keyword: String, Sendable, CaseIterable {
  case other = ""
  case accessible
  case account
  case action
  case active
  case add
  case adddate
  case admin
  case after
  case against
  case aggregate
  case algorithm
  case all
  case alter
  case always
  case analyze
  case and
  case any
  case array
  case `as`
  case asc
  case ascii
  case asensitive
  case assignGtidsToAnonymousTransactions = "assign_gtids_to_anonymous_transactions"
  case at
  case attribute
  case authentication
  case auto
  case autoIncrement = "auto_increment"
  case autoextendSize = "autoextend_size"
  case avg
  case avgRowLength = "avg_row_length"
  case backup
  case before
  case begin
  case bernoulli
  case between
  case bigint
  case binary
  case binlog
  case bit
  case blob
  case block
  case bool
  case boolean
  case both
  case btree
  case buckets
  case bulk
  case by
  case byte
  case cache
  case call
  case cancel
  case cascade
  case cascaded
  case `case`
  case cast
  case catalogName = "catalog_name"
  case chain
  case challengeResponse = "challenge_response"
  case change
  case changed
  case channel
  case char
  case character
  case charset
  case check
  case checksum
  case cipher
  case classOrigin = "class_origin"
  case cleanup
  case client
  case clone
  case close
  case coalesce
  case code
  case collate
  case collation
  case column
  case columnFormat = "column_format"
  case columnName = "column_name"
  case columns
  case comment
  case commit
  case committed
  case compact
  case complete
  case completion
  case component
  case compressed
  case compression
  case concurrent
  case condition
  case connection
  case consistent
  case constraint
  case constraintCatalog = "constraint_catalog"
  case constraintName = "constraint_name"
  case constraintSchema = "constraint_schema"
  case contains
  case context
  case `continue`
  case convert
  case copy
  case count
  case cpu
  case create
  case cross
  case csv
  case cube
  case cumeDist = "cume_dist"
  case curdate
  case current
  case currentDate = "current_date"
  case currentTime = "current_time"
  case currentTimestamp = "current_timestamp"
  case currentUser = "current_user"
  case cursor
  case cursorName = "cursor_name"
  case curtime
  case data
  case database
  case databases
  case datafile
  case date
  case dateAdd = "date_add"
  case dateSub = "date_sub"
  case datetime
  case day
  case dayHour = "day_hour"
  case dayMicrosecond = "day_microsecond"
  case dayMinute = "day_minute"
  case daySecond = "day_second"
  case deallocate
  case dec
  case decimal
  case declare
  case `default`
  case defaultAuth = "default_auth"
  case definer
  case definition
  case delayKeyWrite = "delay_key_write"
  case delayed
  case delete
  case denseRank = "dense_rank"
  case desc
  case describe
  case description
  case deterministic
  case diagnostics
  case directory
  case disable
  case discard
  case disk
  case distinct
  case distinctrow
  case div
  case `do`
  case double
  case drop
  case dual
  case dumpfile
  case duplicate
  case dynamic
  case each
  case `else`
  case elseif
  case empty
  case enable
  case enclosed
  case encryption
  case end
  case ends
  case enforced
  case engine
  case engineAttribute = "engine_attribute"
  case engines
  case `enum`
  case error
  case errors
  case escape
  case escaped
  case event
  case events
  case every
  case except
  case exchange
  case exclude
  case exclusive
  case execute
  case exists
  case exit
  case expansion
  case expire
  case explain
  case export
  case extended
  case extentSize = "extent_size"
  case extract
  case factor
  case failedLoginAttempts = "failed_login_attempts"
  case `false`
  case fast
  case faults
  case fetch
  case fields
  case file
  case fileBlockSize = "file_block_size"
  case filter
  case finish
  case first
  case firstValue = "first_value"
  case fixed
  case float
  case float4
  case float8
  case flush
  case following
  case follows
  case `for`
  case force
  case forceCutover = "force_cutover"
  case foreign
  case format
  case found
  case from
  case full
  case fulltext
  case function
  case general
  case generate
  case generated
  case geomcollection
  case geometry
  case geometrycollection
  case get
  case getFormat = "get_format"
  case getMasterPublicKey = "get_master_public_key"
  case getSourcePublicKey = "get_source_public_key"
  case global
  case grant
  case grants
  case group
  case groupConcat = "group_concat"
  case groupReplication = "group_replication"
  case grouping
  case groups
  case gtidExecuted = "gtid_executed"
  case gtidOnly = "gtid_only"
  case gtids
  case handler
  case hash
  case having
  case header
  case help
  case highPriority = "high_priority"
  case histogram
  case history
  case host
  case hosts
  case hotswap
  case hour
  case hourMicrosecond = "hour_microsecond"
  case hourMinute = "hour_minute"
  case hourSecond = "hour_second"
  case identified
  case `if`
  case ignore
  case ignoreServerIds = "ignore_server_ids"
  case `import`
  case `in`
  case inactive
  case index
  case indexes
  case infile
  case initial
  case initialSize = "initial_size"
  case initiate
  case inner
  case `inout`
  case inplace
  case insensitive
  case insert
  case insertMethod = "insert_method"
  case install
  case instance
  case instant
  case int
  case int1
  case int2
  case int3
  case int4
  case int8
  case integer
  case intersect
  case interval
  case into
  case invisible
  case invoker
  case io
  case ioAfterGtids = "io_after_gtids"
  case ioBeforeGtids = "io_before_gtids"
  case ioThread = "io_thread"
  case ipc
  case `is`
  case isolation
  case issuer
  case iterate
  case join
  case json
  case jsonTable = "json_table"
  case jsonValue = "json_value"
  case key
  case keyBlockSize = "key_block_size"
  case keyring
  case keys
  case keyspace
  case keyspaces
  case kill
  case lag
  case language
  case last
  case lastValue = "last_value"
  case lateral
  case launch
  case lead
  case leading
  case leave
  case leaves
  case left
  case less
  case level
  case like
  case limit
  case linear
  case lines
  case linestring
  case list
  case load
  case local
  case localtime
  case localtimestamp
  case lock
  case locked
  case locks
  case log
  case logfile
  case logs
  case long
  case longblob
  case longtext
  case loop
  case lowPriority = "low_priority"
  case manifest
  case manual
  case master
  case masterAutoPosition = "master_auto_position"
  case masterBind = "master_bind"
  case masterCompressionAlgorithms = "master_compression_algorithms"
  case masterConnectRetry = "master_connect_retry"
  case masterDelay = "master_delay"
  case masterHeartbeatPeriod = "master_heartbeat_period"
  case masterHost = "master_host"
  case masterLogFile = "master_log_file"
  case masterLogPos = "master_log_pos"
  case masterPassword = "master_password"
  case masterPort = "master_port"
  case masterPublicKeyPath = "master_public_key_path"
  case masterRetryCount = "master_retry_count"
  case masterServerId = "master_server_id"
  case masterSsl = "master_ssl"
  case masterSslCa = "master_ssl_ca"
  case masterSslCapath = "master_ssl_capath"
  case masterSslCert = "master_ssl_cert"
  case masterSslCipher = "master_ssl_cipher"
  case masterSslCrl = "master_ssl_crl"
  case masterSslCrlpath = "master_ssl_crlpath"
  case masterSslKey = "master_ssl_key"
  case masterSslVerifyServerCert = "master_ssl_verify_server_cert"
  case masterTlsCiphersuites = "master_tls_ciphersuites"
  case masterTlsVersion = "master_tls_version"
  case masterUser = "master_user"
  case masterZstdCompressionLevel = "master_zstd_compression_level"
  case match
  case max
  case maxConnectionsPerHour = "max_connections_per_hour"
  case maxQueriesPerHour = "max_queries_per_hour"
  case maxRows = "max_rows"
  case maxSize = "max_size"
  case maxUpdatesPerHour = "max_updates_per_hour"
  case maxUserConnections = "max_user_connections"
  case maxvalue
  case medium
  case mediumblob
  case mediumint
  case mediumtext
  case member
  case memory
  case merge
  case messageText = "message_text"
  case microsecond
  case mid
  case middleint
  case migrate
  case min
  case minRows = "min_rows"
  case minute
  case minuteMicrosecond = "minute_microsecond"
  case minuteSecond = "minute_second"
  case mod
  case mode
  case modifies
  case modify
  case month
  case multilinestring
  case multipoint
  case multipolygon
  case mutex
  case mysqlErrno = "mysql_errno"
  case name
  case names
  case national
  case natural
  case nchar
  case ndb
  case ndbcluster
  case nested
  case networkNamespace = "network_namespace"
  case never
  case new
  case next
  case no
  case noWait = "no_wait"
  case noWriteToBinlog = "no_write_to_binlog"
  case nodegroup
  case none
  case not
  case now
  case nowait
  case nthValue = "nth_value"
  case ntile
  case null
  case nulls
  case number
  case numeric
  case nvarchar
  case of
  case off
  case offset
  case oj
  case old
  case on
  case one
  case only
  case open
  case optimize
  case optimizerCosts = "optimizer_costs"
  case option
  case optional
  case optionally
  case options
  case or
  case order
  case ordinality
  case organization
  case others
  case out
  case outer
  case outfile
  case over
  case overwrite
  case owner
  case packKeys = "pack_keys"
  case page
  case parallel
  case parseTree = "parse_tree"
  case parser
  case partial
  case partition
  case partitioning
  case partitions
  case password
  case passwordLockTime = "password_lock_time"
  case path
  case percentRank = "percent_rank"
  case persist
  case persistOnly = "persist_only"
  case phase
  case plan
  case plugin
  case pluginDir = "plugin_dir"
  case plugins
  case point
  case polygon
  case port
  case position
  case postpone
  case precedes
  case preceding
  case precision
  case prepare
  case preserve
  case prev
  case primary
  case privilegeChecksUser = "privilege_checks_user"
  case privileges
  case procedure
  case process
  case processlist
  case profile
  case profiles
  case proxy
  case purge
  case qualify
  case quarter
  case queries
  case query
  case quick
  case random
  case range
  case rank
  case ratio
  case read
  case readOnly = "read_only"
  case readWrite = "read_write"
  case reads
  case real
  case rebuild
  case recover
  case recursive
  case redoBufferSize = "redo_buffer_size"
  case redundant
  case reference
  case references
  case regexp
  case registration
  case relay
  case relayLogFile = "relay_log_file"
  case relayLogPos = "relay_log_pos"
  case relayThread = "relay_thread"
  case relaylog
  case release
  case reload
  case remove
  case rename
  case reorganize
  case repair
  case `repeat`
  case repeatable
  case replace
  case replica
  case replicas
  case replicateDoDb = "replicate_do_db"
  case replicateDoTable = "replicate_do_table"
  case replicateIgnoreDb = "replicate_ignore_db"
  case replicateIgnoreTable = "replicate_ignore_table"
  case replicateRewriteDb = "replicate_rewrite_db"
  case replicateWildDoTable = "replicate_wild_do_table"
  case replicateWildIgnoreTable = "replicate_wild_ignore_table"
  case replication
  case require
  case requireRowFormat = "require_row_format"
  case requireTablePrimaryKeyCheck = "require_table_primary_key_check"
  case reset
  case resignal
  case resource
  case respect
  case restart
  case restore
  case restrict
  case resume
  case retain
  case retry
  case `return`
  case returnedSqlstate = "returned_sqlstate"
  case returning
  case returns
  case reuse
  case reverse
  case revert
  case revoke
  case right
  case rlike
  case role
  case rollback
  case rollup
  case rotate
  case routine
  case row
  case rowCount = "row_count"
  case rowFormat = "row_format"
  case rowNumber = "row_number"
  case rows
  case rtree
  case s3
  case savepoint
  case schedule
  case schema
  case schemaName = "schema_name"
  case schemas
  case second
  case secondMicrosecond = "second_microsecond"
  case secondary
  case secondaryEngine = "secondary_engine"
  case secondaryEngineAttribute = "secondary_engine_attribute"
  case secondaryLoad = "secondary_load"
  case secondaryUnload = "secondary_unload"
  case security
  case select
  case sensitive
  case separator
  case sequence
  case serial
  case serializable
  case server
  case session
  case sessionUser = "session_user"
  case set
  case sets
  case share
  case shared
  case show
  case shutdown
  case signal
  case signed
  case simple
  case skip
  case slave
  case slow
  case smallint
  case snapshot
  case socket
  case some
  case soname
  case sounds
  case source
  case sourceAutoPosition = "source_auto_position"
  case sourceBind = "source_bind"
  case sourceCompressionAlgorithms = "source_compression_algorithms"
  case sourceConnectRetry = "source_connect_retry"
  case sourceConnectionAutoFailover = "source_connection_auto_failover"
  case sourceDelay = "source_delay"
  case sourceHeartbeatPeriod = "source_heartbeat_period"
  case sourceHost = "source_host"
  case sourceLogFile = "source_log_file"
  case sourceLogPos = "source_log_pos"
  case sourcePassword = "source_password"
  case sourcePort = "source_port"
  case sourcePublicKeyPath = "source_public_key_path"
  case sourceRetryCount = "source_retry_count"
  case sourceSsl = "source_ssl"
  case sourceSslCa = "source_ssl_ca"
  case sourceSslCapath = "source_ssl_capath"
  case sourceSslCert = "source_ssl_cert"
  case sourceSslCipher = "source_ssl_cipher"
  case sourceSslCrl = "source_ssl_crl"
  case sourceSslCrlpath = "source_ssl_crlpath"
  case sourceSslKey = "source_ssl_key"
  case sourceSslVerifyServerCert = "source_ssl_verify_server_cert"
  case sourceTlsCiphersuites = "source_tls_ciphersuites"
  case sourceTlsVersion = "source_tls_version"
  case sourceUser = "source_user"
  case sourceZstdCompressionLevel = "source_zstd_compression_level"
  case spatial
  case specific
  case sql
  case sqlAfterGtids = "sql_after_gtids"
  case sqlAfterMtsGaps = "sql_after_mts_gaps"
  case sqlBeforeGtids = "sql_before_gtids"
  case sqlBigResult = "sql_big_result"
  case sqlBufferResult = "sql_buffer_result"
  case sqlCache = "sql_cache"
  case sqlCalcFoundRows = "sql_calc_found_rows"
  case sqlNoCache = "sql_no_cache"
  case sqlSmallResult = "sql_small_result"
  case sqlThread = "sql_thread"
  case sqlTsiDay = "sql_tsi_day"
  case sqlTsiHour = "sql_tsi_hour"
  case sqlTsiMinute = "sql_tsi_minute"
  case sqlTsiMonth = "sql_tsi_month"
  case sqlTsiQuarter = "sql_tsi_quarter"
  case sqlTsiSecond = "sql_tsi_second"
  case sqlTsiWeek = "sql_tsi_week"
  case sqlTsiYear = "sql_tsi_year"
  case sqlexception
  case sqlstate
  case sqlwarning
  case srid
  case ssl
  case stacked
  case start
  case starting
  case starts
  case statsAutoRecalc = "stats_auto_recalc"
  case statsPersistent = "stats_persistent"
  case statsSamplePages = "stats_sample_pages"
  case status
  case stop
  case storage
  case stored
  case straightJoin = "straight_join"
  case stream
  case strict
  case string
  case subclassOrigin = "subclass_origin"
  case subdate
  case subject
  case subpartition
  case subpartitions
  case substr
  case substring
  case sum
  case `super`
  case suspend
  case swaps
  case switches
  case sysdate
  case system
  case systemUser = "system_user"
  case table
  case tableChecksum = "table_checksum"
  case tableName = "table_name"
  case tables
  case tablesample
  case tablespace
  case temporary
  case temptable
  case terminated
  case text
  case than
  case then
  case threadPriority = "thread_priority"
  case threshold
  case throttle
  case ties
  case time
  case timestamp
  case timestampadd
  case timestampdiff
  case tinyblob
  case tinyint
  case tinytext
  case tls
  case to
  case trace
  case traditional
  case trailing
  case transaction
  case tree
  case trigger
  case triggers
  case trim
  case `true`
  case truncate
  case type
  case types
  case unbounded
  case uncommitted
  case undefined
  case undo
  case undoBufferSize = "undo_buffer_size"
  case undofile
  case unicode
  case uninstall
  case union
  case unique
  case unknown
  case unlock
  case unregister
  case unsigned
  case unthrottle
  case until
  case update
  case upgrade
  case url
  case usage
  case use
  case useFrm = "use_frm"
  case user
  case userResources = "user_resources"
  case using
  case utcDate = "utc_date"
  case utcTime = "utc_time"
  case utcTimestamp = "utc_timestamp"
  case validation
  case value
  case values
  case varbinary
  case varchar
  case varcharacter
  case variables
  case varying
  case vcpu
  case vector
  case vexplain
  case view
  case vindex
  case vindexes
  case virtual
  case visible
  case vitessKeyspaces = "vitess_keyspaces"
  case vitessMetadata = "vitess_metadata"
  case vitessMigration = "vitess_migration"
  case vitessMigrations = "vitess_migrations"
  case vitessReplicationStatus = "vitess_replication_status"
  case vitessShards = "vitess_shards"
  case vitessTablets = "vitess_tablets"
  case vitessTarget = "vitess_target"
  case vitessThrottledApps = "vitess_throttled_apps"
  case vitessThrottler = "vitess_throttler"
  case vschema
  case vstream
  case wait
  case warnings
  case week
  case weightString = "weight_string"
  case when
  case `where`
  case `while`
  case window
  case with
  case without
  case work
  case wrapper
  case write
  case x509
  case xa
  case xid
  case xml
  case xor
  case year
  case yearMonth = "year_month"
  case zerofill
  case zone
}
