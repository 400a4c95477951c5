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
        "CREATED": .text(program.createdText), "LAST_ALTERED": .text(program.alteredText),
        "SQL_MODE": .text(program.sqlMode), "ROUTINE_COMMENT": .text(program.comment),
        "DEFINER": .text("root@localhost"),
        "CHARACTER_SET_CLIENT": .text(program.connection.clientCharacterSet),
        "COLLATION_CONNECTION": .text(program.connection.collation),
        "DATABASE_COLLATION": .text(program.collation.rawValue),
      ]
      if let returns = program.definition.returns {
        row.merge(description(of: returns, named: program.name, in: program)) { $1 }
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
          description(of: returns, named: program.name, in: program)
            .merging(["ORDINAL_POSITION": .integer(0)]) { $1 }
        )
      }
      for (index, parameter) in program.definition.parameters.enumerated() {
        rows.append(
          description(of: parameter.type, named: parameter.name.text, in: program).merging([
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

  private func description(
    of syntax: ColumnTypeSyntax,
    named name: String,
    in program: StoredProgram
  ) -> Row {
    guard let type = try? program.type(syntax, of: name) else { return [:] }
    return description(of: type).merging(["DTD_IDENTIFIER": .text(type.declaration)]) { $1 }
  }
}

// Triggers, by table.
extension SystemRows {
  var triggers: [Row] {
    catalog.keyspaces.values.sorted { $0.name < $1.name }.flatMap { keyspace in
      keyspace.tables.keys.sorted().flatMap { table in
        let triggers = keyspace.triggers(on: table)
        return TriggerEvent.allCases.flatMap { event in
          [true, false].flatMap { isBefore in
            triggers.filter { $0.event == event && $0.isBefore == isBefore }.enumerated()
              .map { row($1, at: $0 + 1, keyspace) }
          }
        }
      }
    }
  }

  private func row(_ trigger: StoredTrigger, at position: Int, _ keyspace: Keyspace) -> Row {
    [
      "TRIGGER_CATALOG": .text("def"), "TRIGGER_SCHEMA": .text(keyspace.name),
      "TRIGGER_NAME": .text(trigger.name),
      "EVENT_MANIPULATION": .text(trigger.event.rawValue.uppercased()),
      "EVENT_OBJECT_CATALOG": .text("def"), "EVENT_OBJECT_SCHEMA": .text(keyspace.name),
      "EVENT_OBJECT_TABLE": .text(trigger.table), "ACTION_ORDER": .integer(Int64(position)),
      "ACTION_STATEMENT": .text(trigger.bodyText), "ACTION_ORIENTATION": .text("ROW"),
      "ACTION_TIMING": .text(trigger.isBefore ? "BEFORE" : "AFTER"),
      "ACTION_REFERENCE_OLD_ROW": .text("OLD"), "ACTION_REFERENCE_NEW_ROW": .text("NEW"),
      "CREATED": .text(trigger.createdText), "SQL_MODE": .text(trigger.sqlMode),
      "DEFINER": .text("root@localhost"),
      "CHARACTER_SET_CLIENT": .text(trigger.connection.clientCharacterSet),
      "COLLATION_CONNECTION": .text(trigger.connection.collation),
      "DATABASE_COLLATION": .text(trigger.collation.rawValue),
    ]
  }
}

extension StoredTrigger {
  /// When it was made, as a TIMESTAMP(2).
  package var createdText: String { Instant(microseconds: created)?.text(2) ?? "" }
}

extension StoredProgram {
  /// When it was made, as a DATETIME.
  var createdText: String { Instant(microseconds: created)?.text(0) ?? "" }

  /// When ALTER changed it last.
  var alteredText: String { Instant(microseconds: altered)?.text(0) ?? "" }
}
