"""The folder in which a run over many stories leaves its reports, and their index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.cli.runs import write_whole
from checker.errors import CheckerError, ConfigurationError
from checker.report.formats import Format, format_of, render, suffix_of
from schemas.index import Index
from schemas.report import Report

USUAL = (Format.HTML, Format.JSON)
"""What is written of every story, where nothing is asked for: a page for people, the data for programs."""
INDEX_PAGE, INDEX_DATA = "index.html", "index.json"


@dataclass(frozen=True)
class Shelf:
    """Folders to write to, and in which formats."""

    folders: tuple[Path, ...] = ()
    formats: tuple[Format, ...] = USUAL

    def put(self, report: Report, name: str) -> Mapping[str, str]:
        """Write a story's report into every folder.

        Args:
            report: the report.
            name: the beginning of its files' names.

        Returns:
            Format -> name of the file in each folder.

        Raises:
            CheckerError: a file cannot be written.
        """
        files = {format.value: name + suffix_of(format) for format in self.formats} if self.folders else {}
        for format in self.formats if self.folders else ():
            self._write(files[format.value], render(report, format))
        return files

    def close(self, index: Index) -> None:
        """Write the index into every folder.

        Raises:
            CheckerError: a file cannot be written.
        """
        if self.folders:
            from checker.report.html import index_page  # jinja2 takes a quarter of a second
            from checker.report.index import index_view

            self._write(INDEX_DATA, index.model_dump_json(indent=2) + "\n")
            self._write(INDEX_PAGE, index_page(index_view(index)))

    def page(self, files: Mapping[str, str]) -> str:
        """Where a story's report is, for people: the page if there is one; empty where nothing is written."""
        names = [files[format.value] for format in self.formats if format.value in files]
        return str(self.folders[0] / names[0]) if self.folders and names else ""

    def _write(self, name: str, content: str) -> None:
        for folder in self.folders:
            path = folder / name
            try:
                folder.mkdir(parents=True, exist_ok=True)
                write_whole(path, content)
            except OSError as error:
                raise CheckerError(
                    f"{path} could not be written: {error.strerror}.",
                    remedy="'checker report RUN -o FILE' writes a saved run elsewhere, without a model.",
                ) from error


def shelf_of(outputs: Sequence[Path], formats: Sequence[Format], inputs: Sequence[str]) -> Shelf:
    """The shelf that flags ask for: refused now, and not after the run, where it cannot be one.

    Raises:
        ConfigurationError: an output is a file's name, or stands where the next run would read it as a story.
    """
    read = [Path(path).resolve() for path in inputs if Path(path).is_dir()]
    for path in outputs:
        if any(place.exists() and not place.is_dir() for place in (path, *path.parents)) or _means_file(path):
            raise ConfigurationError(
                f"{path} is a file, and these are many stories, a report each.", remedy="Name a folder, as -o reports/."
            )
        if any(folder in (path.resolve(), *path.resolve().parents) for folder in read):
            raise ConfigurationError(
                f"{path} stands among the articles, and would be read by the next run.",
                remedy="Write to a folder beside them, as -o reports/.",
            )
    return Shelf(tuple(outputs), tuple(dict.fromkeys(formats)) or USUAL)


def _means_file(path: Path) -> bool:
    """Whether a path that is not there yet has the suffix of a report."""
    try:
        format_of(path)
    except ConfigurationError:
        return False
    return not path.is_dir()
