"""Ask GDAL for the layers and rows of a file that we have looked into and laid into a folder of our own."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio

from geo.telling import FileError
from geo.unpack import decode_field, field_encoding


def layers_of(path: Path, name: str) -> list[tuple[str, Any]]:
    """Return (title, geometry type or None) of a file's layers. Raises FileError; `name` is the user's file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [(str(title), kind) for title, kind in pyogrio.list_layers(path)]
    except MemoryError:
        raise
    except Exception as error:         # GDAL's own errors, and what its wrapper stumbles over (NameError, for one)
        raise FileError("files.unreadable", name=name) from error


def read_layer(path: Path, name: str, **options: Any) -> Any:
    """Return one layer's rows, flat, curves made of straight pieces, dates as the file wrote them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")        # GDAL's remarks on single values
            return pyogrio.read_dataframe(
                path, force_2d=True, on_invalid="ignore", datetime_as_string=True, use_arrow=False, **options
            )
    except MemoryError:
        raise
    except Exception as error:         # GDAL's own errors, and what its wrapper stumbles over (NameError, for one)
        raise FileError("files.unreadable", name=name) from error


def read_bytewise(path: Path, name: str, named: str) -> Any:
    """Read a layer whose texts stand in an encoding of its own; `named` is what the file says it is.

    GDAL loses the last tone mark of a cp1258 text ("Gia Thụy" comes out "Gia Thụ"): the bytes are decoded here.
    """
    frame = read_layer(path, name, encoding="ISO-8859-1")
    return decode_frame(frame, name, named)


def decode_frame(frame: Any, name: str, named: str) -> Any:
    """Decode texts and column names that were read as Latin-1. Texts of old fonts stay as they are (geo.settle)."""
    texts = [column for column in frame.columns if pd.api.types.is_string_dtype(frame[column])]
    encoding = field_encoding(_all_texts(frame, texts), named)
    try:
        for column in texts:
            if frame[column].notna().any():
                frame[column] = frame[column].map(lambda text: decode_field(text, encoding), na_action="ignore")
        frame.columns = [decode_field(column, encoding) for column in frame.columns]
    except (UnicodeError, LookupError) as error:
        raise FileError("files.encoding", name=name) from error
    return frame


def _all_texts(frame: Any, columns: Iterable[str]) -> bytes:
    found = [text for column in columns for text in frame[column] if isinstance(text, str)]
    return "\n".join([*map(str, frame.columns), *found]).encode("latin-1", "replace")
