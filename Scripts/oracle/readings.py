"""What functions give in MySQL 8.0 where a few lines tell it: of a text that is read as a date or a time, by `dates`, and
of numbers that become texts."""

import calendar
import datetime
import decimal
import hashlib
import json
import re
import struct
import zlib

from comparison import as_text
from dates import INVALID, NONE, UNKNOWN, read_moment, read_time

DAY = datetime.timedelta(days=1)


def is_ours(fault):
    """Whether our answer is what MySQL gives for the text that is the first argument."""
    expected = EXPECTED.get(fault.template)
    if expected is None or fault.row is None or not isinstance(fault.given[0], str):
        return False
    try:
        result = expected(*fault.given)
    except (ValueError, OverflowError):
        return False
    return result is not UNKNOWN and fault.answers[0].rows[0][-1] == result


def of_moment(compute, is_of_parts=False):
    """A function of a date: NULL where there is none; unknown where a part of it is zero, unless it is one of parts."""

    def expected(text, *others):
        moment = read_moment(text)
        if moment is UNKNOWN or moment in (NONE, INVALID):
            return UNKNOWN if moment is UNKNOWN else None
        if is_of_parts and not (moment.year or moment.month or moment.day):
            return UNKNOWN if moment.hour or moment.minute or moment.second or moment.fraction else None
        if not is_of_parts and not moment.is_whole():
            return UNKNOWN
        return compute(moment, *others)

    return expected


def is_number_of_date(fault):
    """Whether `date < number` is compared as numbers in our answer."""
    if None in fault.given or fault.row is None:
        return False
    date, number = fault.given
    is_less = decimal.Decimal(re.sub(r"[-: ]", "", date)) < decimal.Decimal(number)
    return fault.answers[0].rows[0][-1] == str(int(is_less))


def number_of(shown):
    """The number that the digits of a date or a time spell."""
    sign = "-" if shown.startswith("-") else ""
    return decimal.Decimal(sign + re.sub(r"[-: ]", "", shown))


def is_rounded_number_of_date(fault):
    """Whether our answer is the number of the date or time, rounded where it shows fewer digits."""
    ours = fault.answers[0].rows[0][-1] if fault.answers[0].rows else None
    if ours is None or fault.row is None or not isinstance(fault.given[0], str):
        return False
    number = number_of(fault.given[0])
    # Seconds are rounded as such: 59.5 are a minute.
    carries = abs(number) % 100 >= 59
    whole = int(ours.split(".")[0]) - (2**64 if number < 0 and not ours.startswith("-") and ours != "0" else 0)
    return carries or whole == number.quantize(decimal.Decimal(1), decimal.ROUND_HALF_UP)


def is_sum_with_number_of_date(fault):
    """Whether our answer is the sum of both arguments' numbers, or is out of range."""
    if fault.answers[0].error:
        return True
    if None in fault.given or fault.row is None:
        return fault.answers[0].rows[0][-1] is None
    with decimal.localcontext() as context:
        context.prec = 100
        total = number_of(fault.given[0]) + decimal.Decimal(fault.given[1])
        return decimal.Decimal(fault.answers[0].rows[0][-1]) == total


EPOCH, LAST = datetime.datetime(1970, 1, 1), decimal.Decimal(32536771199)


def is_unix_time(fault):
    """Whether our answer is the number of seconds since 1970, 0 before and behind the year 3001."""
    shown = fault.given[0]
    if not isinstance(shown, str) or fault.row is None:
        return False
    moment = datetime.datetime.fromisoformat(shown[:19])
    seconds = decimal.Decimal(int((moment - EPOCH).total_seconds())) + decimal.Decimal("0" + shown[19:])
    ours = decimal.Decimal(fault.answers[0].rows[0][-1])
    return ours == (seconds if 0 <= seconds < LAST + 1 else 0)


