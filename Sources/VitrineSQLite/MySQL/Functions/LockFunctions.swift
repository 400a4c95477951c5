package import VitrineSQL
import VitrineSharding

/// The locks of GET_LOCK: names that one session of the cluster holds at a time.
package protocol UserLocks: Sendable {
  /// Waits for the lock up to a number of seconds, or without end where it is negative.
  ///
  /// - Returns: whether the session holds it now; it may hold it several times.
  /// - Throws: `userLockDeadlock`, or what stops the statement.
  func acquire(
    _ name: String,
    session: Int64,
    timeout: Double,
    check: () throws(SQLError) -> Void
  ) throws(SQLError) -> Bool
  /// Gives one hold up; nil where nobody holds the lock, false where another session does.
  func release(_ name: String, session: Int64) -> Bool?
  /// Gives all up, and tells how many holds there were.
  func releaseAll(session: Int64) -> Int
  /// The session that holds the lock.
  func holder(of name: String) -> Int64?
}

/// The chapter "Locking Functions".
enum LockFunctions {
  static let definitions: [FunctionDefinition] = [
    volatile("GET_LOCK", 2...2, [.text, .real], .integer, "my_get_lock"),
    volatile("RELEASE_LOCK", 1...1, [.text], .integer, "my_release_lock"),
    volatile("RELEASE_ALL_LOCKS", 0...0, [], .unsigned, "my_release_all_locks"),
    volatile("IS_FREE_LOCK", 1...1, [.text], .integer, "my_is_free_lock"),
    volatile("IS_USED_LOCK", 1...1, [.text], .unsigned, "my_is_used_lock"),
  ]

  private static func volatile(
    _ name: String,
    _ arity: ClosedRange<Int>,
    _ parameters: [ParameterKind],
    _ result: ResultRule,
    _ function: String
  ) -> FunctionDefinition {
    FunctionDefinition(name, arity, parameters, result, .call(function), stability: .volatile)
  }

  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction(
        "my_get_lock",
        arguments: 2,
        isDeterministic: false,
        returnsNullOnNull: false
      ) { arguments, result throws(SQLError) in
        let name = try name(arguments)
        // A timeout of NULL is none: the lock is only tried.
        let timeout = arguments.isNull(at: 1) ? 0 : arguments.real(at: 1)
        let session = context.session.connectionID
        let locks = try locks(context)
        result.set(
          try locks.acquire(name, session: session, timeout: timeout, check: context.checkStop)
        )
      },
      ScalarFunction(
        "my_release_lock",
        arguments: 1,
        isDeterministic: false,
        returnsNullOnNull: false
      ) { arguments, result throws(SQLError) in
        let name = try name(arguments)
        let released = try locks(context).release(name, session: context.session.connectionID)
        if let released { result.set(released) }
      },
      ScalarFunction("my_release_all_locks", arguments: 0, isDeterministic: false) {
        _,
        result throws(SQLError) in
        result.set(try locks(context).releaseAll(session: context.session.connectionID))
      },
      ScalarFunction(
        "my_is_free_lock",
        arguments: 1,
        isDeterministic: false,
        returnsNullOnNull: false
      ) { arguments, result throws(SQLError) in
        result.set(try locks(context).holder(of: name(arguments)) == nil)
      },
      ScalarFunction(
        "my_is_used_lock",
        arguments: 1,
        isDeterministic: false,
        returnsNullOnNull: false
      ) { arguments, result throws(SQLError) in
        if let holder = try locks(context).holder(of: name(arguments)) { result.set(holder) }
      },
    ]
  }

  private static func locks(_ context: StatementContext) throws(SQLError) -> any UserLocks {
    guard let locks = context.locks else {
      throw SQLError(.unsupported, "locks by name belong to a session")
    }
    return locks
  }

  /// MySQL's names are of one to 64 characters, upper and lower case being the same.
  private static func name(_ arguments: borrowing FunctionArguments) throws(SQLError) -> String {
    guard !arguments.isNull(at: 0) else {
      throw SQLError(.wrongLockName, "Incorrect user-level lock name 'NULL'.")
    }
    let name = arguments.text(at: 0)
    guard (1...64).contains(name.unicodeScalars.count) else {
      throw SQLError(.wrongLockName, "Incorrect user-level lock name '\(name)'.")
    }
    return name.lowercased()
  }
}
