"""Run the program's verbs without a screen: python -m zones draw, import, place, places."""

from __future__ import annotations

import gc
import getpass
import logging
import signal
import sys
import threading
from datetime import date, datetime
from pathlib import Path

import click

from geo.files import FileError
from geo.sheet import FINEST_DPI, PAPERS, Audience, SheetKind, SheetOptions
from zones.commands_intake import OUTSIDE, import_file
from zones.commands_intake import watch as watch_files
from zones.export import FORMS_OF
from zones.intake import KINDS
from zones.places import Place
from zones.schedule import read_hour
from zones.settings import database_url
from zones.sheets import NoSuchUnit
from zones.sheets.troubles import SHEET_TROUBLES, read_scale, say_sheet_trouble
from zones.store import StoreTrouble, UnknownPlace
from zones.times import end_of_day, parse_moment
from zones.usecases import DATA_FORMS, CommandPost, open_post
from zones.usecases.scheduling import wait_for
from zones.wording import LANGUAGES, t
from zones.writing import write_whole


class MomentType(click.ParamType[datetime]):
    """A moment (2021-09-07T18:00) or a day (2021-09-07: its end), Việt Nam time."""

    name = "moment"

    def convert(self, value: str, _param: click.Parameter | None, _context: click.Context | None) -> datetime:
        """Read the text; click says what was wrong."""
        try:
            return end_of_day(date.fromisoformat(value)) if len(value) == 10 else parse_moment(value)
        except ValueError:
            self.fail(t("cli.bad_moment", "vi", value=value))


class ScaleType(click.ParamType[int]):
    """An exact scale: 1:5000, 1:5.000 or 5000."""

    name = "scale"

    def convert(self, value: str, _param: click.Parameter | None, _context: click.Context | None) -> int:
        """Read the text; click says what was wrong."""
        try:
            return read_scale(value)
        except ValueError:
            self.fail(t("sheets.bad_scale", "vi", value=value))


MOMENT = MomentType()
SCALE = ScaleType()


def _post() -> CommandPost:
    post = open_post(database_url())
    post.studio = None     # nobody else waits for this process
    post.ensure_samples()
    return post


def _known_place(post: CommandPost, place_id: str | None) -> str:
    places = post.places()
    chosen = place_id or places[0]
    if chosen not in places:
        raise click.ClickException(t("cli.unknown_place", "vi", place=chosen, places=", ".join(places)))
    return chosen


class Verbs(click.Group):
    """A group whose foreseen troubles end in a sentence, not in a trace."""

    def invoke(self, context: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(context)
        except FileError as error:
            raise click.ClickException(t(error.key, "vi", **error.fields)) from None
        except StoreTrouble as error:
            raise click.ClickException(t("cli.store_trouble", "vi", reason=error)) from None

_UNITS_SAID = 6                           # of those that a poster can be of


@click.group(cls=Verbs, help=t("cli.help", "vi"))
def main() -> None:
    """Hold the commands together."""
    gc.freeze()                              # what was imported stays: no collection looks through it again
    for stream in (sys.stdout, sys.stderr):  # a Windows console may stand on another code page
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")


@main.command(help=t("cli.draw_help", "vi"))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help=t("cli.out_help", "vi"))
@click.option("--place", "place_id", help=t("cli.place_help", "vi"))
@click.option("--as-of", type=MOMENT, help=t("cli.as_of_help", "vi"))
@click.option("--lang", type=click.Choice(LANGUAGES), default="vi", show_default=True)
@click.option("--kind", type=click.Choice([str(kind) for kind in SheetKind]), default="map", show_default=True,
              help=t("cli.kind_help", "vi"))