def is_moment_of_unix_time(fault):
    """Whether our answer is the date and time of the number, or its year and day."""
    if fault.given[0] is None or fault.row is None:
        return False
    seconds = decimal.Decimal(fault.given[0])
    if fault.arguments.startswith("FLOAT"):
        seconds = decimal.Decimal(struct.unpack("f", struct.pack("f", float(seconds)))[0])
    moment = EPOCH + datetime.timedelta(seconds=int(seconds))
    ours = fault.answers[0].rows[0][-1]
    return ours.startswith(str(moment)[:17]) or ours == f"{moment.year} {moment:%j}"


def is_behind_2037(fault):
    """Whether the number is of seconds that MariaDB has no date for, and ours has a text."""
    if fault.given[0] is None or fault.row is None:
        return False
    return 2**31 - 1 <= decimal.Decimal(fault.given[0]) < LAST + 1


NUMBER = re.compile(r"[ \t\n\v\f\r]*([+-]?(?:\d+\.?\d*|\.\d+))(?![eE.\d]*[eE])")
MIDNIGHT = datetime.datetime(2023, 11, 14)


def is_time_of_seconds(fault):
    """Whether our TIME has the seconds that the text begins with."""
    given = as_text(fault.given[0])
    found = isinstance(given, str) and fault.row is not None and NUMBER.match(given)
    return bool(found) and seconds_of(fault.answers[0].rows[0][-1]) == round(decimal.Decimal(found.group(1)), 6)


def seconds_of(time):
    """The seconds of a TIME as it is shown."""
    hours, minutes, seconds = time.lstrip("-").split(":")
    total = int(hours) * 3600 + int(minutes) * 60 + decimal.Decimal(seconds)
    return -total if time.startswith("-") else total


def is_seconds_of_number(fault):
    """Whether our answer has the seconds of a number that is read as hhmmss."""
    if fault.given[0] is None or fault.row is None:
        return False
    rounded = abs(round(decimal.Decimal(fault.given[0]), 6))
    whole = int(rounded)
    seconds = whole // 10000 * 3600 + whole // 100 % 100 * 60 + whole % 100
    is_near = seconds == abs(int(fault.answers[0].rows[0][-1]))
    return is_near and whole // 100 % 100 < 60 and whole % 100 < 60


def is_time_on_current_date(fault):
    """Whether our date and time is one of the arguments, a TIME, counted from the first moment of the current day."""
    ours = fault.answers[0].rows[0][-1]
    times = [value for value in fault.given if isinstance(value, str) and re.fullmatch(r"-?\d+:\d\d:\d\d(\.\d+)?", value)]
    moments = [MIDNIGHT + datetime.timedelta(seconds=float(seconds_of(time))) for time in times]
    return datetime.datetime.fromisoformat(ours) in moments


def is_an_argument(fault):
    """Whether our answer is one of the arguments as it is shown."""
    return fault.row is not None and as_text(fault.answers[0].rows[0][-1]) in map(as_text, fault.given)


def is_time_beside_text(fault):
    """Whether a TIME and a text are compared as texts in our answer, and as times where a constant meets a column."""
    if None in fault.given or fault.row is None:
        return False
    time, text = fault.given
    sides = [child.sql() for child in fault.node.children]
    is_column = re.fullmatch(r"ti6?", sides[0]) and re.fullmatch(r"(_latin1 )?'[^']*'", sides[1])
    is_equal = time == text or is_column and read_time(text) not in (None, UNKNOWN) and clock(text) == time
    return fault.answers[0].rows[0][-1] == str(int(bool(is_equal)))


def is_search_of_texts(fault):
    """Whether our answer has the paths of the texts in a document that contain a t."""
    if not isinstance(fault.given[0], str) or fault.row is None:
        return False
    found = list(paths(json.loads(fault.given[0])))
    ours = fault.answers[0].rows[0][-1]
    given = [] if ours is None else json.loads(ours)
    return sorted(found) == sorted(given if isinstance(given, list) else [given])


