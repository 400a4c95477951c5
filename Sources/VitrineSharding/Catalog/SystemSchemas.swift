package import VitrineSQL

/// The schemas that describe the server itself: their tables are not kept on shards, and nobody writes to them.
package enum SystemSchemas {
  package static let names: Set<String> = [
    "information_schema", "mysql", "performance_schema", "sys",
  ]

  /// What statements run into that would make, change or fill something there; nil for other names.
  package static func refusal(of name: String) -> SQLError? {
    guard names.contains(name.lowercased()) else { return nil }
    return SQLError(
      .databaseAccessDenied,
      "Access denied for user 'root'@'localhost' to database '\(name)'",
      hint: "the schemas of the server are read only"
    )
  }

  /// What CREATE, ALTER and DROP DATABASE of one of them run into; nil for other names.
  package static func refusal(ofDatabase name: String, isCreated: Bool = false) -> SQLError? {
    switch name {
    case "mysql":
      SQLError(.systemSchemaAccess, "Access to system schema 'mysql' is rejected.")
    case "sys" where isCreated:
      SQLError(.databaseExists, "Can't create database 'sys'; database exists")
    default: refusal(of: name)
    }
  }
}
