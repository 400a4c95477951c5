"""Where MariaDB is known to differ from MySQL 8.0: narrow rules, each with what decides for MySQL."""

import decimal
import json
import pathlib
import re
import unicodedata

import conversions
import documents
import readings
from comparison import same_document, same_double

PARTS = ("template", "sql", "arguments", "values", "ours", "theirs")
NUMBER = re.compile(r"-?\d+(?:\.(\d*))?(?:e[-+]?\d+)?")


class Explanation:
    """Holds for one expression whose arguments agree: its production, its text, their types and values, and
    both answers.

    `follows` names a way in which their answer must follow from ours.
    """

    def __init__(self, entry):
        self.name, self.reference = entry["name"], entry["reference"]
        self.differences = entry["difference"].split(" or ")
        self.follows = FOLLOWS[entry["follows"]] if "follows" in entry else lambda fault: True
        self.patterns = {
            part: re.compile(entry[part], re.S) for part in PARTS if part in entry
        }

    def holds(self, fault):
        matches = all(pattern.search(getattr(fault, part)) for part, pattern in self.patterns.items())
        return fault.kind in self.differences and matches and self.is_reckoned(fault)

    def is_reckoned(self, fault):
        """Whether their answer follows from ours; not where that cannot be told of such values."""
        try:
            return self.follows(fault)
        except (ValueError, ArithmeticError, TypeError):
            return False


def has_fewer_digits(fault):
    """Their numbers are ours, rounded to the digits that they show."""
    return compared_numbers(fault, is_close)


def has_more_digits(fault):
    """Our numbers are theirs, rounded to the digits that ours show."""
    return compared_numbers(fault, lambda mine, other: is_close(other, mine))


def is_close(mine, other):
    return abs(float(mine.group()) - float(other.group())) <= 0.6 * step(other)


def differs_in_the_last_digit(fault):
    """Their numbers are ours but for one in the last digit."""
    return compared_numbers(fault, lambda mine, other: abs(float(mine.group()) - float(other.group())) <= 1.01 * step(mine))


def step(number):
    return 10.0 ** -len(number.group(1) or "")


def has_the_same_digit(fault):
    """Their numbers are ours to one digit."""
    return compared_numbers(fault, lambda mine, other: same_double(mine.group(), other.group(), 2))


def has_the_same_numbers(fault):
    """Their numbers are ours to 15 digits, written in another way."""
    return compared_numbers(fault, lambda mine, other: same_double(mine.group(), other.group()))


def has_the_same_six_digits(fault):
    """Their numbers are ours to the six digits of a FLOAT."""
    return compared_numbers(fault, lambda mine, other: same_double(mine.group(), other.group(), 6))


def has_the_same_three_digits(fault):
    """Their numbers are ours to three digits."""
    return compared_numbers(fault, lambda mine, other: same_double(mine.group(), other.group(), 3))


def compared_numbers(fault, is_alike):
    """Whether all numbers of the answers are alike, and nothing else differs."""
    ours, theirs = values(fault.ours), values(fault.theirs)
    numbers, others = list(NUMBER.finditer(ours)), list(NUMBER.finditer(theirs))
    return (
        bool(numbers)
        and len(numbers) == len(others)
        and NUMBER.sub("#", ours) == NUMBER.sub("#", theirs)
        and all(map(is_alike, numbers, others))
    )


def differs_in_zeros(fault):
    """Both are the same but for zeros behind a point at their ends."""
    pattern = re.compile(r"(:\d\d)\.(\d*?)0*(?=[',\]])")
    ours, theirs = (pattern.sub(r"\1.\2", values(answer)).replace(".'", "'") for answer in (fault.ours, fault.theirs))
    return ours == theirs


def differs_in_seconds(fault):
    """Both are the same but for zeros behind the digits of seconds."""
    pattern = re.compile(r"(:\d\d)(?:\.(\d*?)0*)?(?=\")")
    ours, theirs = (pattern.sub(lambda found: f"{found[1]}.{found[2] or ''}", values(answer)) for answer in (fault.ours, fault.theirs))
    return ours == theirs


def differs_in_case(fault):
    """Both are the same but for the case of letters."""
    return values(fault.ours).lower() == values(fault.theirs).lower()


def is_the_given_document(fault):
    """Ours is the document that the first argument is."""
    return isinstance(fault.given[0], str) and same_document(fault.answers[0].rows[0][-1], fault.given[0])


def is_unknown_for_false(fault):
    """Our answers are theirs, or NULL where theirs are 0."""
    pairs = [(mine[-1], other[-1]) for mine, other in zip(*(answer.rows for answer in fault.answers))]
    return all(mine == other or (mine is None and other == "0") for mine, other in pairs)


def is_read_as_latin1(fault):
    """Theirs is ours, the bytes of which are read in another character set."""
    texts = [answer.rows[0][-1] for answer in fault.answers if answer.rows]
    return len(texts) == 2 and None not in texts and texts[0].encode().decode("cp1252", "replace") == texts[1]


