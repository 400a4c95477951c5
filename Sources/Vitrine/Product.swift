import VitrineSQLite

/// What this library is, for `--version` and reports.
public enum Product {
  /// The version, by semantic versioning; `-dev` stands for what is not released yet.
  public static let version = "0.2.0-dev"
  /// The version of the SQLite library underneath: `3.40.1`.
  public static var sqliteVersion: String { Library.version }
}
