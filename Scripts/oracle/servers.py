"""The two servers: `vitrine pipe`, and a private MariaDB."""

import json
import pathlib
import select
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent))

import mariadb  # noqa: E402  Scripts/mariadb.py

TABLE = (HERE / "table.sql").read_text()
MODES = (
    "STRICT_TRANS_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,TIME_ROUND_FRACTIONAL"
)
CLOCK = "SET timestamp = 1700000000"
"""TIME becomes DATETIME with the current date: both servers are told the same one."""
PATIENCE = 10
"""Seconds that a statement may take before its server is started anew."""


class Answer:
    """What a statement gave: columns' types and rows, or an error's code and message."""

    def __init__(self, types=(), rows=(), error=None, message=""):
        self.types, self.rows, self.error, self.message = list(types), list(rows), error, message


class Silence(Exception):
    """A server ended, or did not answer in time."""


class Vitrine:
    """One `vitrine pipe` with the table on a single shard.

    Requests are numbered. An answer with another number ends the program, which is started anew: no answer is
    ever taken for that of another statement.
    """

    def __init__(self, binary):
        self.binary, self.number, self.restarts = binary, 0, 0
        self.start()

    def start(self):
        self.rest = b""
        self.process = subprocess.Popen(
            [self.binary, "pipe"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        created = self.ask(op="create", keyspaces={"o": {"shards": 1, "vschema": {}, "schema": TABLE}}, default="o")
        if not created["ok"]:
            sys.exit(f"oracle: vitrine did not take the table: {created['error']}")
        self.ask(op="execute", sql=CLOCK)

    def ask(self, **request):
        self.number += 1
        try:
            self.process.stdin.write(json.dumps({"id": self.number, **request}).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError as ended:
            raise Silence("it ended") from ended
        answer = json.loads(self.line())
        if answer.get("id") != self.number:
            raise Silence(f"it answered request {answer.get('id')} instead of {self.number}")
        return answer

    def line(self):
        """The next line of its output."""
        output = self.process.stdout
        while b"\n" not in self.rest:
            if not select.select([output], [], [], PATIENCE)[0]:
                raise Silence(f"no answer in {PATIENCE} seconds")
            read = output.read1(65536)
            if not read:
                raise Silence("it ended")
            self.rest += read
        line, _, self.rest = self.rest.partition(b"\n")
        return line

    def run(self, sql):
        try:
            answer = self.ask(op="execute", sql=sql)
        except Silence as silence:
            self.restart()
            return Answer(error="crash", message=str(silence))
        if not answer["ok"]:
            return Answer(error=answer["error"].get("code"), message=answer["error"].get("message", ""))
        rows = [[bytes.fromhex(v["hex"]) if isinstance(v, dict) else v for v in row] for row in answer["rows"]]
        return Answer([column["type"] for column in answer["columns"]], rows)

    def restart(self):
        self.process.kill()
        self.process.wait()
        self.restarts += 1
        self.start()

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()


class MariaDB:
    """A private mariadbd with the same table; one that does not answer in time is ended and started anew."""

    def __init__(self):
        self.restarts = 0
        self.start()

    def start(self):
        self.server = mariadb.Server(f"--sql-mode={MODES}")
        self.connection = self.server.connect(read_timeout=PATIENCE)
        self.send(
            "CREATE DATABASE o COLLATE utf8mb4_0900_ai_ci", "USE o", TABLE,
            "SET NAMES utf8mb4 COLLATE utf8mb4_0900_ai_ci", CLOCK, "SET group_concat_max_len = 1024",
        )

    def send(self, *statements):
        cursor = self.connection.cursor()
        for sql in statements:
            for part in filter(str.strip, translated(sql).split(";\n")):
                cursor.execute(part)

    def run(self, sql):
        cursor = self.connection.cursor()
        try:
            cursor.execute(translated(sql))
            fields = cursor._result.fields
            return Answer([typed(field) for field in fields], [list(row) for row in cursor.fetchall()])
        except self.server.pymysql.MySQLError as error:
            if error.args[0] in LOST:
                self.restart()
                return Answer(error=SILENT, message=str(error.args[-1]))
            return Answer(error=error.args[0], message=str(error.args[-1]))
        except UnicodeDecodeError as error:
            # MariaDB calls bytes a text that are none; the rest of the answer is still on the line.
            self.restart()
            return Answer(error=SILENT, message=str(error))

    def restart(self):
        self.server.process.kill()
        self.server.process.wait()
        self.server.stop()
        self.restarts += 1
        self.start()

    def version(self):
        return self.run("SELECT VERSION()").rows[0][0]

    def stop(self):
        self.server.stop()


SILENT = "silent"
LOST = {0, 2006, 2013, 2014, 2055}
"""The client's own errors: no answer, or none that can be understood."""
NAMES = {
    1: "INT", 2: "INT", 3: "INT", 8: "INT", 9: "INT", 4: "FLOAT", 5: "DOUBLE", 246: "DECIMAL", 0: "DECIMAL",
    10: "DATE", 12: "DATETIME", 7: "TIMESTAMP", 11: "TIME", 13: "YEAR", 6: "NULL", 16: "BIT",
}
UNSIGNED, BINARY_CHARACTERS = 32, 63


def typed(field):
    """The type of a column in MariaDB's answer: its class, for integers with their sign."""
    name = NAMES.get(field.type_code)
    if name is None:
        return "BINARY" if field.charsetnr == BINARY_CHARACTERS else "TEXT"
    return "INT UNSIGNED" if name == "INT" and field.flags & UNSIGNED else name


def translated(sql):
    """The statement with MySQL's collations under the names that MariaDB has for them."""
    for ours, theirs in (("0900_ai_ci", "uca1400_nopad_ai_ci"), ("0900_as_cs", "uca1400_nopad_as_cs")):
        sql = sql.replace(f"utf8mb4_{ours}", f"utf8mb4_{theirs}")
    return sql
