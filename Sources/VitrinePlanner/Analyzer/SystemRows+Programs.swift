import VitrineSQL
import VitrineSQLite
import VitrineSharding

// Procedures, functions and their parameters.
extension SystemRows {
  private var programs: [(Keyspace, StoredProgram)] {
    catalog.keyspaces.values.sorted { $0.name < $1.name }.flatMap { keyspace in
      keyspace.programs.values.sorted {
        ($0.key.name, $0.kind.rawValue) < ($1.key.name, $1.kind.rawValue)
      }.map { (keyspace, $0) }
    }
  }

  var routines: [Row] {
    programs.map { keyspace, program in
      var row: Row = [
        "SPECIFIC_NAME": .text(program.name), "ROUTINE_CATALOG": .text("def"),
        "ROUTINE_SCHEMA": .text(keyspace.name), "ROUTINE_NAME": .text(program.name),
        "ROUTINE_TYPE": .text(program.kind.rawValue.uppercased()), "DATA_TYPE": .text(""),
        "ROUTINE_BODY": .text("SQL"), "ROUTINE_DEFINITION": .text(program.bodyText),
        "EXTERNAL_LANGUAGE": .text("SQL"), "PARAMETER_STYLE": .text("SQL"),
        "IS_DETERMINISTIC": .text(program.isDeterministic ? "YES" : "NO"),
        "SQL_DATA_ACCESS": .text(program.dataAccess), "SECURITY_TYPE": .text(program.security),
        "CREATED": .text(program.createdText), "LAST_ALTERED": .text(program.createdText),
        "SQL_MODE": .text(program.sqlMode), "ROUTINE_COMMENT": .text(program.comment),
        "DEFINER": .text("root@localhost"), "CHARACTER_SET_CLIENT": .text("utf8mb4"),
        "COLLATION_CONNECTION": .text(Collation.standard.rawValue),
        "DATABASE_COLLATION": .text(Collation.standard.rawValue),
      ]
      if let returns = program.definition.returns {
        row.merge(description(of: returns, named: program.name)) { $1 }
      }
      return row
    }
  }

  /// A function's row with position 0 is what it returns.
  var parameters: [Row] {
    programs.flatMap { keyspace, program in
      var rows: [Row] = []
      if let returns = program.definition.returns {
        rows.append(
          description(of: returns, named: program.name)
            .merging(["ORDINAL_POSITION": .integer(0)]) { $1 }
        )
      }
      for (index, parameter) in program.definition.parameters.enumerated() {
        rows.append(
          description(of: parameter.type, named: parameter.name.text).merging([
            "ORDINAL_POSITION": .integer(Int64(index + 1)),
            "PARAMETER_MODE": .text((parameter.mode ?? .in).rawValue.uppercased()),
            "PARAMETER_NAME": .text(parameter.name.text),
          ]) { $1 }
        )
      }
      return rows.map { row in
        row.merging([
          "SPECIFIC_CATALOG": .text("def"), "SPECIFIC_SCHEMA": .text(keyspace.name),
          "SPECIFIC_NAME": .text(program.name),
          "ROUTINE_TYPE": .text(program.kind.rawValue.uppercased()),
        ]) { $1 }
      }
    }
  }

  private func description(of syntax: ColumnTypeSyntax, named name: String) -> Row {
    guard let type = try? MySQLType(syntax, column: name) else { return [:] }
    return description(of: type).merging(["DTD_IDENTIFIER": .text(type.declaration)]) { $1 }
  }
}

extension StoredProgram {
  /// When it was made, as a DATETIME.
  var createdText: String { Instant(microseconds: created)?.text(0) ?? "" }
}
