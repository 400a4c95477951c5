import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Says which input was being read when the process dies of a trap, of a full stack or hangs.
enum Watchdog {
  /// The number of the input at work, and the number that was at work when the timer last looked.
  ///
  /// Written by the loop alone and read by signal handlers, on the same thread or after it stopped.
  nonisolated(unsafe) private static var current: UInt64 = 0
  nonisolated(unsafe) private static var lastSeen = UInt64.max
  /// An input at work for this long is a hang.
  private static let seconds: UInt32 = 20

  static func watch(_ number: UInt64) { current = number }

  /// Installs the handlers, on a stack of their own since the usual one may be what ran out.
  static func start() {
    var stack = stack_t()
    stack.ss_size = 1 << 16
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: 1 << 16, alignment: 16)
    sigaltstack(&stack, nil)
    for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE] {
      install(signal) { signal in
        Watchdog.report(signal == SIGSEGV ? "a bad access or a full stack" : "a trap")
      }
    }
    install(SIGALRM) { _ in
      if Watchdog.lastSeen == Watchdog.current { Watchdog.report("a hang") }
      Watchdog.lastSeen = Watchdog.current
      alarm(Watchdog.seconds)
    }
    alarm(seconds)
  }

  static func stop() { alarm(0) }

  private static func install(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void)
  {
    var action = sigaction()
    #if canImport(Darwin)
    action.__sigaction_u.__sa_handler = handler
    #else
    action.__sigaction_handler.sa_handler = handler
    #endif
    action.sa_flags = Int32(bitPattern: UInt32(SA_ONSTACK))
    sigaction(signal, &action, nil)
  }

  /// Writes without allocating, since the heap may be locked, and leaves.
  private static func report(_ what: StaticString) -> Never {
    put("vitrine-fuzz: ")
    put(what)
    put(" at input ")
    var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
    withUnsafeMutableBytes(of: &digits) { buffer in
      var place = buffer.count
      var rest = current
      repeat {
        place -= 1
        buffer[place] = UInt8(0x30 + rest % 10)
        rest /= 10
      } while rest > 0 && place > 0
      _ = write(2, buffer.baseAddress.map { $0 + place }, buffer.count - place)
    }
    put("\n")
    _exit(1)
  }

  private static func put(_ text: StaticString) {
    _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
  }
}
