"""Take untrusted bytes apart within bounds: archives, and text in whatever encoding it was written."""

from __future__ import annotations

import codecs
import io
import lzma
import re
import struct
import unicodedata
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Final

from geo.encodings import encoding_of
from geo.old_fonts import TCVN3, VNI, from_tcvn3, from_vni
from geo.telling import FileError

__all__ = ["MAX_BYTES", "MAX_UNPACKED", "ZIP_MAGIC", "FileError", "decode_field", "decode_text", "field_encoding",
           "open_zip", "require_size", "unpack"]

MAX_BYTES: Final = 256 * 2**20          # a file as it comes in
MAX_UNPACKED: Final = 512 * 2**20       # all that an archive holds, unpacked
MAX_ENTRIES: Final = 2000
ZIP_MAGIC: Final = b"PK\x03\x04"
# what broken tables of contents and broken streams make the library raise
_ZIP_TROUBLES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, EOFError, OSError,
                 RuntimeError, ValueError, OverflowError, KeyError)
_TELLING_BYTES: Final = 2**20     # enough words to know an old font by
_NO_TEXT = re.compile("[\x00-\x08]")


def require_size(data: bytes, name: str) -> None:
    """Raise FileError when there is nothing to read, or more than the program reads at once."""
    if not data:
        raise FileError("files.empty", name=name)
    if len(data) > MAX_BYTES:
        raise FileError("files.too_big", name=name, limit_mb=MAX_BYTES // 2**20)


def open_zip(data: bytes, name: str) -> zipfile.ZipFile:
    """Open an archive held in memory after checking its table of contents. Raises FileError."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except _ZIP_TROUBLES as error:
        raise FileError("files.zip_broken", name=name) from error
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileError("files.zip_too_big", name=name, limit_mb=MAX_UNPACKED // 2**20)
    if any(_leaves_folder(entry.filename) for entry in entries):
        raise FileError("files.zip_unsafe", name=name)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileError("files.password", name=name)
    return archive


def unpack(archive: zipfile.ZipFile, entry: str, name: str) -> bytes:
    """Return one entry's bytes, at most the size that its table of contents declares. Raises FileError."""
    try:
        return archive.read(entry)     # stops at the declared size; the checksum tells when that lied
    except _ZIP_TROUBLES as error:
        raise FileError("files.zip_broken", name=name) from error


def decode_text(data: bytes, name: str) -> str:
    """Return text written in UTF-8 (BOM or not), UTF-16 or cp1258, composed (NFC). Raises FileError.

    Text of the old fonts comes back as Western letters, for `geo.encodings.restore` to turn and to say so.
    """
    for encoding in _likely_encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp1258" and encoding_of(data[:_TELLING_BYTES]):
            text = data.decode("latin-1")
        if not _NO_TEXT.search(text):
            # cp1258 writes tones as separate marks; names are compared composed
            return unicodedata.normalize("NFC", text)
    raise FileError("files.encoding", name=name)


def decode_field(latin: str, encoding: str) -> str:
    """Decode a field that was read byte by byte as Latin-1. UnicodeError when it is not `encoding`."""
    if encoding in _BY_FONT:
        return _BY_FONT[encoding](latin)
    raw = latin.encode("latin-1")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(raw) - 3:
            raise
        return raw[: error.start].decode(encoding)      # the field's fixed width cut the last letter in two


def field_encoding(texts: bytes, named: str) -> str:
    """Return the encoding of a table's texts: the one named, UTF-8 if they are that, an old font's, else cp1258.

    "latin-1" stands for an old font that only the words tell: `geo.encodings.restore` turns those.
    """
    plain = named.strip().lower().removeprefix("ansi ").replace(" ", "")
    if plain in _FONT_NAMES:
        return _FONT_NAMES[plain]
    for candidate in (plain, f"cp{plain}"):
        try:
            encoding = codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
        # programs write the western code page by default, and it holds no Vietnamese: that is no statement
        if encoding not in {"iso8859-1", "cp1252", "ascii"} and encoding.startswith(("utf", "cp", "iso", "mac", "koi")):
            return encoding
    text = texts.decode("utf-8", "replace")
    # a field of fixed width may cut a letter in two: some broken sequences do not make it cp1258
    broken, letters = text.count("\ufffd"), sum(character > "\x7f" for character in text)
    if broken * 5 <= letters:
        return "utf-8"
    return "latin-1" if encoding_of(texts) else "cp1258"


_BY_FONT: Final = {TCVN3: from_tcvn3, VNI: from_vni}
_FONT_NAMES: Final = {
    **dict.fromkeys(("tcvn3", "tcvn", "abc", "tcvn-3", "tcvn5712", "tcvn5712-1", "tcvn3(abc)", ".vntime"), TCVN3),
    **dict.fromkeys(("vni", "vni-windows", "vniwindows", "vni-times"), VNI),
}


def _likely_encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    first, second = data[0:2000:2], data[1:2000:2]
    # plain letters in UTF-16 have a zero on the same side of every pair
    if second.count(0) * 4 > len(second) and not first.count(0):
        return ("utf-16-le",)
    if first.count(0) * 4 > len(first) and not second.count(0):
        return ("utf-16-be",)
    return ("utf-8-sig", "cp1258")


def _leaves_folder(entry: str) -> bool:
    path = PurePosixPath(entry.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or bool(re.match(r"[A-Za-z]:", entry))
