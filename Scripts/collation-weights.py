#!/usr/bin/env python3
"""Writes the collation weights, packed: UnicodeWeights.swift, OlderWeights.swift and LanguageWeights.swift.

    pip download --no-deps pyuca && unzip -o pyuca-*.whl 'pyuca/allkeys-9.0.0.txt'
    Scripts/collation-weights.py pyuca/allkeys-9.0.0.txt
    Scripts/collation-weights.py --older
    Scripts/collation-weights.py --languages

The first is made of the Unicode consortium's allkeys.txt for Unicode 9.0.0, which PyPI's pyuca carries. The
second holds what the older collations utf8mb4_unicode_ci (Unicode 4.0.0), utf8mb4_unicode_520_ci and
utf8mb4_general_ci weigh, which a MariaDB server of one's own is asked for: it has these tables as MySQL has them.
The third holds by what the collations of one language differ from utf8mb4_unicode_ci, and the weights of those of
latin1. Left out are collations in which two letters weigh as one (czech, danish, lithuanian, slovak, spanish2,
croatian, latin1_german2_ci), sinhala, and turkish, which has upper case letters of its own.

The packed form is a sequence of entries of variable-length integers (seven bits a byte, the least
first), in base64: the distance of the code point from the end of the entry before; twice the number
of collation elements, plus one for a run; for a run, the number of code points whose one element
follows the last one's by one; then for each element the primary's distance from the last primary
(zigzag), the secondary and the tertiary.
"""

import base64
import pathlib
import re
import sys

OLDER = "Sources/VitrineSQLite/MySQL/Collations/OlderWeights.swift"
LANGUAGES_FILE = "Sources/VitrineSQLite/MySQL/Collations/LanguageWeights.swift"
LANGUAGES = ["icelandic", "latvian", "romanian", "slovenian", "polish", "estonian", "spanish", "swedish", "roman",
             "persian", "esperanto", "hungarian", "german2", "vietnamese"]
LATIN1 = ["general_ci", "general_cs", "german1_ci", "danish_ci", "spanish_ci"]
TARGET = "Sources/VitrineSQLite/MySQL/Collations/UnicodeWeights.swift"


def read(path):
    """Gives {code point: [(primary, secondary, tertiary), …]}, contractions left out."""
    entries = {}
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        match = re.match(r"^([0-9A-F ]+);\s*((?:\[[.*][0-9A-F.]+\])+)", line)
        if not match:
            continue
        points = match.group(1).split()
        if len(points) != 1:
            continue
        elements = re.findall(r"\[[.*]([0-9A-F]+)\.([0-9A-F]+)\.([0-9A-F]+)\]", match.group(2))
        entries[int(points[0], 16)] = [tuple(int(part, 16) for part in e) for e in elements]
    return entries


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def zigzag(number):
    return number << 1 if number >= 0 else (-number << 1) - 1


def pack(entries):
    out = bytearray()
    points = sorted(entries)
    position = 0
    end = 0
    last = 0
    while position < len(points):
        point = points[position]
        elements = entries[point]
        run = run_length(points, entries, position)
        out += varint(point - end)
        out += varint(len(elements) << 1 | (1 if run > 1 else 0))
        if run > 1:
            out += varint(run)
        for primary, secondary, tertiary in elements:
            out += varint(zigzag(primary - last)) + varint(secondary) + varint(tertiary)
            last = primary
        last += run - 1
        end = point + run
        position += run
    return bytes(out)


def run_length(points, entries, position):
    first = entries[points[position]]
    if len(first) != 1:
        return 1
    primary, secondary, tertiary = first[0]
    length = 1
    while position + length < len(points):
        point = points[position + length]
        expected = [(primary + length, secondary, tertiary)]
        if point != points[position] + length or entries[point] != expected:
            break
        length += 1
    return length


def older_weights(collation, end=0x10000):
    """Gives {code point: [weight, …]} of the code points before `end`, as a server has them."""
    import mariadb

    points = [point for point in range(end) if not 0xD800 <= point < 0xE000]
    weights = {}
    with mariadb.Server() as server:
        cursor = server.connect(conv=None).cursor()
        for start in range(0, len(points), 512):
            chunk = points[start:start + 512]
            texts = (f"_utf8mb4 x'{chr(point).encode().hex()}' COLLATE {collation}" for point in chunk)
            cursor.execute("SELECT " + ", ".join(f"HEX(WEIGHT_STRING({text}))" for text in texts))
            for point, digits in zip(chunk, cursor.fetchone()):
                weights[point] = [int(digits[at:at + 4], 16) for at in range(0, len(digits), 4)]
    return weights


def implicit(point):
    """The weights that the Unicode Collation Algorithm derives from a code point, with the ideographs of 4.0.0."""
    base = 0xFB40 if 0x4E00 <= point <= 0x9FA5 else 0xFB80 if 0x3400 <= point <= 0x4DB5 else 0xFBC0
    return [base + (point >> 15), point & 0x7FFF | 0x8000]


