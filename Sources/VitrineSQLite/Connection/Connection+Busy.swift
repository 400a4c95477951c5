import CSQLite

extension Connection {
  /// How long a statement waits for another connection's lock before it throws 1205.
  ///
  /// Setting it takes the place of a busy handler.
  package var busyTimeout: Duration {
    get { callbacks.busyTimeout }
    set {
      callbacks.busyTimeout = newValue
      callbacks.busy = nil
      let (seconds, attoseconds) = newValue.components
      let milliseconds = Double(seconds) * 1e3 + Double(attoseconds) / 1e15
      sqlite3_busy_timeout(handle, Int32(min(max(milliseconds, 0), Double(Int32.max))))
    }
  }

  /// Asks `handler`, with the number of times it has been asked already, whether to try a lock
  /// again; false gives the statement up with 1205.
  ///
  /// Nil gives up at once.
  ///
  /// The handler does the waiting itself and must not use the connection.
  package func setBusyHandler(_ handler: ((Int) -> Bool)?) {
    callbacks.busyTimeout = .zero
    callbacks.busy = handler
    guard handler != nil else {
      sqlite3_busy_handler(handle, nil, nil)
      return
    }
    let call: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Int32 = { data, count in
      guard let callbacks = Callbacks.at(data) else { return 0 }
      return callbacks.busy?(Int(count)) == true ? 1 : 0
    }
    sqlite3_busy_handler(handle, call, callbacks.address)
  }
}
