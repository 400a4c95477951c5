"""How MySQL 8.0 reads dates and times in texts: written from my_time.cc's rules, apart from vitrine's own reader.

What it cannot tell, such as a date with a part that is zero under NO_ZERO_IN_DATE, it gives as `UNKNOWN`.
"""

import datetime
import re

UNKNOWN = object()
NONE, INVALID = "none", "invalid"
"""A text that is no date at all, and one in the form of a date that is out of range."""
LARGEST_PART = 999_999
UINT_MAX = 2**32 - 1
DISPLACEMENT = re.compile(r"[+-]\d\d:\d\d")
"""The distance of a time zone, which moves the time: not told here."""


class Moment:
    """A date, or a date and a time of day."""

    def __init__(self, parts, has_time):
        self.year, self.month, self.day, self.hour, self.minute, self.second, self.fraction = parts
        self.has_time = has_time

    def date(self):
        return datetime.date(self.year, self.month, self.day)

    def is_whole(self):
        """Whether no part of the date is zero."""
        return bool(self.year and self.month and self.day)


def is_digit(text, at):
    return at < len(text) and "0" <= text[at] <= "9"


def is_space(text, at):
    return at < len(text) and text[at] in " \t\n\v\f\r"


def is_punctuation(text, at):
    return at < len(text) and text[at].isascii() and text[at].isprintable() and not text[at].isalnum() and text[at] != " "


def read_moment(text, is_spaced=False):
    """`str_to_datetime`: a Moment, NONE or INVALID; `is_spaced` is TIME_DATETIME_ONLY."""
    at = 0
    while is_space(text, at):
        at += 1
    if not is_digit(text, at):
        return NONE
    end = at
    while is_digit(text, end) or end < len(text) and text[end] == "T":
        end += 1
    is_packed = end == len(text) or text[end] == "."
    year_width = (4 if end - at in (4, 8) or end - at >= 14 else 2) if is_packed else None
    parts, has_punctuation, has_space, read_width = [], False, False, year_width
    while len(parts) < 7 and is_digit(text, at):
        position, start = len(parts), at
        width = 6 if position == 6 else None if not is_packed else year_width if position == 0 else 2
        while is_digit(text, at) and (width is None or at - start < width):
            at += 1
            if int(text[start:at]) > LARGEST_PART:
                return NONE
        if position == 0 and not is_packed:
            read_width = at - start
        parts.append(int(text[start:at]) * (10 ** (6 - (at - start)) if position == 6 else 1))
        if at == len(text):
            break
        if position == 2 and text[at] == "T":
            at += 1
            continue
        if position == 5:
            if text[at] in "+-":
                return UNKNOWN if DISPLACEMENT.fullmatch(text, at) else NONE
            if text[at] != ".":
                break
            at += 1
            continue
        if position == 6:
            if text[at] in "+-":
                return UNKNOWN if DISPLACEMENT.fullmatch(text, at) else NONE
            if is_digit(text, at):
                return UNKNOWN
        while is_punctuation(text, at) or is_space(text, at):
            if is_space(text, at):
                if position not in (2, 6):
                    return NONE
                has_space = True
            has_punctuation = True
            at += 1
    if has_punctuation and not has_space and is_spaced:
        return NONE
    return completed(parts, read_width)


def completed(parts, year_width):
    """The date of the parts that were found."""
    found = len(parts)
    parts += [0] * (7 - found)
    if year_width == 2 and any(parts):
        parts[0] += 2000 if parts[0] < 70 else 1900
    limits = (9999, 12, 31, 23, 59, 59, 999_999)
    if found < 3 or any(part > limit for part, limit in zip(parts, limits)):
        return INVALID
    moment = Moment(parts, found > 3)
    if moment.is_whole():
        try:
            moment.date()
        except ValueError:
            return INVALID
    return moment


def read_time(text):
    """`str_to_time`: sign, seconds and microseconds, None where it is no time."""
    at = 0
    while is_space(text, at):
        at += 1
    is_negative = text[at : at + 1] == "-"
    text = text[at + is_negative :]
    if not text:
        return None
    if len(text.encode()) >= 12:
        moment = read_moment(text, is_spaced=True)
        if moment is UNKNOWN:
            return UNKNOWN
        if moment == INVALID:
            return None
        if moment != NONE:
            if not moment.has_time:
                return UNKNOWN
            return False, moment.hour * 3600 + moment.minute * 60 + moment.second, moment.fraction
    return read_duration(text, is_negative)


def read_duration(text, is_negative):
    """A time that is no date and time: `[days ]hours:minutes:seconds`, or one number."""
    number, at = read_number(text, 0)
    if number > UINT_MAX:
        return None
    behind = at
    while is_space(text, at):
        at += 1
    if len(text) - at > 1 and at != behind and is_digit(text, at):
        parts, at = read_parts(text, at, [number])
    elif len(text) - at > 1 and text[at] == ":" and is_digit(text, at + 1):
        parts, at = read_parts(text, at + 1, [0, number])
    else:
        parts = [0, number // 10000, number // 100 % 100, number % 100]
    fraction, at = read_fraction(text, at)
    rest = text[at:]
    if len(rest) > 1 and rest[0] in "eE" and (is_digit(rest, 1) or rest[1] in "+-" and is_digit(rest, 2)):
        return None
    hours = parts[0] * 24 + parts[1]
    if any(part > UINT_MAX for part in parts) or parts[2] > 59 or parts[3] > 59:
        return None
    if rest.strip(" \t\n\v\f\r") and at == 0:
        return None
    if fraction is UNKNOWN:
        return UNKNOWN
    seconds = hours * 3600 + parts[2] * 60 + parts[3]
    return (is_negative, 838 * 3600 + 3599, 0) if seconds >= 838 * 3600 + 3599 else (is_negative, seconds, fraction)


def read_number(text, at):
    start = at
    while is_digit(text, at):
        at += 1
    return int(text[start:at] or 0), at


def read_parts(text, at, parts):
    """Numbers between colons, as many as there is room for."""
    while True:
        number, at = read_number(text, at)
        parts.append(number)
        if len(parts) == 4 or len(text) - at < 2 or text[at] != ":" or not is_digit(text, at + 1):
            return parts + [0] * (4 - len(parts)), at
        at += 1


def read_fraction(text, at):
    """Microseconds, rounded by the seventh digit; not told where that makes a second."""
    if text[at : at + 1] != "." or not is_digit(text, at + 1):
        return 0, at + (text[at:] == ".")
    start = at = at + 1
    while is_digit(text, at):
        at += 1
    digits = text[start:at]
    fraction = int(digits[:6].ljust(6, "0")) + (digits[6:7] >= "5")
    return (fraction if fraction < 1_000_000 else UNKNOWN), at
