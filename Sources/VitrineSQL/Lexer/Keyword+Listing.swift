/// MySQL's own keywords, as its `information_schema.KEYWORDS` lists them.
package enum KeywordListing {
  /// The words in upper case, sorted, and whether they are reserved.
  package static let all: [(word: String, isReserved: Bool)] = Keyword.allCases
    .map(\.rawValue)
    .filter { !$0.isEmpty && !others.contains($0) }
    .sorted()
    .map { ($0.uppercased(), Keyword.reservedWords.contains($0)) }

  /// Words of Vitess, and names of functions and of options with a grammar of their own, which MySQL does
  /// not count among its keywords.
  private static let others = Set(
    """
    adddate cancel cast cleanup complete copy count csv curdate curtime date_add date_sub exclusive
    extract force_cutover group_concat gtid_executed header hotswap inplace instant keyspace
    keyspaces launch manifest max mid min now overwrite plan position postpone queries ratio retry
    revert sequence session_user sets shared sql_cache strict subdate substr substring sum sysdate
    system_user threshold throttle trace traditional tree trim unthrottle vector vexplain vindex
    vindexes vitess_keyspaces vitess_metadata vitess_migration vitess_migrations
    vitess_replication_status vitess_shards vitess_tablets vitess_target vitess_throttled_apps
    vitess_throttler vschema vstream
    """
    .split(whereSeparator: \.isWhitespace).map(String.init)
  )
}
