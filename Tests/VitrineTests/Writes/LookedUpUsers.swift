/// A VSchema in which lookup vindexes lead to `users` by `email`, which is unique, and by `city`.
struct LookedUpUsers {
  var unique = "lookup_unique"
  var shared = "lookup"
  /// The column of the lookup tables that says where a user lies.
  var to: String
  /// The table of the cities; that of the emails is `emails`.
  var cities: String
  /// Further vindexes, as JSON members ended by commas.
  var vindexes = ""
  /// The tables beside `users`, as JSON members.
  var tables: String

  var vschema: String {
    """
    {"sharded": true, "vindexes": {
      "hash": {"type": "hash"}, \(vindexes)
      "by_email": {"type": "\(unique)", "owner": "users",
        "params": {"table": "emails", "from": "email", "to": "\(to)"}},
      "by_city": {"type": "\(shared)", "owner": "users",
        "params": {"table": "\(cities)", "from": "city,id", "to": "\(to)"}}},
    "tables": {
      "users": {"column_vindexes": [{"column": "id", "name": "hash"},
        {"column": "email", "name": "by_email"}, {"columns": ["city", "id"], "name": "by_city"}]},
      \(tables)}}
    """
  }
}