def has_no_signed_zero(fault):
    """Their text is ours without the sign of one zero."""
    ours, theirs = values(fault.ours), values(fault.theirs)
    return any(ours[: sign.start()] + ours[sign.end() :] == theirs for sign in re.finditer(r"-(?=0)", ours))


def is_the_end(fault):
    """Their text is the end of ours."""
    ours, theirs = values(fault.ours)[2:], values(fault.theirs)[2:]
    return len(theirs) < len(ours) and ours.endswith(theirs)


def has_another_order(fault):
    """Both are JSON arrays of the same values."""
    if any(answer.error or not answer.rows or answer.rows[0][-1] is None for answer in fault.answers):
        return False
    arrays = [
        json.loads(answer.rows[0][-1], parse_int=str, parse_float=lambda digits: f"{float(digits):.15g}")
        for answer in fault.answers
    ]
    if not all(isinstance(array, list) for array in arrays):
        return False
    ours, theirs = (sorted(json.dumps(value, sort_keys=True) for value in array) for array in arrays)
    return ours == theirs


def is_the_same_document(fault):
    """Both texts are the same JSON document."""
    texts = [answer.rows[0][-1] for answer in fault.answers if answer.rows]
    return len(texts) == 2 and None not in texts and same_document(*texts)


def is_the_same_document_to_six_digits(fault):
    """Both texts are the same JSON document, its numbers to the six digits of a FLOAT."""
    return compared_documents(fault, lambda mine, other: same_double(mine.group(), other.group(), 6))


def is_a_document_with_fewer_digits(fault):
    """Their text is the same JSON document, its numbers rounded to the digits that they show."""
    return compared_documents(fault, is_close)


def compared_documents(fault, is_alike):
    """Whether all numbers of two JSON documents are alike, and nothing else differs."""
    texts = [answer.rows[0][-1] for answer in fault.answers if answer.rows]
    if len(texts) != 2 or None in texts:
        return False
    return is_alike_document(*(json.loads(text, parse_int=NUMBER.match, parse_float=NUMBER.match) for text in texts), is_alike)


def is_alike_document(mine, other, is_alike):
    if isinstance(mine, re.Match) and isinstance(other, re.Match):
        return is_alike(mine, other)
    if isinstance(mine, list) and isinstance(other, list):
        return len(mine) == len(other) and all(is_alike_document(*pair, is_alike) for pair in zip(mine, other))
    if isinstance(mine, dict) and isinstance(other, dict):
        return mine.keys() == other.keys() and all(is_alike_document(mine[key], other[key], is_alike) for key in mine)
    return mine == other


def is_told_of_null(fault):
    """Our answer is whether the argument, which is NULL, is unknown."""
    return fault.given == [None] and fault.answers[0].rows[0][-1] == ("0" if "NOT" in fault.template else "1")


def is_cut(fault):
    """Our number is theirs without its fraction."""
    return values(fault.ours) == re.sub(r"\.\d+", "", values(fault.theirs)).replace("-0", "0")


def is_cut_behind(fault):
    """Our number is theirs cut after the digits that ours shows."""
    ours, theirs = values(fault.ours), values(fault.theirs)
    return "." in ours and theirs.startswith(ours[:-2])


def is_cut_after_a_word(fault):
    """Their number is ours cut after nine digits behind the point, the length of one word."""
    ours, theirs = values(fault.ours)[2:-2], values(fault.theirs)[2:-2]
    whole, point, fraction = ours.partition(".")
    return bool(point) and theirs == whole + point + fraction[:9].ljust(len(fraction), "0")


def is_equal_text(fault):
    """Their text is ours but for case and accents."""
    ours, theirs = (unicodedata.normalize("NFKD", values(answer)).casefold() for answer in (fault.ours, fault.theirs))
    return letters(ours) == letters(theirs)


WORDS, WORD = 9, 9


