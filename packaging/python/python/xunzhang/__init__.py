"""寻章 for Python: an index of Chinese reports searched section by section, as the command `xunzhang` does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple, Union

from ._native import Native as _Native
from ._native import NativeError as _NativeError

__all__ = ["Answer", "Error", "Hit", "Index", "IndexMissing", "Outline", "OutlineSection", "QueryError", "Report", "Section", "index", "open"]

PathLike = Union[str, "os.PathLike[str]"]


class Error(Exception):
    """What could not be done; `hint` says what can be done about it."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.hint = hint


class QueryError(Error, ValueError):
    """What was asked for cannot be."""


class IndexMissing(Error, FileNotFoundError):
    """There is no index in the folder."""


_KINDS = {"query": QueryError, "missing": IndexMissing}


def _told(call, *arguments):
    try:
        return call(*arguments)
    except _NativeError as error:
        kind, what, hint = error.args
    raise _KINDS.get(kind, Error)(what, hint)


@dataclass(frozen=True)
class Hit:
    """A place that answers a query; `raw` has all members of `xunzhang query --json`."""

    rank: int
    score: float
    report_id: str
    report: str
    heading_path: Tuple[str, ...]
    path: str
    line: int
    text: str
    #: Spans of characters in `text`.
    matches: Tuple[Tuple[int, int], ...]
    #: How Chinese journals cite it (GB/T 7714).
    citation: str
    facts: Dict[str, Any]
    raw: Dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Answer:
    """The hits of a query, best first, and how much there is besides."""

    hits: Tuple[Hit, ...]
    passages: int
    #: `counted`, `about` or `at_least`.
    passages_certainty: str
    reports: int
    reports_certainty: str
    #: Whether no further passage matches.
    complete: bool
    #: What the reader should know.
    notes: Tuple[str, ...]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)


@dataclass(frozen=True)
class OutlineSection:
    """A section by its headings."""

    number: int
    heading_path: Tuple[str, ...]
    line: int
    chars: int


@dataclass(frozen=True)
class Outline:
    """A report with its sections in reading order."""

    report_id: str
    report: str
    path: str
    facts: Dict[str, Any]
    sections: Tuple[OutlineSection, ...]


@dataclass(frozen=True)
class Section:
    """A section with its own text, heading included."""

    number: int
    heading_path: Tuple[str, ...]
    text: str
    line: int
    citation: str


@dataclass(frozen=True)
class Report:
    """A report of a list; `raw` has all members of `xunzhang list --json`."""

    report_id: str
    report: str
    path: str
    facts: Dict[str, Any]
    raw: Dict[str, Any] = field(repr=False, compare=False)


class Index:
    """An opened index. Threads may share it; each call sees the newest commit."""

    def __init__(self, folder: PathLike, only: str = "", under: Sequence[PathLike] = ()) -> None:
        under_real = [Path(folder).expanduser().resolve() for folder in under]
        self._native = _told(_Native, Path(folder).expanduser(), only, under_real)

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        sort: str = "relevance",
        exact: bool = False,
        all: bool = False,
        fold: bool = False,
        version: str = "all",
        repealed: str = "last",
    ) -> Answer:
        """Return what answers a query of `xunzhang query`, best first."""
        found = _told(self._native.search, query, limit, offset, sort, exact, all, fold, version, repealed)
        lines, passages, reports, complete, notes = found
        hits = tuple(_hit(json.loads(line), citation) for line, citation in lines)
        return Answer(hits, *passages, *reports, complete, tuple(notes))

    def outline(self, report_id: str) -> Outline:
        """Return a report with its sections."""
        raw = json.loads(_told(self._native.outline, report_id))
        sections = (
            OutlineSection(one["number"], tuple(one["heading_path"]), one["line"], one["chars"]) for one in raw["sections"]
        )
        return Outline(raw["report_id"], raw["report"], raw["path"], raw.get("facts") or {}, tuple(sections))

    def sections(self, report_id: str) -> List[Section]:
        """Return the sections of a report with their texts."""
        made = (json.loads(line) for line in _told(self._native.sections, report_id))
        return [
            Section(one["number"], tuple(one["heading_path"]), one["text"], one["line_start"], one["citation"])
            for one in made
        ]

    def reports(self, query: str = "") -> List[Report]:
        """Return the reports that fit a query (年:2020.. 地区:湖北, words, title:…), by path; all without one."""
        made = (json.loads(line) for line in _told(self._native.reports, query))
        return [Report(one["report_id"], one["report"], one["path"], one.get("facts") or {}, one) for one in made]


def _hit(raw: Dict[str, Any], citation: str) -> Hit:
    return Hit(
        rank=raw["rank"],
        score=raw["score"],
        report_id=raw["report_id"],
        report=raw["report"],
        heading_path=tuple(raw["heading_path"]),
        path=raw["path"],
        line=raw["line_start"],
        text=raw["text"],
        matches=tuple((start, end) for start, end in raw["matches"]),
        citation=citation,
        facts=raw.get("facts") or {},
        raw=raw,
    )


def _program() -> str:
    own = Path(sysconfig.get_path("scripts")) / ("xunzhang.exe" if os.name == "nt" else "xunzhang")
    found = str(own) if own.exists() else shutil.which("xunzhang")
    if not found:
        raise Error("the program xunzhang is not installed", "install the whole wheel, or put xunzhang on the PATH")
    return found


def _folder(index: Optional[PathLike]) -> Path:
    if index is not None:
        return Path(index).expanduser()
    told = os.environ.get("XUNZHANG_INDEX")
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(told) if told else Path(data) / "xunzhang" / "index"


def open(index: Optional[PathLike] = None, *, only: str = "", under: Sequence[PathLike] = ()) -> Index:
    """Open an index: that of the command where none is named. `only` and `under` show a part, as if it were all."""
    return Index(_folder(index), only, under)


def index(*folders: PathLike, index: Optional[PathLike] = None) -> Index:
    """Bring an index up to date with folders (those that it knows, where none is named) and open it.

    Files that cannot be read are left out, as `xunzhang stats --skipped` tells.
    """
    where = _folder(index)
    paths = [str(Path(folder).expanduser()) for folder in folders]
    command = [_program(), "index", "--quiet", "--index", str(where), *paths]
    ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
    # 1: some files were not taken.
    if ended.returncode not in (0, 1):
        raise Error(ended.stderr.strip() or f"xunzhang index ended with status {ended.returncode}")
    return Index(where)
