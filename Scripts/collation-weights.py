#!/usr/bin/env python3
"""Writes UnicodeWeights.swift: the collation weights of Unicode 9.0.0, packed.

    pip download --no-deps pyuca && unzip -o pyuca-*.whl 'pyuca/allkeys-9.0.0.txt'
    Scripts/collation-weights.py pyuca/allkeys-9.0.0.txt

The input is the Unicode consortium's allkeys.txt, which PyPI's pyuca carries.

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


def main():
    entries = read(sys.argv[1])
    text = base64.b64encode(pack(entries)).decode("ascii")
    pathlib.Path(TARGET).write_text(
        "// swift-format-ignore-file\n"
        "// Written by Scripts/collation-weights.py from allkeys-9.0.0.txt.\n"
        "// Copyright 2016 Unicode, Inc.; see http://www.unicode.org/terms_of_use.html\n\n"
        "/// The default collation element table of Unicode 9.0.0, packed; see the script.\n"
        "enum UnicodeWeights {\n"
        f"  static let packed: StaticString = \"{text}\"\n"
        "}\n",
        encoding="utf-8",
    )
    print(f"{len(entries)} code points, {len(text)} characters")


main()
