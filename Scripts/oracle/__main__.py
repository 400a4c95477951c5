"""Compares random expressions over typed columns with MariaDB: `make oracle`."""

import argparse
import collections
import random
import sys
import time

import explanations
from comparison import difference
from culprit import ROWS, Judge, alone, is_statement
from grammar import Grammar
from servers import SILENT, Answer, MariaDB, Vitrine

BATCH = 8
"""Expressions in one SELECT; one that fails is asked again by itself."""


class Run:
    """What was compared, and what was found."""

    def __init__(self, options, judge):
        self.options, self.judge = options, judge
        self.random = random.Random(options.seed)
        self.grammar = Grammar(only=options.only)
        self.explained = explanations.read()
        self.compared, self.failed_alike = 0, 0
        self.silent, self.unsteady = [], []
        self.known, self.unknown = collections.Counter(), {}
        self.began, self.reported = time.monotonic(), 0

    def out_of_time(self):
        return time.monotonic() - self.began > self.options.seconds

    def go(self):
        while self.compared < self.options.count and not self.out_of_time():
            if self.random.random() < 0.05 and not self.options.only:
                self.compare(self.grammar.statement(self.random, 2))
            else:
                self.batch([self.expression(self.random.randint(1, 3)) for _ in range(BATCH)])
            self.progress()
            if len(self.unknown) >= self.options.faults:
                break

    def expression(self, depth):
        """Half of them of a kind that is much used, half of any production."""
        if self.random.random() < 0.5:
            return self.grammar.any(self.random, depth)
        return self.grammar.expression(self.random, self.random.choice("nnnsssccwtija"), depth)

    def batch(self, expressions):
        columns = ", ".join(f"{expression.sql()}" for expression in expressions)
        ours, theirs = self.judge.ask(f"SELECT id, {columns} FROM o ORDER BY id")
        if ours.error or theirs.error or len(ours.types) != len(theirs.types):
            for expression in expressions:
                self.compare(expression)
            return
        for position, expression in enumerate(expressions, 1):
            if difference(column(ours, position), column(theirs, position)):
                self.compare(expression)
            else:
                self.compared += 1

    def compare(self, expression):
        """An expression by itself; where both fail alike also for single rows, so that no row hides the others."""
        self.compared += 1
        answers = self.judge.ask(alone(expression))
        if answers[1].error == SILENT:
            self.silent.append(expression.sql())
        elif difference(*answers):
            self.found(expression)
        elif answers[0].error and not is_statement(expression):
            self.failed_alike += 1
            if any(difference(*self.judge.ask(alone(expression, row))) for row in ROWS):
                self.found(expression)

    def found(self, expression):
        """Takes a difference for explained where every row of it is."""
        explanation = None
        for fault in self.judge.faults(expression):
            explanation = self.explanation(fault)
            if explanation is None:
                return self.report(fault)
        if explanation is None:
            self.unsteady.append(expression.sql())
            return
        self.known[explanation.name] += 1
        if self.options.show is not None and self.options.show in explanation.name:
            say(f"{explanation.name}\n{fault.report()}")

    def explanation(self, fault):
        return next((explanation for explanation in self.explained if explanation.holds(fault)), None)

    def report(self, fault):
        cause = (fault.kind, fault.template, fault.arguments)
        if cause not in self.unknown:
            self.unknown[cause] = [0, fault]
            say(f"{self.judge.simplified(fault).report()}\n  found in {fault.sql}")
        self.unknown[cause][0] += 1

    def progress(self):
        """One line that is rewritten on a terminal; a line for every thousand expressions elsewhere."""
        is_terminal = sys.stderr.isatty()
        if not is_terminal and self.compared < self.reported + 1000:
            return
        self.reported = self.compared
        rate = self.compared / max(time.monotonic() - self.began, 0.1)
        text = f"{self.compared} expressions, {len(self.unknown)} unexplained differences, {rate:.0f}/s"
        sys.stderr.write(f"\r\x1b[K{text}" if is_terminal else text + "\n")
        sys.stderr.flush()

    def summary(self):
        lines = [
            f"seed {self.options.seed}: {self.compared} expressions compared, {self.failed_alike} failed alike in both,"
            f" {sum(self.known.values())} differences explained, {len(self.unknown)} not"
        ]
        lines += [f"  explained {count:6}  {name}" for name, count in self.known.most_common()]
        for count, fault in sorted(self.unknown.values(), key=lambda found: -found[0]):
            lines.append(f"  UNEXPLAINED {count:4}  {fault.kind}  {fault.template}  ({fault.arguments})")
        lines += [f"  UNEXPLAINED answers that differ from time to time: {sql}" for sql in self.unsteady]
        lines += [f"  MariaDB did not answer: {sql}" for sql in self.silent]
        if self.out_of_time():
            lines.append(f"  stopped after {self.options.seconds} seconds")
        return "\n".join(lines)


def column(answer, position):
    """The rows' numbers and one column of an answer."""
    return Answer([answer.types[0], answer.types[position]], [[row[0], row[position]] for row in answer.rows])


def say(text):
    sys.stdout.write(("\r\x1b[K" if sys.stderr.isatty() else "") + text + "\n")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(
        prog="oracle", description=__doc__, epilog="Exits with 1 where a difference is not in explained.json."
    )
    parser.add_argument("binary", help="the vitrine program")
    parser.add_argument("--count", type=int, default=100_000, help="how many expressions")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3600, help="stop after this long")
    parser.add_argument("--faults", type=int, default=50, help="stop after this many unexplained differences")
    parser.add_argument("--only", metavar="TEXT", help="only productions that contain this text")
    parser.add_argument(
        "--show", metavar="RULE", help="also print the differences that rules with this in their names explain"
    )
    options = parser.parse_args()
    mariadb, vitrine = MariaDB(), None
    try:
        vitrine = Vitrine(options.binary)
        run = Run(options, Judge(vitrine, mariadb))
        try:
            run.go()
        except KeyboardInterrupt:
            say("interrupted")
        say(run.summary())
        return 1 if run.unknown or run.unsteady else 0
    finally:
        mariadb.stop()
        if vitrine:
            vitrine.stop()


if __name__ == "__main__":
    sys.exit(main())
