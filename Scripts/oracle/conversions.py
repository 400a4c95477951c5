"""What operators and functions make of numbers and texts that MySQL 8.0 takes for others: integers of doubles, decimals and
the first digits of a text, doubles of texts."""

import decimal
import fractions
import re
import struct

from comparison import same_double

LEAST, GREATEST, BITS = -(2**63), 2**63 - 1, 2**64
NUMBER = re.compile(r"[ \t\n\v\f\r]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
DIGITS = re.compile(r"[ \t\n\v\f\r]*([+-]?\d+)")


def is_of_integers(fault):
    """Whether our answer is computed from its arguments as BIGINT: doubles round to even, decimals away from zero, a text
    is its first digits, and what is too large becomes the largest."""
    compute = OF_INTEGERS.get(fault.template)
    kinds = fault.arguments.split(", ")
    if compute is None or fault.row is None or None in fault.given or len(kinds) != len(fault.given):
        return False
    return fault.answers[0].rows[0][-1] == compute(*map(integer, kinds, fault.given))


def integer(kind, value):
    if kind == "TEXT":
        found = DIGITS.match(value)
        return clamped(int(found.group(1)) if found else 0)
    if kind == "DECIMAL":
        return clamped(int(decimal.Decimal(value).to_integral_value(decimal.ROUND_HALF_UP)))
    if kind in ("DOUBLE", "FLOAT"):
        number = float(value) if kind == "DOUBLE" else struct.unpack("f", struct.pack("f", float(value)))[0]
        return clamped(round(number))
    return int(value)


def clamped(number):
    return min(max(number, LEAST), GREATEST)


def bits(compute):
    """An operation on 64 bits."""
    return lambda *numbers: str(compute(*(number % BITS for number in numbers)) % BITS)


def shifted_left(number, count):
    return number << count if count < 64 else 0


def shifted_right(number, count):
    return number >> count if count < 64 else 0


OF_INTEGERS = {
    "{n} ^ {n}": bits(lambda left, right: left ^ right),
    "{i} ^ {i}": bits(lambda left, right: left ^ right),
    "{i} & {i}": bits(lambda left, right: left & right),
    "{s} & {i}": bits(lambda left, right: left & right),
    "({i} | {i})": bits(lambda left, right: left | right),
    "{i} << {u}": bits(shifted_left),
    "{i} >> {u}": bits(shifted_right),
    "~{i}": bits(lambda number: ~number),
    "BIT_COUNT({i})": bits(lambda number: number.bit_count()),
    "BIT_COUNT({n})": bits(lambda number: number.bit_count()),
    "HEX({i})": lambda number: f"{number % BITS:X}",
    "CAST({n} AS SIGNED)": str,
    "CAST({n} AS UNSIGNED)": bits(lambda number: number),
}


def is_exact_sum(fault):
    """Whether our SUM or AVG of doubles is rounded once, from the exact sum."""
    if fault.answers[0].error or not isinstance(fault.given[0], list):
        return False
    numbers = [fractions.Fraction(float(value)) for value in fault.given[0] if value is not None]
    total = sum(numbers) / (len(numbers) if "AVG" in fault.template else 1) if numbers else 0
    return bool(numbers) and same_double(fault.answers[0].rows[0][0], repr(float(total)))


def is_of_text_in_numbers(fault):
    """Whether our answer is computed from the number that the text begins with."""
    compute = OF_NUMBERS.get(fault.template)
    if compute is None or fault.row is None or None in fault.given:
        return False
    found = NUMBER.match(fault.given[0])
    try:
        others = [float(value) for value in fault.given[1:]]
    except ValueError:
        return False
    result = compute(float(found.group(1)) if found else 0.0, *others)
    return same_double(fault.answers[0].rows[0][-1], str(float(result)))


OF_NUMBERS = {
    "ABS({s})": abs,
    "ROUND({s}, {u})": lambda number, digits: round(number, int(digits)),
    "{s} + {n}": lambda number, other: number + other,
    "{s} * {i}": lambda number, other: number * other,
    "{s} = {n}": lambda number, other: number == other,
    "{s} < {n}": lambda number, other: number < other,
    "{s} AND {c}": lambda number, other: bool(number and other),
    "{s} IS TRUE": bool,
    "NOT {s}": lambda number: not number,
    "CAST({s} AS SIGNED)": int,
    "CAST({s} AS DOUBLE)": float,
    "CAST({s} AS DECIMAL(20,5))": lambda number: round(number, 5),
}
