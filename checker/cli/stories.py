"""From what a user names to many stories: folders of folders, or articles of all kinds that are first grouped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli.input import require_two
from checker.errors import CheckerError, ConfigurationError
from checker.ingest.collections import folders_below, is_collection, story_folders
from checker.ingest.folder import EMPTY, INNER
from checker.ingest.sources import printable
from checker.ingest.story import Story, read_story
from checker.report.index import stand_alone
from checker.report.labels import count
from schemas.article import Article, Placement
from schemas.report import NotChecked

if TYPE_CHECKING:
    from checker.grouping.stories import Group
    from checker.pipeline.many import Case

TITLE = 120
"""Characters of a story's title that are taken from an article without one."""


@dataclass(frozen=True)
class Collection:
    """Stories to check, and what of the input belongs to none."""

    cases: tuple[Case, ...]
    alone: tuple[str, ...] = ()
    """Ids of the articles that no other tells the same as."""
    not_checked: tuple[NotChecked, ...] = ()

    def sorted_out(self) -> str:
        """How the articles were grouped, in words."""
        alone = f" {stand_alone(len(self.alone))}" if self.alone else ""
        return f"Grouped into {count(len(self.cases), 'story', 'stories')}.{alone}"

    def readable(self, missed: Callable[[str, CheckerError], None]) -> Iterator[Story]:
        """The stories that can be read and compared, one after the other.

        Args:
            missed: called with the name of every other story, and why it cannot.
        """
        for case in self.cases:
            try:
                yield case.read()
            except CheckerError as problem:
                missed(case.name, problem)


def holds_stories(paths: Sequence[str]) -> bool:
    """Whether one of the paths is a folder without articles, whose folders hold some: then every folder is a story."""
    return any(Path(path).is_dir() and is_collection(Path(path)) for path in paths)


def in_folders(paths: Sequence[str]) -> Collection:
    """A story for every folder: those in folders of folders, and those that are named themselves. Nothing is read yet.

    Raises:
        ConfigurationError: something else than a folder is named among them.
    """
    from checker.pipeline.many import Case

    others = sorted(path for path in paths if not Path(path).is_dir())
    if others:
        raise ConfigurationError(
            f"{others[0]} is no folder, and stands among folders of stories.",
            remedy="Name folders alone, a story each; or let --group find out which articles belong together.",
        )
    found: dict[Path, Case] = {}
    for path in sorted(set(paths)):
        root = Path(path)
        for folder in story_folders(root) if is_collection(root) else (root,):
            name = printable(str(folder.relative_to(root)) if folder != root else root.resolve().name)
            case = Case(name, str(folder), _reader(folder), folder=printable(str(folder)))
            found.setdefault(folder.resolve(), case)
    return Collection(tuple(found.values()))


def among_articles(paths: Sequence[str], read: Callable[[Sequence[str]], Story]) -> Collection:
    """The stories that the articles tell, wherever they stand: of a folder, what is in its folders is read, too.

    Args:
        paths: what the user named.
        read: reads everything that paths name, as if it were one story.

    Raises:
        InputError: nothing that was named is there.
        NothingToCompareError: fewer than two articles are there.
    """
    from checker.grouping.stories import group
    from checker.pipeline.many import Case

    below = {str(inner) for path in paths if Path(path).is_dir() for inner in folders_below(Path(path))}
    pool = read([*paths, *sorted(below)])
    require_two(pool)
    articles = {article.id: article for article in pool.articles}
    groups = group(pool.articles)
    cases = (
        Case(title_of(articles[each.typical]), "\n".join(each.articles), _grouped(each, pool, articles))
        for each in groups
        if len(each.articles) > 1
    )
    alone = tuple(each.articles[0] for each in groups if len(each.articles) == 1)
    return Collection(tuple(cases), alone, tuple(_missed(pool)))


def title_of(article: Article) -> str:
    """What an article calls itself: its title, else its headline, else how it begins."""
    lines = [s for s in article.sentences if s.placement is Placement.HEADLINE]
    first = lines or [s for s in article.sentences if s.placement.reported]
    said = article.title or (article.words(first[0]) if first else article.text)
    said = " ".join(said.split())
    return said if len(said) <= TITLE else said[: TITLE - 1].rsplit(" ", 1)[0] + "…"


def _reader(folder: Path) -> Callable[[], Story]:
    def read() -> Story:
        story = read_story([str(folder)])
        require_two(story)
        return story

    return read


def _grouped(group: Group, pool: Story, articles: Mapping[str, Article]) -> Callable[[], Story]:
    members = frozenset(group.articles)

    def read() -> Story:
        notices = tuple(notice for notice in pool.notices if notice.article in members)
        story = Story(title_of(articles[group.typical]), tuple(articles[m] for m in group.articles), (), notices)
        require_two(story)
        return story

    return read


def _missed(pool: Story) -> Iterator[NotChecked]:
    """What could not be read. A folder within another is no matter here, nor is an empty one among full ones."""
    for missed in pool.not_checked:
        if missed.reason != INNER and not (missed.reason == EMPTY and pool.articles):
            yield missed
