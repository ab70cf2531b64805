"""Find the line on which a place of a TOML file stands: tomllib gives values, not positions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zones.ruleset.item import Path


class Span(NamedTuple):
    """A stretch of the text: a section (`depth` 0), or a value or inline table (its keys lie one bracket deep)."""

    start: int
    end: int
    depth: int


def find_line(text: str, path: Path) -> int | None:
    """Return the line (from 1) of the key or list element at `path`, or of what stands around it; None: not found.

    Knows what ruleset files are written in: `[table]`, `[[tables]]`, `key = value`, inline tables and lists.
    """
    clean = _without_strings(text)
    span, rest = _section(clean, path)
    found = span.start if rest != path else None
    for step in rest:
        place = _element(clean, step, span) if isinstance(step, int) else _key(clean, step, span)
        if place is None:
            break
        span, found = place, place.start
    return None if found is None else clean.count("\n", 0, found) + 1


def _without_strings(text: str) -> str:
    """Blank out strings and comments, so that no bracket or sign within them counts; lengths and lines stay."""
    pattern = r'"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*'
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", "_", found[0]), text)


def _section(text: str, path: Path) -> tuple[Span, Path]:
    """Return the section that the path begins in and what is left of the path; the file's head for plain keys."""
    headers = [(found.start(), found[1])
               for found in re.finditer(r"^[ \t]*\[\[?\s*([\w.-]+)\s*\]", text, re.MULTILINE)]
    ends = [start for start, _ in headers[1:]] + [len(text)]
    sections = [(Span(start, end, 0), name) for (start, name), end in zip(headers, ends, strict=True)]
    # [options.numerator] before [options]: the longest name that begins the path
    for depth in range(len(path), 0, -1):
        mine = [span for span, name in sections if name == ".".join(map(str, path[:depth]))]
        if mine and len(path) > depth and isinstance(path[depth], int):
            index = int(path[depth])
            if index < len(mine):
                return mine[index], path[depth + 1:]
        elif mine:
            return mine[0], path[depth:]
    return Span(0, headers[0][0] if headers else len(text), 0), path


def _key(text: str, key: str, span: Span) -> Span | None:
    """Return where `key = …` stands within the span, to the end of its value."""
    for found in re.compile(rf"(?<![\w.-]){re.escape(key)}(?=\s*=)").finditer(text, span.start, span.end):
        if _opened(text[span.start:found.start()]) == span.depth:
            return Span(found.start(), _value_end(text, found.end(), span.end), 1)
    return None


def _opened(text: str) -> int:
    return text.count("[") + text.count("{") - text.count("]") - text.count("}")


def _value_end(text: str, start: int, end: int) -> int:
    opened = 0
    for position in range(start, end):
        sign = text[position]
        opened += (sign in "[{") - (sign in "]}")
        if opened < 0 or (opened == 0 and sign in ",\n"):
            return position
    return end


def _element(text: str, index: int, span: Span) -> Span | None:
    """Return a list's inline table of that number."""
    tables = list(_inline_tables(text, span))
    return tables[index] if index < len(tables) else None


def _inline_tables(text: str, span: Span) -> Iterator[Span]:
    opened, begun = 0, 0
    for position in range(span.start, span.end):
        if text[position] == "{":
            opened += 1
            begun = position if opened == 1 else begun
        elif text[position] == "}":
            opened -= 1
            if opened == 0:
                yield Span(begun, position, 1)
