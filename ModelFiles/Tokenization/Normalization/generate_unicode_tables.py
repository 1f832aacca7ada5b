"""Writes unicode-normalization.bin, which UnicodeTables reads, from this Python's Unicode database.

Usage: python3 generate_unicode_tables.py

A stream of unsigned LEB128 numbers: the Unicode version (major, minor, micro); three tables, each with its count and then its entries in
the order of code points, each code point as the difference to the one before:
  combining classes:         code point, class
  canonical decompositions:  code point, length, code points (one step only: what the database says)
  compatibility ones:        code point, length, code points (one step only)
and the pairs that compose: count, then first, second, composed. Hangul syllables are left out: they follow a formula.
"""
import os
import unicodedata

HANGUL = range(0xAC00, 0xAC00 + 11172)


def leb128(number):
    out = bytearray()
    while True:
        out.append((number & 0x7F) | (0x80 if number > 0x7F else 0))
        number >>= 7
        if number == 0:
            return bytes(out)


def main():
    classes, canonical, compatible, pairs = [], [], [], []
    for code_point in range(0x110000):
        character = chr(code_point)
        if unicodedata.combining(character):
            classes.append((code_point, [unicodedata.combining(character)]))
        decomposition = unicodedata.decomposition(character).split()
        if not decomposition or code_point in HANGUL:
            continue
        tagged = decomposition[0].startswith("<")
        parts = [int(part, 16) for part in decomposition[tagged:]]
        (compatible if tagged else canonical).append((code_point, [len(parts)] + parts))
        if not tagged and len(parts) == 2 and unicodedata.normalize("NFC", chr(parts[0]) + chr(parts[1])) == character:
            pairs.append(parts + [code_point])
    out = bytearray()
    for number in map(int, unicodedata.unidata_version.split(".")):
        out += leb128(number)
    for table in (classes, canonical, compatible):
        out += leb128(len(table))
        previous = 0
        for code_point, values in table:
            out += leb128(code_point - previous)
            previous = code_point
            for value in values:
                out += leb128(value)
    out += leb128(len(pairs))
    for pair in pairs:
        for value in pair:
            out += leb128(value)
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "unicode-normalization.bin"), "wb") as file:
        file.write(out)


if __name__ == "__main__":
    main()
