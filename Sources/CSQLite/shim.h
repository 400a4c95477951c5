#ifndef VITRINE_CSQLITE_SHIM_H
#define VITRINE_CSQLITE_SHIM_H

// The session and preupdate interfaces are declared only under these switches.
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <sqlite3.h>

// What of SQLite's interface Swift cannot spell: variadic functions, the destructor constant
// SQLITE_TRANSIENT (a cast integer), and structs that begin with one of SQLite's.

/// Turns off SQLite's memory statistics, whose global mutex serialises every
/// allocation. Only takes effect before SQLite is initialised.
static inline int vitrine_sqlite_disable_memory_status(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/// Makes "x" a name and never a string.
static inline int vitrine_sqlite_disable_double_quoted_strings(sqlite3 *db) {
  int ddl = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
  int dml = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
  return ddl != SQLITE_OK ? ddl : dml;
}

/// Turns off Bloom filters (bit 0x80000 since they came with 3.38) and the omission of joins without effect (0x100).
///
/// In 3.40 the filters hash a text by its length, and so miss texts that a collation calls equal; and where an outer
/// join is left out of a SELECT DISTINCT with ORDER BY and LIMIT, rows are lost.
///
/// With `is_long` also that constants are computed once (0x8): for each one SQLite compares it with all before it, so
/// that compiling a statement of many takes quadratic time.
static inline int vitrine_sqlite_disable_faulty_optimizations(sqlite3 *db, int is_long) {
  return sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, db, is_long ? 0x80108 : 0x80100);
}

/// Binds a copy of UTF-8 text; a null pointer is the empty text, not NULL.
static inline int vitrine_sqlite_bind_text(
    sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
  const char *text = bytes ? (const char *)bytes : "";
  return sqlite3_bind_text64(statement, index, text, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// Binds a copy of bytes; a null pointer is the empty blob, not NULL.
static inline int vitrine_sqlite_bind_blob(
    sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_blob64(statement, index, bytes ? bytes : "", count, SQLITE_TRANSIENT);
}

/// Makes a copy of UTF-8 text the result; a null pointer is the empty text, not NULL.
static inline void vitrine_sqlite_result_text(
    sqlite3_context *context, const void *bytes, sqlite3_uint64 count) {
  const char *text = bytes ? (const char *)bytes : "";
  sqlite3_result_text64(context, text, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// Makes a copy of bytes the result; a null pointer is the empty blob, not NULL.
static inline void vitrine_sqlite_result_blob(
    sqlite3_context *context, const void *bytes, sqlite3_uint64 count) {
  sqlite3_result_blob64(context, bytes ? bytes : "", count, SQLITE_TRANSIENT);
}

/// A virtual table: SQLite's part first, then the Swift object behind it.
typedef struct vitrine_sqlite_table {
  sqlite3_vtab base;
  void *table;
} vitrine_sqlite_table;

/// A scan of a virtual table: SQLite's part first, then the Swift object and where it stands.
typedef struct vitrine_sqlite_cursor {
  sqlite3_vtab_cursor base;
  void *scan;
  sqlite3_int64 row;
  int at_end;
} vitrine_sqlite_cursor;

#endif