def primaries(weights, expected):
    """The entries of a table without those that need none; a character that does not count weighs 0."""
    return {
        point: [(weight, 0, 0) for weight in own] or [(0, 0, 0)]
        for point, own in weights.items() if own != expected(point)
    }


def write(target, source, constants):
    lines = ["// swift-format-ignore-file", f"// Written by Scripts/collation-weights.py from {source}"]
    for comment, name, entries in constants:
        text = base64.b64encode(pack(entries)).decode("ascii")
        lines += ["", f"/// {comment}", f"enum {name} {{", f'  static let packed: StaticString = "{text}"', "}"]
        print(f"{name}: {len(entries)} code points, {len(text)} characters")
    pathlib.Path(target).write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_older():
    write(
        OLDER, "MariaDB's WEIGHT_STRING.",
        [("The primary weights of `utf8mb4_unicode_ci`, which are those of Unicode 4.0.0; see the script.",
          "Unicode400Weights", primaries(older_weights("utf8mb4_unicode_ci"), implicit)),
         ("The primary weights of `utf8mb4_unicode_520_ci`, which are those of Unicode 5.2.0; see the script.",
          "Unicode520Weights", primaries(older_weights("utf8mb4_unicode_520_ci", 0x30000), implicit)),
         ("The characters that do not weigh themselves in `utf8mb4_general_ci`; see the script.",
          "GeneralWeights", primaries(older_weights("utf8mb4_general_ci"), lambda point: [point]))],
    )


def is_letter_by_letter(collation):
    """Whether every two letters of ASCII weigh what each weighs."""
    import mariadb

    letters = [chr(point) for point in range(0x41, 0x7B) if chr(point).isalpha()]
    with mariadb.Server() as server:
        cursor = server.connect(conv=None).cursor()
        key = "HEX(WEIGHT_STRING(_utf8mb4'{}' COLLATE {}))"
        cursor.execute("SELECT " + ", ".join(key.format(letter, collation) for letter in letters))
        own = dict(zip(letters, cursor.fetchone()))
        for first in letters:
            cursor.execute("SELECT " + ", ".join(key.format(first + letter, collation) for letter in letters))
            if list(cursor.fetchone()) != [own[first] + own[letter] for letter in letters]:
                return False
    return True


def latin1_weights(collation):
    """Gives {code point: [weight]} of the characters of latin1, which is Windows' 1252 with its gaps filled."""
    import mariadb

    weights = {}
    with mariadb.Server() as server:
        cursor = server.connect(conv=None).cursor()
        for byte in range(256):
            cursor.execute(f"SELECT HEX(WEIGHT_STRING(_latin1 x'{byte:02x}' COLLATE {collation}))")
            try:
                point = ord(bytes([byte]).decode("cp1252"))
            except UnicodeDecodeError:
                point = byte
            weights[point] = [int(cursor.fetchone()[0], 16)]
    return weights


def write_languages():
    standard = older_weights("utf8mb4_unicode_ci")
    constants = []
    for language in LANGUAGES:
        collation = f"utf8mb4_{language}_ci"
        if not is_letter_by_letter(collation):
            sys.exit(f"{collation}: two letters weigh as one")
        entries = primaries(older_weights(collation), lambda point: standard[point])
        constants.append((f"What weighs otherwise in `{collation}` than in `utf8mb4_unicode_ci`.", language, entries))
    for name in LATIN1:
        entries = primaries(latin1_weights(f"latin1_{name}"), lambda point: [])
        camel = "latin1" + "".join(part.capitalize() for part in name.split("_"))
        constants.append((f"The weights of `latin1_{name}`.", camel, entries))
    lines = ["// swift-format-ignore-file",
             "// Written by Scripts/collation-weights.py from MariaDB's WEIGHT_STRING.", "",
             "/// The weights of collations of one language, packed; see the script.", "enum LanguageWeights {"]
    for comment, name, entries in constants:
        text = base64.b64encode(pack(entries)).decode("ascii")
        lines += [f"  /// {comment}", f'  static let {name}: StaticString = "{text}"']
        print(f"{name}: {len(entries)} code points, {len(text)} characters")
    pathlib.Path(LANGUAGES_FILE).write_text("\n".join(lines + ["}"]) + "\n", encoding="utf-8")


def main():
    if sys.argv[1:] == ["--languages"]:
        return write_languages()
    if sys.argv[1:] == ["--older"]:
        return write_older()
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write(
        TARGET, "allkeys-9.0.0.txt.\n// Copyright 2016 Unicode, Inc.; see http://www.unicode.org/terms_of_use.html",
        [("The default collation element table of Unicode 9.0.0, packed; see the script.",
          "UnicodeWeights", read(sys.argv[1]))],
    )


main()
