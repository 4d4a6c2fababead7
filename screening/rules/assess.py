"""The engine: one person's answers to a mark with its reasons. Pure, and cautious by construction.

The mark is the most cautious that any flag carries; while anything asked is unanswered or
invalid it is at least the fail-safe. See the language page, "Meaning", points 4 to 6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from screening.questions.model import NO_URGENCY, QuestionSet, Rule
from screening.questions.words import Words
from screening.rules.logic import Facts, Interval, Verdict, band_of
from screening.rules.reasons import answers_behind, missing_from
from screening.rules.sheet import Sheet, read_sheet


class Certainty(StrEnum):
    """Whether a rule holds, or only can't be ruled out."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule that holds or can't be ruled out, with the answers behind it.

    `title` is for staff, `because` for the patient; both are ours, not the rule's, where the
    flag is only possible.
    """

    rule: str
    certainty: Certainty
    mark: str | None
    urgency: str
    postpone: bool
    counts_as: tuple[str, ...]
    title: str
    because: str | None
    source: tuple[str, ...]
    answers: dict[str, object]

    def to_json(self) -> dict[str, object]:
        """The flag as plain data, as the command line prints it."""
        return {
            "rule": self.rule,
            "certainty": str(self.certainty),
            "mark": self.mark,
            "urgency": self.urgency,
            "postpone": self.postpone,
            "counts_as": list(self.counts_as),
            "title": self.title,
            "because": self.because,
            "source": list(self.source),
            "answers": self.answers,
        }


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """What a score can be, its band where both ends lie in one, and the answers it is missing."""

    low: Decimal
    high: Decimal
    band: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the machine says of one set of answers."""

    mark: str
    urgency: str
    postpone: bool
    flags: tuple[Flag, ...]
    scores: dict[str, ScoreResult]
    asked: tuple[str, ...]
    unanswered: tuple[str, ...]
    invalid: dict[str, str]
    question_set: str
    sha256: str

    def to_json(self) -> dict[str, object]:
        """The assessment as plain data, in the form of the command line's contract."""
        scores = {
            name: {"low": score.low, "high": score.high, "band": score.band, "missing": list(score.missing)}
            for name, score in self.scores.items()
        }
        return {
            "mark": self.mark,
            "urgency": self.urgency,
            "postpone": self.postpone,
            "flags": [flag.to_json() for flag in self.flags],
            "scores": scores,
            "asked": list(self.asked),
            "unanswered": list(self.unanswered),
            "invalid": self.invalid,
            "question_set": {"name": self.question_set, "sha256": self.sha256},
        }


def assess(question_set: QuestionSet, answers: Mapping[str, object], today: date) -> Assessment:
    """Assess one person's answers.

    Args: answers: question id to raw answer; answers to contact questions play no part. today: the
    clinic's date. Returns: mark, urgency and reasons; the same for the same answers in any order.
    """
    sheet = read_sheet(question_set, answers, today)
    facts = Facts(question_set, sheet.answers, sheet.asked, today)
    flags = tuple(
        _flag(rule, facts) for rule in question_set.rules if facts.rule(rule.id) is not Verdict.FALSE
    )
    urgencies = question_set.urgency_rank
    return Assessment(
        mark=_mark(question_set, flags, sheet),
        urgency=max((flag.urgency for flag in flags), key=urgencies.__getitem__, default=NO_URGENCY),
        postpone=any(flag.postpone for flag in flags),
        flags=flags,
        scores={score.id: _score(score.id, facts) for score in question_set.scores},
        asked=tuple(sheet.asked),
        unanswered=tuple(sheet.unanswered),
        invalid={question: str(why) for question, why in sheet.invalid.items()},
        question_set=question_set.id,
        sha256=question_set.sha256,
    )


def _mark(question_set: QuestionSet, flags: tuple[Flag, ...], sheet: Sheet) -> str:
    carried = [flag.mark for flag in flags if flag.mark is not None]
    if not sheet.is_complete:
        carried.append(question_set.fail_safe)
    return max(carried, key=question_set.mark_rank.__getitem__, default=question_set.marks[0].id)


def _flag(rule: Rule, facts: Facts) -> Flag:
    certain = facts.rule(rule.id) is Verdict.TRUE
    answers = answers_behind(rule.when, facts, rule.id)
    return Flag(
        rule=rule.id,
        certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
        mark=rule.mark,
        urgency=rule.urgency or NO_URGENCY,
        postpone=rule.postpone,
        counts_as=rule.counts_as,
        title=rule.title if certain else Words.english().text("flag.possible.title", title=rule.title),
        because=rule.because if certain else _because_possible(rule, answers, facts),
        source=rule.source,
        answers=answers,
    )


def _because_possible(rule: Rule, answers: Mapping[str, object], facts: Facts) -> str | None:
    """Names the questions that the patient could not answer; the rule's own words would claim too much."""
    if rule.mark is None:
        return None
    unsure = [facts.asked[q].ask for q in answers if facts.answers[q].special]
    return Words.english().text("flag.possible.because", questions=" ".join(unsure))


def _score(score_id: str, facts: Facts) -> ScoreResult:
    score = facts.question_set.scores_by_id[score_id]
    interval: Interval = facts.score(score_id)
    return ScoreResult(interval.low, interval.high, band_of(score, interval), missing_from(score, facts))
