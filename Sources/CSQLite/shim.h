#ifndef VITRINE_CSQLITE_SHIM_H
#define VITRINE_CSQLITE_SHIM_H

// The session and preupdate interfaces are declared only under these switches.
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <sqlite3.h>

/// Turns off SQLite's memory statistics, whose global mutex serialises every
/// allocation. `sqlite3_config` is variadic and so cannot be called from Swift.
/// Only takes effect before SQLite is initialised.
static inline int vitrine_sqlite_disable_memory_status(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

#endif
