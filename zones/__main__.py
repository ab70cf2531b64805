"""Run the program's verbs without a screen: python -m zones draw, import, place, places."""

from __future__ import annotations

import getpass
import sys
from datetime import date, datetime
from pathlib import Path

import click

from geo.files import FileError
from zones.commands_intake import OUTSIDE, import_file
from zones.commands_intake import watch as watch_files
from zones.export import FORMS
from zones.intake import KINDS
from zones.places import Place
from zones.ruleset import list_rulesets
from zones.settings import database_url
from zones.store import StoreTrouble, UnknownPlace
from zones.times import end_of_day, parse_moment
from zones.usecases import CommandPost, open_post
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


MOMENT = MomentType()


def _post() -> CommandPost:
    post = open_post(database_url())
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


@click.group(cls=Verbs, help=t("cli.help", "vi"))
def main() -> None:
    """Hold the commands together."""
    for stream in (sys.stdout, sys.stderr):  # a Windows console may stand on another code page
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")


@main.command(help=t("cli.draw_help", "vi"))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help=t("cli.out_help", "vi"))
@click.option("--place", "place_id", help=t("cli.place_help", "vi"))
@click.option("--as-of", type=MOMENT, help=t("cli.as_of_help", "vi"))
@click.option("--lang", type=click.Choice(LANGUAGES), default="vi", show_default=True)
@click.option("--paper", type=click.Choice(["A4", "A3", "A2", "A1", "A0"]))
@click.option("--dpi", type=click.IntRange(72, 600), default=300, show_default=True)
@click.option("--known-at", type=click.IntRange(1), help=t("cli.known_at_help", "vi"))
def draw(
    out: Path, place_id: str | None, as_of: datetime | None, lang: str, paper: str | None, dpi: int,
    known_at: int | None,
) -> None:
    """Draw the map into a file; its ending says the form."""
    form = out.suffix.lower().lstrip(".")
    if form not in FORMS:
        raise click.ClickException(t("cli.unknown_form", "vi", form=form, forms=", ".join(FORMS)))
    post = _post()
    _write_whole(out, post.sheet(_known_place(post, place_id), as_of, lang, form, paper=paper, dpi=dpi,
                                 known_at=known_at))
    click.echo(t("cli.drawn", "vi", out=out))


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
@click.option("--name", required=True)
@click.option("--within", default="")
@click.option("--ruleset", type=click.Choice([ruleset.id for ruleset in list_rulesets()]), required=True)
@click.option("--paper", type=click.Choice(["A4", "A3"]), default="A4", show_default=True)
@click.option("--as-of", type=MOMENT, help=t("cli.pinned_help", "vi"))
@click.option("--stale-after", type=click.FloatRange(1), default=24, show_default=True, help=t("cli.stale_help", "vi"))
@click.option("--author", default=getpass.getuser, help=t("cli.author_help", "vi"))
def place(
    place_id: str, name: str, within: str, ruleset: str, paper: str, as_of: datetime | None, stale_after: float,
    author: str,
) -> None:
    """Create a place, or change a standing one."""
    post = _post()
    try:
        new = post.store.place(place_id)
    except UnknownPlace:
        new = Place(place_id, name, ruleset)
    post.create_place(
        new.with_(name=name, within=within, ruleset=ruleset, paper=paper, pinned_as_of=as_of,
                  stale_after_hours=stale_after), author
    )
    click.echo(t("cli.place_created", "vi", place=place_id))


@main.command(help=t("cli.places_help", "vi"))
def places() -> None:
    """List the places of the store."""
    for known in _post().list_places():
        click.echo(f"{known.id}\t{known.name}\t{known.ruleset}")


def _write_whole(out: Path, data: bytes) -> None:
    try:
        write_whole(out, data)
    except OSError as error:
        raise click.ClickException(t("cli.not_written", "vi", out=out, reason=error.strerror)) from None


if __name__ == "__main__":
    main()
