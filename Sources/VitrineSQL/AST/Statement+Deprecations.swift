/// What MySQL 8.0 says it will give up of types and character sets: warnings, with which a statement is carried out.
extension Statement {
  package var deprecations: [Warning] {
    switch self {
    case .createTable(let create):
      create.columns.flatMap(\.type.deprecations) + create.options.flatMap(\.deprecations)
    case .alterTable(let alter): alter.actions.flatMap(\.deprecations)
    default: []
    }
  }

  /// The storage engine that CREATE or ALTER TABLE names.
  package var namedEngine: String? {
    var options: [TableOption] = []
    switch self {
    case .createTable(let create): options = create.options
    case .alterTable(let alter):
      for case .options(let more) in alter.actions { options += more }
    default: break
    }
    return options.last { $0.name.lowercased() == "engine" }?.word
  }
}

extension AlterTableAction {
  fileprivate var deprecations: [Warning] {
    switch self {
    case .addColumn(let column, _), .modifyColumn(let column, _), .changeColumn(_, let column, _):
      column.type.deprecations
    case .addColumns(let columns): columns.flatMap(\.type.deprecations)
    case .convertCharset(let charset, let collation):
      Warning.deprecated(charset: charset.text) + Warning.deprecated(collation: collation?.text)
    case .options(let options): options.flatMap(\.deprecations)
    default: []
    }
  }
}

extension TableOption {
  fileprivate var deprecations: [Warning] {
    switch name.lowercased() {
    case "charset": Warning.deprecated(charset: word)
    case "collate": Warning.deprecated(collation: word)
    default: []
    }
  }

  fileprivate var word: String? {
    switch value {
    case .word(let word): word.text
    case .string(let literal): if case .string(let text) = literal.kind { text } else { nil }
    default: nil
    }
  }
}

extension ColumnTypeSyntax {
  var deprecations: [Warning] {
    let binary = Warning.deprecated(
      "BINARY as attribute of a type",
      instead: "a CHARACTER SET clause with _bin collation"
    )
    return numberDeprecations + Warning.deprecated(charset: charset) + (isBinary ? [binary] : [])
      + Warning.deprecated(collation: collation)
  }

  private var numberDeprecations: [Warning] {
    var texts: [String] = []
    switch name {
    case "tinyint", "smallint", "mediumint", "int", "bigint":
      // TINYINT(1) is what BOOLEAN stands for.
      if length != nil, !(name == "tinyint" && length == "1") {
        texts.append("Integer display width is deprecated and will be removed in a future release.")
      }
    case "float" where scale != nil, "double" where scale != nil:
      texts.append(
        "Specifying number of digits for floating point data types is deprecated and will be removed in a future release."
      )
    case "year" where length != nil: return [.deprecated("YEAR(4)", instead: "YEAR")]
    default: break
    }
    if isUnsigned, ["decimal", "float", "double"].contains(name) {
      texts.append(
        "UNSIGNED for decimal and floating point data types is deprecated and support for it will be removed in a future release."
      )
    }
    if isZerofill {
      texts.append(
        "The ZEROFILL attribute is deprecated and will be removed in a future release. Use the LPAD function to zero-pad numbers, or store the formatted numbers in a CHAR column."
      )
    }
    return texts.map { Warning(.warning, code: 1681, message: $0) }
  }
}

extension Warning {
  fileprivate static func deprecated(_ what: String, instead: String) -> Warning {
    let text = "'\(what)' is deprecated and will be removed in a future release."
    return Warning(.warning, code: 1287, message: "\(text) Please use \(instead) instead")
  }

  static func deprecated(charset: String?) -> [Warning] {
    switch charset?.lowercased() {
    case "utf8":
      [
        Warning(
          .warning,
          code: 3719,
          message:
            "'utf8' is currently an alias for the character set UTF8MB3, but will be an alias for UTF8MB4 in a future release. Please consider using UTF8MB4 in order to be unambiguous."
        )
      ]
    case "utf8mb3": [.deprecated("utf8mb3", instead: "utf8mb4")]
    default: []
    }
  }

  static func deprecated(collation: String?) -> [Warning] {
    guard let name = collation?.lowercased(), name.hasPrefix("utf8_") || name.hasPrefix("utf8mb3_")
    else { return [] }
    let shown = name.hasPrefix("utf8_") ? "utf8mb3_" + name.dropFirst(5) : name
    return [
      Warning(
        .warning,
        code: 3778,
        message:
          "'\(shown)' is a collation of the deprecated character set UTF8MB3. Please consider using UTF8MB4 with an appropriate collation instead."
      )
    ]
  }
}
