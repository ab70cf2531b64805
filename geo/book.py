"""Describe what is printed beside single maps: a book of maps and lists, and a poster; as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass

from geo.mapmodel import IndexTable, MapModel


@dataclass(frozen=True, slots=True)
class Listing:
    """Tables that take as many pages as they need, under a title."""

    title: str
    tables: tuple[IndexTable, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """An atlas: the overview, then the maps of the units, then the lists. Page 1 is the overview, each map has a page.

    `contents` (page numbers as the rows' numbers) stands on the overview, or, where that cannot hold it, after it all.
    """

    title: str
    overview: MapModel
    maps: tuple[MapModel, ...]
    contents: IndexTable
    listings: tuple[Listing, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """A book's first page alone: what is looked at before the book is taken, and what a found copy is held against."""

    book: Book


@dataclass(frozen=True, slots=True)
class Poster:
    """What holds in one unit, to be read by who passes: the colour, the measures, and where it is.

    `style` is the band's look (a key of model.styles). `headline` ("VÙNG CAM") is set as large as it goes; `items` are
    (heading, sentences), the heading may be empty.
    """

    model: MapModel                        # the unit, with its surroundings
    style: str
    above: str                             # "KHU VỰC NÀY"
    headline: str
    place: str                             # "Tổ dân phố 13"
    items: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A map for a telephone's screen: few large words, no tables."""

    model: MapModel


Content = MapModel | Book | Cover | Poster | Picture