@click.option("--atlas", "kind", flag_value="atlas", help=t("cli.atlas_help", "vi"))
@click.option("--paper", type=click.Choice(list(PAPERS)))
@click.option("--portrait", is_flag=True, help=t("cli.portrait_help", "vi"))
@click.option("--scale", type=SCALE, help=t("cli.scale_help", "vi"))
@click.option("--dpi", type=click.IntRange(72, FINEST_DPI), default=300, show_default=True)
@click.option("--black-and-white", is_flag=True, help=t("cli.black_and_white_help", "vi"))
@click.option("--internal", is_flag=True, help=t("cli.internal_help", "vi"))
@click.option("--by", "printed_by", default=getpass.getuser, help=t("cli.by_help", "vi"))
@click.option("--unit", default="", help=t("cli.unit_help", "vi"))
@click.option("--known-at", type=click.IntRange(1), help=t("cli.known_at_help", "vi"))
def draw(
    out: Path, place_id: str | None, as_of: datetime | None, lang: str, kind: str, paper: str | None, portrait: bool,
    scale: int | None, dpi: int, black_and_white: bool, internal: bool, printed_by: str, unit: str,
    known_at: int | None,
) -> None:
    """Draw the map into a file; its ending says the form."""
    form = out.suffix.lower().lstrip(".").replace("jpeg", "jpg")
    forms = (*FORMS_OF[SheetKind(kind)], *(("html", *DATA_FORMS) if kind == SheetKind.MAP else ()))
    if form not in forms:
        raise click.ClickException(t("cli.unknown_form", "vi", form=form, forms=", ".join(forms)))
    options = SheetOptions(
        SheetKind(kind), paper, portrait, dpi, scale, Audience.INTERNAL if internal else Audience.PUBLIC,
        black_and_white, unit, printed_by if internal else "",
    )
    post = _post()
    known = _known_place(post, place_id)
    try:
        data = post.export(known, as_of, lang, form, options, known_at=known_at,
                          progress=_say_progress if kind == SheetKind.ATLAS else None)
    except NoSuchUnit:
        areas = post.situation(known, as_of, known_at).areas["area_id"]
        units = ", ".join(f"area/{area_id}" for area_id in areas.head(_UNITS_SAID))
        more = "…" if len(areas) > _UNITS_SAID else ""
        raise click.ClickException(t("cli.poster_needs_unit", "vi", units=units + more)) from None
    except SHEET_TROUBLES as trouble:
        raise click.ClickException(say_sheet_trouble(trouble, "vi")) from None
    _write_whole(out, data)
    click.echo(t("cli.drawn", "vi", out=out))


def _say_progress(done: int, total: int) -> None:
    click.echo(t("cli.progress", "vi", done=done, total=total), err=True)


@main.command("import", help=t("cli.import_help", "vi"))
@click.argument("words", nargs=-1, required=True, metavar="[KIND] FILE")
@click.option("--place", "place_id", required=True, help=t("cli.place_help", "vi"))
@click.option("--author", default=getpass.getuser, help=t("cli.author_help", "vi"))
@click.option("--replace", is_flag=True, help=t("cli.replace_help", "vi"))
@click.option("--complete", is_flag=True, help=t("cli.complete_help", "vi"))
@click.option("--dry-run", is_flag=True, help=t("cli.dry_run_help", "vi"))
@click.option("--outside", is_flag=True, help=t("cli_intake.outside_help", "vi"))
@click.option("--answer", "answers", multiple=True, help=t("cli_intake.answer_help", "vi"))
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help=t("cli_intake.report_help", "vi"))
def import_(
    words: tuple[str, ...], place_id: str, author: str, replace: bool, complete: bool, dry_run: bool, outside: bool,
    answers: tuple[str, ...], report: Path | None,
) -> None:
    """Load a file of a kind that is named or recognised. Exit code 2 when rows were asked or refused."""
    kind, name = words if len(words) == 2 else ("", words[0])
    if len(words) > 2 or (kind and kind not in KINDS):
        raise click.ClickException(t("cli_intake.one_or_two", "vi", kinds=", ".join(KINDS)))
    if not Path(name).is_file():
        raise click.ClickException(t("cli_intake.no_such_file", "vi", file=name))
    given = dict(OUTSIDE) if outside else {}
    for answer in answers:
        question, sign, value = answer.rpartition("=")
        if not sign or ":" not in question:
            raise click.ClickException(t("cli_intake.bad_answer", "vi", value=answer))
        given[question] = value
    post = _post()
    import_file(post, _known_place(post, place_id), Path(name), kind=kind, author=author, replace=replace,
                complete=complete, dry_run=dry_run, answers=given, report=report)


@main.command(help=t("cli_intake.watch_help", "vi"))
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--place", "place_id", required=True, help=t("cli.place_help", "vi"))
@click.option("--author", default=getpass.getuser, help=t("cli.author_help", "vi"))
@click.option("--seconds", type=click.FloatRange(0.1), default=5.0, show_default=True,
              help=t("cli_intake.seconds_help", "vi"))
@click.option("--once", is_flag=True, help=t("cli_intake.once_help", "vi"))
def watch(folder: Path, place_id: str, author: str, seconds: float, once: bool) -> None:
    """Take in every file that appears in a folder."""
    post = _post()
    watch_files(post, _known_place(post, place_id), folder, author=author, seconds=seconds, once=once)


