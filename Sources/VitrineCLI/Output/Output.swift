import ArgumentParser
import Foundation
import VitrineSQL

/// A file descriptor to write to, buffered by the caller's calls: each `write` reaches the other side.
struct Output: Sendable {
  let descriptor: Int32

  static let standard = Output(descriptor: 1)
  static let error = Output(descriptor: 2)

  var isTerminal: Bool { isatty(descriptor) == 1 }

  func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while let start = rest.baseAddress, !rest.isEmpty {
        let count = Foundation.write(descriptor, start, rest.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return fail(errno) }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
    }
  }

  /// Ends the program where its answers cannot be written: they must not be lost unseen.
  private func fail(_ reason: Int32) {
    guard descriptor == Output.standard.descriptor else { return }
    let message = "cannot write the output: \(String(cString: strerror(reason)))"
    Failure.report(SQLError(.fileError, message))
    Interruption.end(with: Failure.file.rawValue)
  }

  func line(_ text: String = "") { write(text + "\n") }

  /// The width of the terminal, 80 where there is none.
  var width: Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}

/// The few colours in use; plain text where the output is no terminal, or `NO_COLOR` is set.
struct Palette: Sendable {
  let isColoured: Bool

  init(for output: Output) {
    isColoured = output.isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  }

  func bold(_ text: String) -> String { styled(text, "1") }
  func dim(_ text: String) -> String { styled(text, "2") }
  func red(_ text: String) -> String { styled(text, "1;31") }
  func green(_ text: String) -> String { styled(text, "32") }
  func cyan(_ text: String) -> String { styled(text, "36") }

  private func styled(_ text: String, _ code: String) -> String {
    isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
