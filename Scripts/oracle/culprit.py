"""From a statement that differs to the smallest expression that does, row by row."""

from comparison import difference, same_value, type_class
from grammar import Expression

ROWS = range(1, 9)


class Fault:
    """An expression that differs while its arguments agree, in one row where one row is enough.

    `arguments` has the type of each argument; with NULL where it is one in that row, `?` where it fails. `values` has
    what they are in that row, one a line, and `given` the same as a list; of a whole statement the values of all rows.
    """

    def __init__(self, kind, node, row, arguments, answers):
        self.kind, self.node, self.row, self.answers = kind, node, row, answers
        self.template, self.sql, self.statement = node.template, node.sql(), alone(node, row)
        self.arguments = ", ".join(kind for kind, _ in arguments)
        self.given = [value for _, value in arguments]
        self.values = "\n".join("NULL" if value is None else str(value) for value in self.given)
        self.ours, self.theirs = (shown(answer, is_statement(node)) for answer in answers)

    def report(self):
        return (
            f"{self.kind} differs: {self.statement}\n  arguments {self.arguments or 'none'}"
            f"\n  vitrine {self.ours}\n  mariadb {self.theirs}"
        )


def shown(answer, is_whole):
    """The answer's types and rows; of an expression, which stands behind the row's number, its own."""
    if answer.error:
        return f"error {answer.error}: {answer.message}"
    first = 0 if is_whole else len(answer.types) - 1
    rows = [row[first:] for row in answer.rows]
    return f"{', '.join(answer.types[first:])} {rows[0] if len(rows) == 1 else rows!r}"


def alone(expression, row=None):
    """The statement that asks for one expression."""
    if is_statement(expression):
        return expression.sql()
    where = "" if row is None else f" WHERE id = {row}"
    return f"SELECT id, {expression.sql()} FROM o{where} ORDER BY id"


def is_statement(expression):
    return expression.template.startswith("SELECT")


class Judge:
    """Asks both servers the same."""

    def __init__(self, vitrine, mariadb):
        self.vitrine, self.mariadb = vitrine, mariadb

    def ask(self, sql):
        return self.vitrine.run(sql), self.mariadb.run(sql)

    def faults(self, expression):
        """The innermost expression that differs, for every row in which it does."""
        for node in expression.nodes():
            rows = [] if is_statement(node) else [row for row in ROWS if difference(*self.ask(alone(node, row)))]
            for row in rows or [None]:
                answers = self.ask(alone(node, row))
                kind = difference(*answers)
                if kind:
                    yield Fault(kind, node, row, [self.argument(child, row) for child in node.children], answers)
                    rows = rows or [row]
            if rows:
                return

    def argument(self, child, row):
        """The type of an argument, and its value; those of all rows where there are several."""
        answer = self.vitrine.run(alone(child, row))
        if answer.error:
            return "?", None
        is_null = row is not None and all(given[-1] is None for given in answer.rows)
        kind = type_class(answer.types[-1])
        values = [given[-1] for given in answer.rows]
        value = values if row is None else values[0] if values else None
        return f"{kind} NULL" if is_null and kind != "NULL" else kind, value

    def simplified(self, fault):
        """With literals in place of the arguments where the answers stay the same."""
        if fault.row is None:
            return fault
        node = fault.node
        for position, child in enumerate(node.children):
            if not child.children:
                continue
            for leaf in leaves(self.vitrine.run(alone(child, fault.row))):
                trial = Expression(node.template, node.children[:position] + [leaf] + node.children[position + 1 :])
                tried = self.ask(alone(trial, fault.row))
                if difference(*tried) == fault.kind and same_answer(tried[0], fault.answers[0]):
                    node = trial
                    break
        arguments = [self.argument(child, fault.row) for child in node.children]
        return Fault(fault.kind, node, fault.row, arguments, self.ask(alone(node, fault.row)))


def same_answer(left, right):
    return left.error == right.error and (
        left.error or all(same_value("TEXT", a, b) for x, y in zip(left.rows, right.rows) for a, b in zip(x, y))
    )


def leaves(answer):
    """Literals for what an argument gave in one row."""
    if answer.error or not answer.rows:
        return
    kind, value = type_class(answer.types[-1]), answer.rows[0][-1]
    if value is None:
        yield Expression("NULL")
    elif kind in ("INT", "INT UNSIGNED", "DECIMAL"):
        yield Expression(str(value))
    elif kind == "DOUBLE":
        yield Expression(f"{float(value)!r}" if "e" in repr(float(value)) else f"{float(value)!r}e0")
    elif kind == "TEXT":
        yield Expression("'" + str(value).replace("\\", "\\\\").replace("'", "''") + "'")
    elif kind in ("DATE", "TIME"):
        yield Expression(f"{kind} '{value}'")
    elif kind == "DATETIME":
        yield Expression(f"TIMESTAMP '{value}'")