def words(digits):
    return -(-digits // WORD)


def is_the_cut_product(fault):
    """Ours is the product of both arguments' values as nine words of nine digits hold it."""
    if None in fault.given or len(fault.given) != 2 or not fault.answers[0].rows or fault.answers[0].rows[0][-1] is None:
        return False
    ours = decimal.Decimal(fault.answers[0].rows[0][-1])
    children = fault.node.children
    forms = [spellings(child.template, value) for child, value in zip(children, fault.given)]
    with decimal.localcontext() as context:
        context.prec = 200
        hidden = sum(hidden_digits(child.sql(), *pair) for child, pair in zip(children, (fault.given, fault.given[::-1])))
        return any(is_shown(ours, cut_product(left, right), hidden) for left in forms[0] for right in forms[1])


def hidden_digits(text, number, other):
    """How much of a product the digits of a factor make that it does not show: those of a quotient."""
    step = decimal.Decimal((0, (1,), decimal.Decimal(number).as_tuple().exponent))
    return step * abs(decimal.Decimal(other)) if " / " in text else 0


def spellings(template, value):
    """A number as it is shown; of one among several values also without the zeros that it may not have itself."""
    is_choice = re.match(r"(CASE|IF|IFNULL|COALESCE|NULLIF|GREATEST|LEAST)\b", template)
    return {value.rstrip("0").rstrip(".")} if is_choice and "." in value else {value}


def is_shown(ours, product, hidden):
    last = decimal.Decimal((0, (1,), ours.as_tuple().exponent))
    return abs(ours - product.quantize(last, decimal.ROUND_HALF_UP)) <= hidden


def cut_product(left, right):
    """`decimal_mul` of MySQL 8.0: digits before the point count from the first that is not zero."""
    factors = [decimal.Decimal(text) for text in (left, right)]
    whole = words(sum(max(factor.adjusted() + 1, 0) if factor else 0 for factor in factors))
    fractions = [words(-factor.as_tuple().exponent) for factor in factors]
    missing = max(sum(fractions) - max(WORDS - whole, 0), 0)
    shorter = 0 if fractions[0] <= fractions[1] else 1
    fractions[shorter] -= missing // 2
    fractions[1 - shorter] -= missing - missing // 2
    cut = [
        factor.quantize(decimal.Decimal((0, (1,), -WORD * kept)), decimal.ROUND_DOWN)
        if -factor.as_tuple().exponent > WORD * kept
        else factor
        for factor, kept in zip(factors, fractions)
    ]
    return cut[0] * cut[1]


def is_the_whole_quotient(fault):
    """Ours is the quotient of both arguments' values, cut."""
    if None in fault.given or len(fault.given) != 2 or not fault.answers[0].rows:
        return False
    dividend, divisor = (decimal.Decimal(value) for value in fault.given)
    return bool(divisor) and str(int(dividend / divisor)) == fault.answers[0].rows[0][-1]


def letters(text):
    """Without accents, and without characters that have no weight."""
    return re.sub(r"\\x[01][0-9a-f]", "", "".join(filter(str.isascii, text)))


def values(answer):
    """An answer without its types."""
    return answer[answer.find("[") :]


FOLLOWS = {
    "fewer digits": has_fewer_digits,
    "more digits": has_more_digits,
    "the same numbers": has_the_same_numbers,
    "the same to six digits": has_the_same_six_digits,
    "the last digit": differs_in_the_last_digit,
    "one digit": has_the_same_digit,
    "three digits": has_the_same_three_digits,
    "the same but for zeros behind the point": differs_in_zeros,
    "the same but for zeros of seconds": differs_in_seconds,
    "the same but for the case of letters": differs_in_case,
    "ours is the rounded number of the date": readings.is_rounded_number_of_date,
    "ours is the sum with the number of the date": readings.is_sum_with_number_of_date,
    "ours are the seconds since 1970": readings.is_unix_time,
    "ours is the moment of the seconds since 1970": readings.is_moment_of_unix_time,
    "ours is one of the arguments": readings.is_an_argument,
    "ours is the document": is_the_given_document,
    "ours read as latin1": is_read_as_latin1,
    "unknown in place of false": is_unknown_for_false,
    "no sign of a zero": has_no_signed_zero,
    "the end of our text": is_the_end,
    "the same values in another order": has_another_order,
    "the same document": is_the_same_document,
    "the same document to six digits": is_the_same_document_to_six_digits,
    "the same document with fewer digits": is_a_document_with_fewer_digits,
    "a fraction that we cut": is_cut,
    "our digits and more": is_cut_behind,
    "nine of our digits": is_cut_after_a_word,
    "the same but for case and accents": is_equal_text,
    "ours is the product as nine words hold it": is_the_cut_product,
    "ours is the whole quotient": is_the_whole_quotient,
    "ours is made of what the arguments show": readings.is_made_of_shown,
    "ours by the number of the date": readings.is_number_of_date,
    "ours by the texts, or the times of a column and a constant": readings.is_time_beside_text,
    "ours has the texts with a t": readings.is_search_of_texts,
    "ours has the shortest digits": readings.is_shortest_formatted,
    "ours by the integers of the arguments": conversions.is_of_integers,
    "ours is the exact sum": conversions.is_exact_sum,
    "ours are the exact running sums": conversions.are_exact_running_sums,
    "ours are the exact variances": conversions.are_exact_variances,
    "ours by the number of the text": conversions.is_of_text_in_numbers,
    "ours by MySQL's reading of the text": readings.is_ours,
    "ours is of seconds behind the year 2037": readings.is_behind_2037,
    "ours are the seconds of the text": readings.is_time_of_seconds,
    "ours are the seconds of the number": readings.is_seconds_of_number,
    "ours is the TIME on the current date": readings.is_time_on_current_date,
    "ours tells of NULL": is_told_of_null,
    "ours counts the bits of the bytes": conversions.is_count_of_bits,
    "ours without the quotes of keys": documents.has_quoted_keys,
    "ours tells whether one document contains the other": documents.is_contained,
}


def read(path=pathlib.Path(__file__).parent / "explained.json"):
    return [Explanation(entry) for entry in json.loads(path.read_text())]