def paths(value, path="$"):
    if isinstance(value, str) and "t" in value:
        yield path
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from paths(item, f"{path}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            name = key if re.fullmatch(r"[A-Za-z_$][\w$]*", key) else json.dumps(key, ensure_ascii=False)
            yield from paths(item, f"{path}.{name}")


def is_shortest_formatted(fault):
    """Whether our FORMAT of a double writes its shortest digits, and zeros behind them."""
    if None in fault.given or fault.row is None:
        return False
    number, digits = decimal.Decimal(repr(float(fault.given[0]))), max(int(fault.given[1]), 0)
    return abs(number) > 10**15 and fault.answers[0].rows[0][-1] == f"{number:,.{digits}f}"


def last_day(moment):
    return str(moment.date().replace(day=calendar.monthrange(moment.year, moment.month)[1]))


def next_day(moment):
    if not moment.has_time:
        return str(moment.date() + DAY)
    clock = datetime.time(moment.hour, moment.minute, moment.second, moment.fraction)
    return str(datetime.datetime.combine(moment.date(), clock) + DAY)


def whole_seconds(moment):
    """CAST AS DATETIME: rounded."""
    clock = datetime.time(moment.hour, moment.minute, moment.second)
    return str(datetime.datetime.combine(moment.date(), clock) + datetime.timedelta(seconds=moment.fraction >= 500_000))


def days_between(moment, other):
    return None if other is None else str((moment.date() - datetime.date.fromisoformat(other[:10])).days)


def clock(text):
    """CAST AS TIME: rounded to whole seconds."""
    time = read_time(text)
    if time is UNKNOWN or time is None:
        return time
    is_negative, seconds, fraction = time
    seconds += fraction >= 500_000
    hours, rest = divmod(seconds, 3600)
    return f"{'-' if is_negative and seconds else ''}{hours:02}:{rest // 60:02}:{rest % 60:02}"


def exact_clock(text):
    """CAST AS TIME(6)."""
    time = read_time(text)
    if time is UNKNOWN or time is None:
        return time
    is_negative, seconds, fraction = time
    sign = "-" if is_negative and (seconds or fraction) else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{fraction:06}"


def hour(text):
    time = read_time(text)
    return time if time is UNKNOWN or time is None else str(time[1] // 3600)


def is_made_of_shown(fault):
    """Whether our answer is made of the texts in which the arguments are shown."""
    made = MADE.get(fault.template.split("(")[0])
    given = fault.given
    if made is None or fault.row is None or not all(isinstance(value, str) for value in given):
        return False
    result = made(fault.template, *given)
    return result is not None and fault.answers[0].rows[0][-1] == result


def lpad(template, number, *_):
    return number[:8].rjust(8, "0") if template == "LPAD({n}, 8, '0')" else None


def left(template, number, length=""):
    return number[: max(int(length), 0)] if template == "LEFT({n}, {u})" else None


def replaced(template, number, *_):
    return number.replace("1", "2") if template == "REPLACE({n}, '1', '2')" else None


MADE = {
    "CONCAT": lambda _, *texts: "".join(texts),
    "LPAD": lpad,
    "LEFT": left,
    "REPLACE": replaced,
    "CRC32": lambda _, text: str(zlib.crc32(text.encode())),
    "MD5": lambda _, text: hashlib.md5(text.encode()).hexdigest(),
    "LENGTH": lambda _, text: str(len(text.encode())),
    "CHAR_LENGTH": lambda _, text: str(len(text)),
    "BIT_LENGTH": lambda _, text: str(8 * len(text.encode())),
}
EXPECTED = {
    "YEAR({s})": of_moment(lambda moment: str(moment.year), is_of_parts=True),
    "MONTH({s})": of_moment(lambda moment: str(moment.month), is_of_parts=True),
    "DAYOFYEAR({s})": of_moment(lambda moment: str(moment.date().timetuple().tm_yday)),
    "DATE({s})": of_moment(lambda moment: str(moment.date())),
    "CAST({s} AS DATE)": of_moment(lambda moment: str(moment.date())),
    "CAST({s} AS DATETIME)": of_moment(whole_seconds),
    "LAST_DAY({s})": of_moment(last_day),
    "DATE_ADD({s}, INTERVAL 1 DAY)": of_moment(next_day),
    "DATEDIFF({s}, {w})": of_moment(days_between),
    "CAST({s} AS TIME)": clock,
    "CAST({s} AS TIME(6))": exact_clock,
    "HOUR({s})": hour,
}
