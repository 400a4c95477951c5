import VitrineSQL
import VitrineSQLite

/// Accounts and privileges: set-up scripts name them, an embedded engine has none.
extension Session {
  /// CREATE USER, GRANT and their like, which commit what is open and change nothing: `Accounts-without-effect`.
  func administer(_ statement: Administration) throws(SQLError) -> Result {
    // Like those of LOCK TABLES, the lock that backups take has no effect.
    if statement.name.hasSuffix("lock instance") { return Result() }
    guard statement.isAboutAccounts else {
      throw SQLError(
        .unsupported,
        "\(statement.name.uppercased()) is not supported by an embedded engine"
      )
    }
    if statement.commits { try commit() }
    warn(
      "\(statement.name.uppercased()) has no effect: there are no accounts, everybody is root",
      code: SQLError.Code.unsupported.number
    )
    return Result()
  }

  /// Everybody may do everything, whatever the name.
  func showGrants(_ show: Show) -> ShowTable {
    let own = facts.user.split(separator: "@", maxSplits: 1).map(String.init)
    let user = show.account?.user ?? own.first ?? "root"
    let host = show.account?.user == nil ? own.last ?? "localhost" : show.account?.host ?? "%"
    var table = ShowTable(["Grants for \(user)@\(host)"])
    let account = [user, host].map { "`" + $0.replacing("`", with: "``") + "`" }
    let name = account.joined(separator: "@")
    table.add("GRANT ALL PRIVILEGES ON *.* TO \(name) WITH GRANT OPTION")
    return table
  }
}

extension Administration {
  /// Whether it makes or changes who may do what.
  fileprivate var isAboutAccounts: Bool {
    switch name {
    case "create user", "alter user", "drop user", "rename user", "create role", "drop role",
      "grant",
      "revoke", "set password", "set role", "set default role":
      true
    default: false
    }
  }

  /// Whether it ends a transaction, as all but SET ROLE do.
  fileprivate var commits: Bool { name != "set role" }
}
