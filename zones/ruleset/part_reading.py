"""Read the parts of a ruleset file, one function for each kind of table."""

from __future__ import annotations

from typing import Any, Final

from zones.levels import Level
from zones.ruleset.item import Fault, Item
from zones.ruleset.parts import (
    Band,
    Bilingual,
    Cell,
    Condition,
    Designation,
    Document,
    Escalation,
    Example,
    Factor,
    Hold,
    Measure,
    OutbreakRule,
    Rule,
    Scale,
    Step,
    Table,
    Uplift,
)

LEVELS: Final = (Level.RED, Level.ORANGE, Level.YELLOW, Level.GREEN)


def read_labels(item: Item) -> dict[Level, Bilingual]:
    """Return the labels of the levels that the document uses."""
    labels: dict[Level, Bilingual] = {level: item.both(level) for level in LEVELS if item.has(level)}
    item.close()
    return labels


def read_scale(item: Item) -> Scale:
    """Read what the labels count on."""
    scale = Scale(item.both("name"), item.flag("colours_verified"))
    item.close()
    return scale


def read_document(item: Item) -> Document:
    """Read the paper."""
    document = Document(
        number=item.word("number"), date=item.day("date"), issuer=item.both("issuer"), title=item.both("title"),
        sources=item.words("sources"),
    )
    item.close()
    return document


def read_options(item: Item) -> dict[str, tuple[str, ...]]:
    """Read the choices that a document leaves open, the default first."""
    if not item.has("options"):
        return {}
    options = item.table("options")
    choices = {name: _choices(options.table(name)) for name in list(options.data)}
    options.close()
    return choices


def _choices(item: Item) -> tuple[str, ...]:
    choices, default = item.words("choices"), item.word("default")
    if item.has("why"):
        item.both("why")
    if default not in choices:
        raise item.fault("not_a_choice", "default", value=default)
    item.close()
    return (default, *(choice for choice in choices if choice != default))


def read_condition(item: Item) -> Condition:
    """Read a test; its parts nest."""
    if not item.data:
        raise Fault("empty_condition", item.path)
    equals: Any = item.data.get("equals")
    condition = Condition(
        indicator=item.word("indicator") if item.has("indicator") else None,
        at_least=item.number("at_least"), above=item.number("above"), below=item.number("below"),
        equals=item.word("equals") if isinstance(equals, str) else item.number("equals"),
        level=item.level("level") if item.has("level") else None,
        touches=item.level("touches") if item.has("touches") else None,
        children=item.level("children") if item.has("children") else None,
        share=item.number("share"), count=item.count("count") if item.has("count") else None,
        any_of=tuple(read_condition(part) for part in item.tables("any")),
        all_of=tuple(read_condition(part) for part in item.tables("all")),
        always=item.flag("always", default=False), otherwise=item.flag("otherwise", default=False),
    )
    item.close()
    compared = (condition.at_least, condition.above, condition.below, condition.equals)
    if (condition.indicator is not None) != any(value is not None for value in compared):
        raise Fault("half_a_comparison", item.path)
    if (condition.children is not None) != (condition.share is not None or condition.count is not None):
        raise Fault("half_of_children", item.path)
    return condition


def read_rule(item: Item) -> Rule:
    """Read one of the rules."""
    rule = Rule(
        id=item.word("id"), level=item.level("level"), clause=item.both("clause"),
        when=read_condition(item.table("when")),
        verified=item.flag("verified"), source=item.word("source", ""), applies_to=item.words("applies_to"),
    )
    item.close()
    return rule


def read_factor(item: Item) -> Factor:
    """Read a question of the checklist."""
    factor = Factor(
        id=item.word("id"), level=item.level("level"), text=item.both("text"), clause=item.both("clause"),
        verified=item.flag("verified"), source=item.word("source", ""), applies_to=item.words("applies_to"),
    )
    item.close()
    return factor


def read_designation(item: Item) -> Designation:
    """Read units that the document names."""
    designation = Designation(
        id=item.word("id"), level=item.level("level"), label=item.both("label"), units=item.words("units"),
        clause=item.both("clause"), verified=item.flag("verified"), source=item.word("source", ""),
    )
    item.close()
    return designation


def read_band(item: Item) -> Band:
    """Read a number cut into steps."""
    band = Band(item.word("id"), item.word("indicator"), item.both("clause"),
                tuple(read_step(part) for part in item.tables("steps")))
    item.close()
    return band


def read_step(item: Item) -> Step:
    """Read one step."""
    step = Step(
        item.word("name"), item.number("from"), item.number("below"), item.flag("verified"), item.word("source", ""),
        item.word("is") if item.has("is") else None, item.both("label") if item.has("label") else {},
    )
    item.close()
    return step


def read_table(item: Item) -> Table:
    """Read a table of two bands."""
    cells = {}
    for part in item.tables("cells"):
        pair = (part.word("row"), part.word("column"))
        if pair in cells:
            raise Fault("cell_twice", part.path, row=pair[0], column=pair[1])
        cells[pair] = Cell(part.level("level"), part.flag("verified"), part.word("source", ""))
        part.close()
    table = Table(item.word("id"), item.word("rows"), item.word("columns"), item.both("clause"), cells)
    item.close()
    return table


def read_escalation(item: Item) -> Escalation:
    """Read what raises a level."""
    escalation = Escalation(
        id=item.word("id"), steps=item.count("steps"), clause=item.both("clause"),
        when=read_condition(item.table("when")),
        unless=read_condition(item.table("unless")) if item.has("unless") else None,
        verified=item.flag("verified"), source=item.word("source", ""),
        band=item.word("band") if item.has("band") else None,
    )
    item.close()
    return escalation


def read_hold(item: Item) -> Hold:
    """Read what keeps a level from falling."""
    hold = Hold(item.word("id"), item.both("clause"), read_condition(item.table("when")), item.flag("verified"),
                item.word("source", ""))
    item.close()
    return hold


def read_outbreak(item: Item) -> OutbreakRule:
    """Read when cases are an outbreak."""
    rule = OutbreakRule(
        radius_m=item.number("radius_m"), window_days=item.count("window_days"), cases=item.count("cases"),
        confirmed_cases=item.count("confirmed_cases") if item.has("confirmed_cases") else None,
        needs_larvae=item.flag("needs_larvae"), ends_after_days=item.count("ends_after_days"),
        clause=item.both("clause"), verified=item.flag("verified"), source=item.word("source", ""),
    )
    item.close()
    return rule


def read_measure(item: Item) -> Measure:
    """Read what applies at a level."""
    measure = Measure(
        level=item.level("level"), directive=item.word("directive", ""), text=item.both("text"),
        clause=item.both("clause") if item.has("clause") else {}, verified=item.flag("verified"),
    )
    item.close()
    return measure


def read_uplift(item: Item) -> Uplift:
    """Read measures above the assessed level."""
    uplift = Uplift(
        steps=item.count("steps"), levels=item.levels("levels"),
        text=item.both("text"), clause=item.both("clause"), verified=item.flag("verified"),
    )
    item.close()
    return uplift


def read_gap(item: Item) -> Bilingual:
    """Read what the sources do not say."""
    gap = item.both("text")
    item.close()
    return gap


def read_example(item: Item) -> Example:
    """Read a worked case."""
    given = item.table("given")
    values = {
        name: given.word(name) if isinstance(value, str) else given.number(name) for name, value in given.data.items()
    }
    expect = item.table("expect")
    expected = {name: expect.word(name) for name in list(expect.data)}
    example = Example(item.word("name"), {name: value for name, value in values.items() if value is not None}, expected)
    item.close()
    return example
