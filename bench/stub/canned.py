"""One fixed answer for every form, of about twelve questions or verdicts: for how fast, not for what is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TWELVE = range(1, 13)
SAYS = ("about 240 people", "fewer than 200 people")

CANNED: dict[str, dict[str, Any]] = {
    "RaisedQuestions": {
        "questions": [
            {
                "q": f"How many people were brought to hall {number}?",
                "sides": [{"says": says, "at": [f"{'AB'[at]}{number}"]} for at, says in enumerate(SAYS)],
            }
            for number in TWELVE
        ]
    },
    "JoinedQuestions": {"same": [{"ids": [f"Q{number}", f"Q{number + 12}"], "differ": True} for number in TWELVE]},
    "JudgedQuestions": {
        "verdicts": [
            {
                "q": f"Q{number}",
                "why": "One outlet tells of more people than the other.",
                "verdict": "contradiction",
                "positions": [{"says": says, "at": [f"{'AB'[at]}{number}"]} for at, says in enumerate(SAYS)],
                "kinds": ["numeric"],
                "severity": "major",
                "settle": "the register of the hall",
            }
            for number in TWELVE
        ]
    },
    "SecondOpinions": {
        "verdicts": [
            {"q": f"Q{number}", "why": "The sentences give different numbers.", "verdict": "contradiction"}
            for number in TWELVE
        ]
    },
    "PairOpinions": {"pairs": [{"q": f"P{number}", "follows": number % 2 == 0} for number in TWELVE]},
    "PlainContradictions": {
        "contradictions": [
            {
                "question": f"How many people were brought to hall {number}?",
                "quotes": [{"article": "AB"[at], "quote": says} for at, says in enumerate(SAYS)],
            }
            for number in TWELVE
        ]
    },
    "Ready": {"ready": True},
}


class Canned:
    """Answers without a look at what is asked.

    Args:
        file: JSON for schemas that are not the checker's; None to answer those as if they asked for questions.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._other = json.loads(file.read_text(encoding="utf-8")) if file else CANNED["RaisedQuestions"]

    def __call__(self, form: str, _: str) -> dict[str, Any]:
        """The answer in a form."""
        answer: dict[str, Any] = CANNED.get(form, self._other)
        return answer
