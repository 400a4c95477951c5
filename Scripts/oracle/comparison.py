"""When two answers are the same: rows exactly, doubles to 15 digits, JSON by its value, types by their class."""

import json
import math

from servers import SILENT

INTEGERS = {"TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "BOOLEAN"}
TEXTS = {"CHAR", "VARCHAR", "TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT", "ENUM", "SET"}
BINARIES = {"BINARY", "VARBINARY", "TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB"}


def type_class(name):
    """The class of a type: how its values are compared, and what a client takes them for."""
    word, unsigned = name.split(" ")[0], name.endswith("UNSIGNED")
    if word in INTEGERS:
        return "INT UNSIGNED" if unsigned else "INT"
    if word in TEXTS:
        return "TEXT"
    if word in BINARIES:
        return "BINARY"
    return "DATETIME" if word == "TIMESTAMP" else word


def as_text(value):
    if isinstance(value, bytes):
        return value.decode("utf8", "backslashreplace")
    return value


def same_double(left, right, digits=15):
    try:
        left, right = float(left), float(right)
    except ValueError:
        return left == right
    if left == right:
        return True
    return math.isclose(left, right, rel_tol=10.0 ** (1 - digits), abs_tol=0)


def same_document(left, right):
    """Whether two texts are the same JSON value; numbers by their spelling."""
    try:
        read = [json.loads(text, parse_int=str, parse_float=lambda digits: f"{float(digits):.15g}") for text in (left, right)]
    except ValueError:
        return left == right
    return read[0] == read[1]


def same_value(kind, left, right):
    """Whether two values of a column of our type class are the same."""
    if left is None or right is None:
        return left is right
    if kind == "DOUBLE":
        return same_double(as_text(left), as_text(right))
    if kind == "FLOAT":
        return same_double(as_text(left), as_text(right), 6)
    if kind == "JSON":
        return same_document(as_text(left), as_text(right))
    return as_text(left) == as_text(right)


def difference(ours, theirs):
    """What differs between two answers of one column after the row's number: `crash`, `error`, `value` or `type`."""
    if theirs.error == SILENT:
        return None
    if ours.error or theirs.error:
        return None if ours.error == theirs.error else "crash" if ours.error == "crash" else "error"
    kinds = [type_class(name) for name in ours.types]
    if len(ours.rows) != len(theirs.rows):
        return "value"
    for mine, other in zip(ours.rows, theirs.rows):
        if not all(map(same_value, kinds, mine, other)):
            return "value"
    return None if same_types(kinds, theirs.types, ours.rows) else "type"


def same_types(ours, theirs, rows):
    """Types tell nothing where a column is NULL throughout; JSON is a text in MariaDB."""
    for position, (mine, other) in enumerate(zip(ours, map(type_class, theirs))):
        known = any(row[position] is not None for row in rows)
        if known and mine != other and (mine, other) != ("JSON", "TEXT"):
            return False
    return True
