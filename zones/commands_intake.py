"""Take files in without a screen: python -m zones import FILE, python -m zones watch FOLDER."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Final

import click

from zones.intake import KINDS
from zones.usecases import CommandPost
from zones.usecases.tray import Tray
from zones.usecases.watching import Fate, report_name, watch_folder
from zones.wording import number, t
from zones.writing import write_whole

ROWS_PRINTED: Final = 20
ASKED_OR_REFUSED: Final = 2            # the exit code by which a script notices
OUTSIDE: Final = {"unit:*": "outside", "unit_none:*": "outside"}


def import_file(
    post: CommandPost, place_id: str, file: Path, *, kind: str, author: str, replace: bool, complete: bool,
    dry_run: bool, answers: dict[str, str], report: Path | None,
) -> None:
    """Load one file: print the piles, write what is taken, put the report beside the file. Exit code 2 when rows
    were asked or refused, 1 when the file cannot be used."""
    tray = _finished(post.receive(place_id, file.read_bytes(), file.name, kind), progress=True)
    if not tray.kind or not tray.kind_is_sure:
        raise click.ClickException(t("cli_intake.kind_needed", "vi", kinds=", ".join(KINDS)))
    if answers:
        post.answer(tray, dict(answers))
        _finished(tray)
    found = tray.found
    assert found is not None
    if tray.before is not None:
        click.echo(t("cli_intake.seen_before", "vi", number=tray.before[0]))
    for sentence in found.summary("vi"):
        click.echo(sentence)
    problems = found.problem_table("vi")
    if len(problems):
        click.echo(problems.to_string(index=False, max_rows=ROWS_PRINTED))
    for question in found.open_questions[:ROWS_PRINTED]:
        choices = "; ".join(f"{one.value} = {t(one.key, 'vi', **one.fields)}" for one in question.choices)
        sentence = t(question.key, "vi", **question.fields)
        click.echo(t("cli_intake.question", "vi", sentence=sentence, id=question.id, choices=choices))
    if not dry_run and len(found.taken):
        period = None
        if complete and found.period is not None:
            first, last = (moment.replace(hour=0, minute=0, second=0) for moment in found.period)
            period = found.said_period or (first, last + timedelta(days=1))
        post.write(tray, author, replace=replace, complete=period)
        _finished(tray, progress=True)
        assert tray.written is not None
        click.echo(t("cli.written", "vi", count=tray.written.changed))
    rest = found.rows_asked + found.rows_refused
    if report is not None or (rest and not dry_run):
        out = report or file.with_name(report_name(file.name))
        try:
            write_whole(out, post.returned_file(tray, "vi"))
        except OSError as error:
            raise click.ClickException(t("cli.not_written", "vi", out=out, reason=error.strerror)) from None
        click.echo(t("cli_intake.report", "vi", out=out))
    if rest:
        sys.exit(ASKED_OR_REFUSED)


def watch(post: CommandPost, place_id: str, folder: Path, *, author: str, seconds: float, once: bool) -> None:
    """Take in every file that appears in a folder, until the program is stopped (or once)."""

    def tell(fate: Fate) -> None:
        click.echo(t(f"cli_intake.fate_{fate.pile}", "vi", name=fate.name, taken=number(fate.taken, "vi"),
                     asked=number(fate.asked, "vi"), refused=number(fate.refused, "vi")) + (
                         f" {fate.trouble}" if fate.trouble else ""))

    click.echo(t("cli_intake.watching", "vi", folder=folder))
    found = watch_folder(post, place_id, folder, author=author, seconds=seconds, once=once, tell=tell)
    if any(fate.pile != "done" for fate in found):
        sys.exit(ASKED_OR_REFUSED)


def _finished(tray: Tray, *, progress: bool = False) -> Tray:
    """Wait for the worker, showing on a terminal how far it is; raise what went wrong."""
    shown = progress and sys.stderr.isatty()
    while not tray.wait(0.5):
        if shown:
            state = tray.progress()
            pace = t("tray.pace", "vi", rows=number(state.rows, "vi"), pace=number(state.rows_per_second, "vi"))
            click.echo(f"\r{t(f'tray.step_{state.step}', 'vi')} {pace if state.rows else ''}   ", err=True, nl=False)
    if shown:
        click.echo("", err=True)
    if tray.trouble is not None:
        key, fields = tray.trouble
        raise click.ClickException(t(key, "vi", **fields))
    return tray
