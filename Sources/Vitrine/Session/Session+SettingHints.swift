import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// `/*+ SET_VAR(name = value) */`: variables that have another value while one statement runs.
extension Session {
  /// Runs a statement, under the settings of its own that it asks for.
  func dispatch(_ input: StatementInput) throws(SQLError) -> Result {
    guard !input.hasOwnSettings, input.text.contains(bytesOf: "/*+") else {
      return try dispatchAsSet(input)
    }
    let mode = input.parserMode ?? parserMode
    let hints = SettingHint.all(in: input.text, mode: mode)
    guard !hints.isEmpty else { return try dispatchAsSet(input) }
    var input = input
    input.parserMode = mode
    input.hasOwnSettings = true
    let saved = variables
    let (names, messages) = try take(hints)
    defer { variables.restore(names, from: saved) }
    var result = try dispatchAsSet(input)
    warnings = messages + warnings
    result.warnings = messages + result.warnings
    return result
  }

  /// Sets what the hints say; gives the names of the variables, and MySQL's warnings of the others.
  private func take(
    _ hints: [SettingHint]
  ) throws(SQLError) -> (names: [String], warnings: [Warning]) {
    let saved = variables
    var names: [String] = []
    var messages: [Warning] = []
    for hint in hints {
      let name = hint.name.lowercased()
      if let refusal = refusal(of: hint, after: names) {
        messages.append(refusal)
        continue
      }
      names.append(name)
      do throws(SQLError) {
        let value = TypedValue(hint.value)
        if let cut = try cutting(of: name, value) {
          messages.append(Warning(.warning, code: cut.code.number, message: cut.message))
        }
        try variables.assign(name, value)
      } catch {
        guard error.code != .unsupported else {
          variables.restore(names, from: saved)
          throw error
        }
        messages.append(Warning(.warning, code: error.code.number, message: error.message))
      }
    }
    return (names, messages)
  }

  private func refusal(of hint: SettingHint, after names: [String]) -> Warning? {
    let name = hint.name.lowercased()
    if Self.hintable.contains(name) {
      guard names.contains(name) else { return nil }
      let message = "Hint SET_VAR(\(hint.shown))  is ignored as conflicting/duplicated"
      return Warning(.warning, code: 3126, message: message)
    }
    guard let known = SystemVariableDefinition.all[name], !known.isOwn else {
      let message = "Unresolved name '\(hint.name)' for SET_VAR hint"
      return Warning(.warning, code: 3128, message: message)
    }
    let message = "Variable '\(name)' cannot be set using SET_VAR hint."
    return Warning(.warning, code: 3637, message: message)
  }

  /// The variables of which MySQL's manual says that SET_VAR applies to them, as far as they are known here.
  private static let hintable: Set<String> = [
    "auto_increment_increment", "auto_increment_offset", "big_tables", "bulk_insert_buffer_size",
    "cte_max_recursion_depth", "default_tmp_storage_engine", "div_precision_increment",
    "end_markers_in_json", "eq_range_index_dive_limit", "foreign_key_checks",
    "group_concat_max_len", "histogram_generation_max_mem_size", "internal_tmp_mem_storage_engine",
    "join_buffer_size", "lock_wait_timeout", "max_error_count", "max_execution_time",
    "max_heap_table_size", "max_join_size", "max_length_for_sort_data", "max_points_in_geometry",
    "max_seeks_for_key", "max_sort_length", "min_examined_row_limit", "optimizer_prune_level",
    "optimizer_search_depth", "optimizer_switch", "range_alloc_block_size",
    "range_optimizer_max_mem_size", "read_buffer_size", "read_rnd_buffer_size", "sort_buffer_size",
    "sql_auto_is_null", "sql_big_selects", "sql_buffer_result", "sql_mode", "sql_safe_updates",
    "sql_select_limit", "time_zone", "timestamp", "tmp_table_size", "unique_checks",
    "updatable_views_with_limit", "use_secondary_engine", "windowing_use_high_precision",
  ]
}

extension TypedValue {
  fileprivate init(_ value: SettingHint.Value) {
    switch value {
    case .literal(let literal): self.init(literal)
    case .word(let word): self.init(parameter: .text(word))
    }
  }
}
