"""Mutations of texts: small changes that keep most of a valid input, with tokens that have been trouble before."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

#: Numbers, dates and characters at the edges of what parsers and arithmetic take.
TOKENS = (
    b"", b"0", b"-0", b"-1", b"1", b"2147483648", b"9223372036854775807", b"9223372036854775808", b"1" * 400, b"1e999",
    b"-1e-999", b"NaN", b"INF", b"0x10", b"1,5", b"true", b"null", b"0000-00-00", b"0001-01-01", b"9999-12-31",
    b"2024-02-30", b"-0044-03-15", b"12024-01-01", b"2024-01-01T24:00:00Z", b"2024-01-01T00:00:00+14:00",
    b"2024-01-01T23:59:60Z", b"2024-01-01T00:00:00.000000000001Z", b"20231121", b"\xc2\x85", b"\xe2\x80\xa8",
    b"\xe2\x80\xa9", b"\x0b", b"\x0c", b"\x1c", b"\x1b]0;x\x07", b"\x00", b"\x7f", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xed\xa0\x80", b"\xe2\x80\xae", b"\xf0\x9f\x92\xa5", b"e\xcc\x81", b"\r", b"\r\n", b"\n", b"\t", b"\\", b'"',
    b"'", b"<", b">", b"%", b"%00", b"%2e%2e%2f", b"../", b"=1+1", b"@x", b"{{7*7}}", b"</script>", b"\\u0000",
    b"\\uD800", b"\\u2028", b"\\U0010FFFF", b"a" * 5000,
)  # fmt: skip

_WORD = re.compile(rb"[A-Za-z0-9_.:+-]+|\S")


def mutated(chance: random.Random, content: bytes, tokens: Sequence[bytes] = ()) -> bytes:
    """``content`` after one to four random changes; ``tokens`` are the input format's own, beside :data:`TOKENS`."""
    for _ in range(chance.choice((1, 1, 1, 2, 2, 4))):
        change = chance.choice(_CHANGES)
        content = change(chance, content, chance.choice(tokens if tokens and chance.random() < 0.6 else TOKENS))
    return content


def _replace_word(chance: random.Random, content: bytes, token: bytes) -> bytes:
    words = list(_WORD.finditer(content))
    if not words:
        return token
    word = chance.choice(words)
    return content[: word.start()] + token + content[word.end() :]


def _swap_words(chance: random.Random, content: bytes, token: bytes) -> bytes:
    words = [word.group() for word in _WORD.finditer(content)]
    return _replace_word(chance, content, chance.choice(words) if words else token)


def _insert(chance: random.Random, content: bytes, token: bytes) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + token * chance.choice((1, 1, 1, 2, 1000)) + content[place:]


def _cut(chance: random.Random, content: bytes, token: bytes) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + content[place + chance.choice((1, 2, 10, 100)) :]


def _end(chance: random.Random, content: bytes, token: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _repeat_line(chance: random.Random, content: bytes, token: bytes) -> bytes:
    lines = content.split(b"\n")
    place = chance.randrange(len(lines))
    return b"\n".join(lines[:place] + [lines[place]] * chance.choice((2, 2, 3, 50)) + lines[place + 1 :])


def _move_line(chance: random.Random, content: bytes, token: bytes) -> bytes:
    lines = content.split(b"\n")
    line = lines.pop(chance.randrange(len(lines)))
    lines.insert(chance.randrange(len(lines) + 1), line)
    return b"\n".join(lines)


def _flip(chance: random.Random, content: bytes, token: bytes) -> bytes:
    if not content:
        return token
    place = chance.randrange(len(content))
    return content[:place] + bytes((content[place] ^ (1 << chance.randrange(8)),)) + content[place + 1 :]


#: Changes of words come up more often: they leave the input readable and reach what judges values.
_CHANGES = (
    _replace_word, _replace_word, _replace_word, _swap_words, _swap_words, _swap_words, _insert, _cut, _end,
    _repeat_line, _move_line, _flip,
)  # fmt: skip
