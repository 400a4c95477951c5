import Foundation

/// A terminal whose keys arrive one by one, unechoed, while `body` runs; put back as it was after.
struct RawTerminal {
  let input: Int32

  func run<Value>(_ body: () -> Value) -> Value {
    var saved = termios()
    guard tcgetattr(input, &saved) == 0 else { return body() }
    var raw = saved
    cfmakeraw(&raw)
    raw.c_oflag |= tcflag_t(OPOST)
    tcsetattr(input, TCSADRAIN, &raw)
    defer { tcsetattr(input, TCSADRAIN, &saved) }
    return body()
  }

  func byte() -> UInt8? {
    var byte: UInt8 = 0
    var got = read(input, &byte, 1)
    while got < 0 && errno == EINTR { got = read(input, &byte, 1) }
    return got == 1 ? byte : nil
  }

  /// Whether a byte arrives within a moment: tells the escape key from an escape sequence.
  func hasByte() -> Bool {
    var descriptor = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 50) > 0
  }
}

/// What is known of the terminal the program runs in.
enum Terminal {
  /// Whether a person types and reads.
  static var isInteractive: Bool { isatty(0) == 1 && isatty(1) == 1 }
}
