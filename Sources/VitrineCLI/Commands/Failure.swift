import ArgumentParser
import VitrineSQL

/// How the program ends when something went wrong: said on stderr, told by the exit code.
enum Failure {
  /// SQL or a check failed.
  static let sql = ExitCode(1)
  /// A scenario or a file is bad.
  static let file = ExitCode(2)

  /// Prints an error with its place in the text it speaks of.
  static func report(_ error: SQLError, in text: String? = nil) {
    let palette = Palette(for: .error)
    Output.error.line(error.report(in: text, emphasis: palette.red))
  }

  /// Runs `body`; an error is printed and ends the program with the code that fits it.
  static func reporting<Value>(_ body: () throws(SQLError) -> Value) throws -> Value {
    do throws(SQLError) {
      return try body()
    } catch {
      report(error)
      throw code(for: error)
    }
  }

  static func code(for error: SQLError) -> ExitCode {
    error.code.category == .environment ? file : sql
  }
}
