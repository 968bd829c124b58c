"""The compiled half: texts in JSON, of which the package makes dataclasses."""

from os import PathLike
from typing import List, Sequence, Tuple

class NativeError(Exception):
    args: Tuple[str, str, str]

class Native:
    def __init__(self, folder: PathLike[str], only: str, under: Sequence[PathLike[str]]) -> None: ...
    def search(
        self,
        typed: str,
        limit: int,
        offset: int,
        sort: str,
        exact: bool,
        all: bool,
        fold: bool,
        version: str,
        repealed: str,
    ) -> Tuple[List[Tuple[str, str]], Tuple[int, str], Tuple[int, str], bool, List[str]]: ...
    def outline(self, id: str) -> str: ...
    def sections(self, id: str) -> List[str]: ...
    def reports(self, typed: str) -> List[str]: ...