@main.command(help=t("cli.place_create_help", "vi"))
@click.argument("place_id")
@click.option("--name", help=t("cli.name_help", "vi"))
@click.option("--within", help=t("cli.within_help", "vi"))
@click.option("--ruleset", help=t("cli.ruleset_help", "vi"))
@click.option("--by-date", is_flag=True, help=t("cli.by_date_help", "vi"))
@click.option("--paper", type=click.Choice(["A4", "A3"]), help=t("cli.paper_help", "vi"))
@click.option("--as-of", type=MOMENT, help=t("cli.pinned_help", "vi"))
@click.option("--live", is_flag=True, help=t("cli.live_help", "vi"))
@click.option("--stale-after", type=click.FloatRange(1), help=t("cli.stale_help", "vi"))
@click.option("--author", default=getpass.getuser, help=t("cli.author_help", "vi"))
def place(
    place_id: str, name: str | None, within: str | None, ruleset: str | None, by_date: bool, paper: str | None,
    as_of: datetime | None, live: bool, stale_after: float | None, author: str,
) -> None:
    """Create a place, or change of a standing one what is named, and nothing else."""
    post = _post()
    if ruleset is not None and ruleset not in post.library():
        known = ", ".join(one.id for one in post.library())
        raise click.ClickException(t("cli.unknown_ruleset", "vi", ruleset=ruleset, rulesets=known))
    try:
        standing = post.store.place(place_id)
    except UnknownPlace:
        if not name:
            raise click.ClickException(t("cli.name_missing", "vi", place=place_id)) from None
        standing = Place(place_id, name)
    named = {"name": name, "within": within, "ruleset": "" if by_date else ruleset, "paper": paper,
             "pinned_as_of": as_of, "stale_after_hours": stale_after}
    changed = standing.with_(**{field: value for field, value in named.items() if value is not None})
    post.create_place(changed.with_(pinned_as_of=None) if live else changed, author)
    click.echo(t("cli.place_created", "vi", place=place_id))


@main.command(help=t("cli.places_help", "vi"))
def places() -> None:
    """List the places of the store: key, name, rule."""
    post = _post()
    for known in post.list_places():
        rule = t("cli.rule_by_date", "vi")
        if known.ruleset:
            rule = known.ruleset
            if rule in post.library():
                rule = t("cli.rule_fixed", "vi", ruleset=rule, title=post.library().get(rule).document.title["vi"])
        click.echo(f"{known.id}\t{known.unit}\t{rule}")


@main.command(help=t("schedule.help", "vi"))
@click.option("--at", "hours", multiple=True, help=t("schedule.at_help", "vi"))
@click.option("--folder", required=True, type=click.Path(file_okay=False, path_type=Path),
              help=t("schedule.folder_help", "vi"))
@click.option("--place", "place_ids", multiple=True, help=t("schedule.place_help", "vi"))
@click.option("--once", is_flag=True, help=t("schedule.once_help", "vi"))
@click.option("--lang", type=click.Choice(LANGUAGES), default="vi", show_default=True)
def schedule(hours: tuple[str, ...], folder: Path, place_ids: tuple[str, ...], once: bool, lang: str) -> None:
    """Write sets of maps by the clock, or one now."""
    times = []
    for text in hours:
        try:
            times.append(read_hour(text))
        except ValueError:
            raise click.ClickException(t("schedule.bad_hour", "vi", value=text)) from None
    if not times and not once:
        raise click.ClickException(t("schedule.no_hours", "vi"))
    post = _post()
    chosen = [_known_place(post, place_id) for place_id in place_ids or post.places()]
    chosen = [place_id for place_id in chosen if len(post.store.read(place_id, "areas"))]
    if not chosen:
        raise click.ClickException(t("schedule.nothing", "vi"))
    folder = folder.resolve()
    if times:
        for place_id in chosen:
            post.set_schedule(place_id, folder, times)
    if once:
        _make_sets(post, chosen, folder, lang)
        return
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    ended = threading.Event()
    for name in ("SIGTERM", "SIGINT"):     # before anybody hears that it runs, and may tell it to end
        signal.signal(getattr(signal, name), lambda *_: ended.set())
    click.echo(t("schedule.running", "vi", hours=", ".join(f"{hour:%H:%M}" for hour in times), folder=folder))
    post.run_service(chosen, folder, wait_for(ended), lang)
    click.echo(t("schedule.stopped", "vi"))


def _make_sets(post: CommandPost, place_ids: list[str], folder: Path, language: str) -> None:
    failed = False
    for place_id in place_ids:
        if post.make_set(place_id, folder, language):
            click.echo(t("schedule.made", "vi", place=place_id))
        else:
            failed = True
            click.echo(t("schedule.not_made", "vi", place=place_id, reason=post.schedule_notice(place_id, "vi")),
                       err=True)
    if failed:
        sys.exit(1)


def _write_whole(out: Path, data: bytes) -> None:
    try:
        write_whole(out, data)
    except OSError as error:
        raise click.ClickException(t("cli.not_written", "vi", out=out, reason=error.strerror)) from None


if __name__ == "__main__":
    main()
