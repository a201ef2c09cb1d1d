from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.report.build import view_of
from checker.report.view import ArticleView, View
from checker.report.visible import visible
from schemas.article import Sentence
from schemas.finding import Evidence
from schemas.report import Report
from tests.report.story import sample_report


def _text(article: ArticleView) -> str:
    return "".join(s.text for p in article.paragraphs for sentence in p.sentences for s in sentence.stretches)


def _marked(article: ArticleView) -> list[str]:
    return [
        s.text for p in article.paragraphs for sentence in p.sentences for s in sentence.stretches if s.marked
    ]  # fmt: skip


def test_no_word_of_an_article_is_left_out(sample: Report, view: View) -> None:
    for article, shown in zip(sample.articles, view.articles, strict=True):
        assert "".join(_text(shown).split()) == "".join(visible(article.text).split())


def test_evidence_is_marked_and_leads_back_to_its_findings(view: View) -> None:
    radio = next(article for article in view.articles if article.name == "Radio Estuary")
    assert "The buoy was serviced in spring" in _marked(radio)
    ends = [
        [link.anchor for link in stretch.ends]
        for paragraph in radio.paragraphs
        for sentence in paragraph.sentences
        for stretch in sentence.stretches
        if stretch.ends
    ]
    assert ends == [["f-hurt"], ["f-sail", "f-resume"], ["f-service"]]


def test_an_article_lists_its_findings_and_notices(view: View) -> None:
    phare = next(article for article in view.articles if article.name == "Le Phare")
    assert [link.anchor for link in phare.findings] == ["f-throttle", "f-boats", "f-hurt", "f-light"]
    assert phare.notices == ("No date is given; “April 2025” was inferred from the text.",)
    assert phare.language == "fr"


def test_the_headline_and_furniture_stand_apart(view: View) -> None:
    dockside = next(article for article in view.articles if article.name == "The Dockside Post")
    assert [paragraph.role for paragraph in dockside.paragraphs] == ["headline", "lead", "body", "furniture"]


_WORDS = st.text(st.sampled_from("ab .\n"), min_size=1, max_size=40)


@given(_WORDS, st.data())
def test_text_is_whole_and_marks_are_the_evidence_wherever_sentences_are_cut(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    cut = data.draw(st.integers(1, len(text)))
    first = data.draw(st.integers(0, cut - 1))
    spans = [(first, cut), (cut, len(text))] if cut < len(text) else [(first, cut)]
    sentences = tuple(Sentence(number=n, start=a, end=b) for n, (a, b) in enumerate(spans, start=1))
    report = sample_report()
    article = report.articles[0].model_copy(update={"text": text, "sentences": sentences})
    evidence = Evidence(article=article.id, quote=text[start:end], start=start, end=end)
    finding = report.findings[0].model_copy(update={"evidence": (evidence,), "question_id": None})
    update = {"articles": (article,), "findings": (finding,), "questions": (), "claims": (), "origins": ()}
    shown = view_of(report.model_copy(update=update)).articles[0]
    assert "".join(_text(shown).split()) == "".join(text.split())
    assert "".join("".join(_marked(shown)).split()) == "".join(text[start:end].split())
