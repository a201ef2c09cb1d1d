from __future__ import annotations

import pytest

from checker.ingest.sentences import split
from schemas.article import Placement

REPORT = "The bridge over the Harle was shut on Friday after engineers found a crack, the council said."


def furniture(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split(text) if s.placement is Placement.FURNITURE]


@pytest.mark.parametrize(
    "line",
    [
        "share facebook whatsapp x print",
        "Share by email",
        "Share this article",
        "Similar Content",
        "You May Be Interested In:Council sells three trams | City News",
        "Also read: Council sells three trams",
        "RELATED: Council sells three trams",
        "RelatedCouncil sells three tramsMayor opens a bakery",
        "MORE: Cat rides tram to work",
        "Watch the entire interview below:",
        "Image by - Council Press Office/ Wiki Commons",
        "Photo: Jane Doe/Herald",
        "Image The mayor Credit... Jane Doe for The Herald",
        "Sign up for our daily newsletter.",
        "Subscribe",
        "Advertisement",
        "City Headlines | © 2024 | News",
        "© 2024 Herald Media. All rights reserved.",
        "More stories like this are available on herald.example",
        "This article was originally published by Jane Doe at The Herald.",
        "by | Oct 12, 2023 | Headline News, City",
        "By Jane Doe and John Roe, Staff Writers",
        "Reported by: Digital Desk",
        "With files from the Press Union and Agence Nord",
        "Contributing: Jane Doe; the Press Union",
        "Jane Doe contributed to this report.",
        "Published 07:53 IST, November 30th 2024",
        "5 August 2014 Last updated at 09:12 GMT",
    ],
)
def test_a_line_of_the_page_is_furniture(line: str) -> None:
    assert line in " ".join(furniture(f"{line}\n\n{REPORT}"))


@pytest.mark.parametrize(
    "line",
    [
        REPORT,
        "Share prices of the operator fell by a tenth in morning trading on Monday.",
        "Reported by residents at dawn, the fire spread to three houses before crews arrived.",
        "This post appeared on the minister's account on Friday and was deleted within minutes.",
        "Register offices sent the forms by e-mail to all twelve districts, officials said.",
        "Written by the commission in May, the paper says that the dam was never safe.",
        "By 2030 all buses will run on electricity.",
        "Related to the victim by marriage, the man had left the country in March.",
        "On August 6, 2014, the mayor resigned.",
        "The report was published May 5, 2024.",
        "NATO agreed to it on May 5, 2024.",
        "Watch towers along the border were manned again, the ministry said.",
        "“More: we want more,” the crowd shouted at the gates.",
        "Comments by the mayor angered the union.",
        "The firm holds the copyright in all of the drawings that were shown in court.",
        "Photographs by a neighbour show smoke above the roof at half past nine.",
        "Earlier: the council had said that no money was left.",
    ],
)
def test_a_sentence_of_the_report_is_not_furniture(line: str) -> None:
    assert furniture(f"{REPORT}\n\n{line}\n\n{REPORT}") == []


def test_links_that_end_the_page_are_furniture_with_their_heading() -> None:
    links = ["Read More:", "Council sells three trams", "Cat Rides Tram To Work, Again", "Who pays for the pool?"]
    assert furniture("\n\n".join([REPORT, *links])) == links


def test_links_in_the_middle_take_only_the_lines_right_under_their_heading() -> None:
    text = f"{REPORT}\n\nRelated\nCouncil sells three trams\nCat rides tram\n\nRepairs\n\n{REPORT}"
    assert furniture(text) == ["Related", "Council sells three trams", "Cat rides tram"]


def test_prose_right_under_a_heading_of_links_is_kept() -> None:
    assert furniture(f"{REPORT}\n\nRead more\n{REPORT}") == ["Read more"]


def test_a_name_after_by_is_only_a_byline_near_the_top() -> None:
    page = "\n\n".join([REPORT] * 12)
    assert furniture(f"{page}\n\nBy Land And Sea") == []
