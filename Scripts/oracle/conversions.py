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
    "BIT_COUNT({s})": bits(lambda number: number.bit_count()),
    "BIT_COUNT({d})": bits(lambda number: number.bit_count()),
    "~{s}": bits(lambda number: ~number),
    "{d} & {i}": bits(lambda left, right: left & right),
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


def are_exact_running_sums(fault):
    """Whether our sums of doubles up to each row are rounded once, from the exact sums."""
    rows = fault.answers[0].rows
    if fault.answers[0].error or not isinstance(fault.given[0], list) or len(rows) != len(fault.given[0]):
        return False
    total, count = fractions.Fraction(0), 0
    for (_, ours), value in zip(rows, fault.given[0]):
        total, count = total + fractions.Fraction(float(value or 0)), count + (value is not None)
        if ours is None or not count:
            if ours is not None or count:
                return False
        elif not same_double(ours, repr(float(total))):
            return False
    return True


def are_exact_variances(fault):
    """Whether our variances and deviations are those of the arguments' values, computed exactly."""
    functions = re.findall(r"(STD|VARIANCE|VAR_SAMP|STDDEV_SAMP|VAR_POP|STDDEV)\(", fault.template)
    if fault.answers[0].error or len(functions) != len(fault.given):
        return False
    return all(map(is_variance, functions, fault.given, fault.answers[0].rows[0]))


def is_variance(function, values, ours):
    numbers = [fractions.Fraction(float(value)) for value in values if value is not None]
    count = len(numbers) - ("SAMP" in function)
    if count < 1:
        return ours is None
    mean = sum(numbers) / len(numbers)
    variance = float(sum((number - mean) ** 2 for number in numbers) / count)
    return ours is not None and same_double(ours, repr(variance**0.5 if function.startswith("STD") else variance))


def is_of_text_in_numbers(fault):
    """Whether our answer is computed from the number that the text begins with."""
    compute = OF_NUMBERS.get(fault.template)
    if compute is None or fault.row is None or fault.given[0] is None:
        return False
    text = fault.given[0].decode("latin1") if isinstance(fault.given[0], bytes) else fault.given[0]
    found = NUMBER.match(text)
    if None in fault.given:
        # Of all of these AND alone may be known beside NULL.
        return "AND" in fault.template and not float(found.group(1) if found else 0) and fault.answers[0].rows[0][-1] == "0"
    try:
        others = [float(value) for value in fault.given[1:]]
    except ValueError:
        return False
    result = compute(float(found.group(1)) if found else 0.0, *others)
    return same_double(fault.answers[0].rows[0][-1], str(float(result)))


OF_NUMBERS = {
    "ABS({s})": abs,
    "ABS({x})": abs,
    "ROUND({s})": round,
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
    "CAST({x} AS DOUBLE)": float,
    "CAST({s} AS DECIMAL(20,5))": lambda number: round(number, 5),
}


def is_count_of_bits(fault):
    """Whether our answer is the number of bits that are set in the bytes."""
    given = fault.given[0]
    if given is None or fault.row is None:
        return False
    data = given if isinstance(given, bytes) else given.encode()
    return fault.answers[0].rows[0][-1] == str(sum(byte.bit_count() for byte in data))
