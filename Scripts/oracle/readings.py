"""What functions give in MySQL 8.0 where a few lines tell it: of a text that is read as a date or a time, by `dates`, and
of numbers that become texts."""

import calendar
import datetime
import decimal
import json
import re

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
    "LENGTH": lambda _, text: str(len(text.encode())),
    "CHAR_LENGTH": lambda _, text: str(len(text)),
    "BIT_LENGTH": lambda _, text: str(8 * len(text.encode())),
}
EXPECTED = {
    "YEAR({s})": of_moment(lambda moment: str(moment.year), is_of_parts=True),
    "DAYOFYEAR({s})": of_moment(lambda moment: str(moment.date().timetuple().tm_yday)),
    "DATE({s})": of_moment(lambda moment: str(moment.date())),
    "CAST({s} AS DATE)": of_moment(lambda moment: str(moment.date())),
    "CAST({s} AS DATETIME)": of_moment(whole_seconds),
    "LAST_DAY({s})": of_moment(last_day),
    "DATE_ADD({s}, INTERVAL 1 DAY)": of_moment(next_day),
    "DATEDIFF({s}, {w})": of_moment(days_between),
    "CAST({s} AS TIME)": clock,
    "HOUR({s})": hour,
}
