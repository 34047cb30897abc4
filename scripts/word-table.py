"""Writes src/tasks/text/word-table.ts from Python's unicodedata (Python 3.11: Unicode 14.0). python scripts/word-table.py"""
import sys
import unicodedata

LIMIT = 0x110000


def ranges(keep):
    found, start = [], None
    for point in range(LIMIT + 1):
        inside = point < LIMIT and keep(unicodedata.category(chr(point)))
        if inside and start is None:
            start = point
        if not inside and start is not None:
            found.append((start, point - 1))
            start = None
    return found


def encoded(found):
    """Pairs of the gap before a range and its length, in base 36."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"

    def number(n):
        text = ""
        while True:
            text = digits[n % 36] + text
            n //= 36
            if n == 0:
                return text

    words, at = [], 0
    for start, end in found:
        words += [number(start - at), number(end - start + 1)]
        at = end + 1
    return " ".join(words)


def lines(text, width=112):
    out = []
    while text:
        cut = len(text) if len(text) <= width else text.rindex(" ", 0, width) + 1
        out.append(text[:cut])
        text = text[cut:]
    return " +\n  ".join(f"'{line}'" for line in out)


word = encoded(ranges(lambda c: c[0] in "LNM"))
assigned = encoded(ranges(lambda c: c not in ("Cn", "Cs")))
sys.stdout.write(
    f"""/**
 * Tables of Unicode {unicodedata.unidata_version}, which stay as they are whatever version Node knows: each a list of pairs in base 36, the
 * gap before a range of code points and its length. Written by scripts/word-table.py.
 */

/** Letters, numbers and marks (general categories L, N, M). */
export const WORD_RANGES =
  {lines(word)};

/** Everything that has a meaning: neither unassigned (Cn) nor half of a surrogate pair (Cs). */
export const ASSIGNED_RANGES =
  {lines(assigned)};
"""
)
