"""Fills an empty database with made-up submissions, so that a newcomer sees a living queue at once.

Everything goes through the real desks with a clock that runs through the past weeks: forms are saved and
sent, opened, decided and booked. Nobody can sign in as one of the demo's staff, and they end switched off.
"""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from screening.demo_forms import Form, Forms
from screening.demo_people import NOTES
from screening.questions.model import NO_URGENCY, QuestionSet
from screening.rules.assess import Assessment
from screening.submissions.decision import DecisionKind, needs_note
from screening.submissions.due import clinic_today
from screening.submissions.instants import Clock, present
from screening.submissions.intake_desk import IntakeDesk
from screening.submissions.review_desk import ReviewDesk
from screening.submissions.staff import Role, StaffMember
from screening.submissions.store import Credentials, Store
from screening.submissions.submission import State, Submission, new_id

SUBMISSIONS = 300
WEEKS = 6
JUST_SENT = (11, 48, 95, 200)
"""Minutes ago at which somebody with a danger sign has sent a form that nobody has opened yet."""
SEED = 2026
NO_PASSWORD = "none"  # noqa: S105 (no hash at all: no password in the world fits)
DEMO_STAFF = (
    ("demo.shah", "Dr Shah (demo)", Role.DOCTOR),
    ("demo.lindqvist", "Dr Lindqvist (demo)", Role.DOCTOR),
    ("demo.okafor", "Ms Okafor (demo)", Role.RECEPTION),
)


def fill(
    store: Store,
    question_set: QuestionSet,
    canonical_text: str,
    clock: Clock,
    *,
    submissions: int = SUBMISSIONS,
) -> int:
    """Fill the database; says how many submissions it made: none when there is any already.

    Args: canonical_text: of the question set. clock: the present; nothing is dated behind it.
    Raises StorageError; ValueError when the set has no cases to mix patients from.
    """
    with store.reading() as kept:
        if any(kept.submissions.counts().values()):
            return 0
    _Demo(store, question_set, canonical_text, present(clock)).run(submissions)
    return submissions


@dataclass(order=True, slots=True)
class _Act:
    """Something that somebody does at a moment."""

    at: datetime
    number: int
    do: Callable[[], None] = field(compare=False)


class _Demo:
    """The clinic's last weeks, acted out in the order of time."""

    def __init__(self, store: Store, question_set: QuestionSet, canonical_text: str, end: datetime) -> None:
        self._store = store
        self._set = question_set
        self._end = end
        self._now = end - timedelta(weeks=WEEKS)
        self._chance = random.Random(SEED)  # noqa: S311 (the same demo every time; nothing secret)
        self._intake = IntakeDesk(store, lambda: self._now)
        self._review = ReviewDesk(store, lambda: self._now)
        self._intake.keep_question_set(question_set, canonical_text)
        self._forms = Forms(question_set, self._chance, clinic_today(question_set.clinic, end))
        self._acts: list[_Act] = []
        self._planned = 0
        self._doctors: list[StaffMember] = []
        self._reception: list[StaffMember] = []

    def run(self, submissions: int) -> None:
        """Act everything out."""
        self._hire()
        just_now = min(len(JUST_SENT), submissions)
        for _ in range(submissions - just_now):
            self._plan(self._sending_moment(), self._send)
        # The newest is the most urgent, so that each colour is to be seen.
        wanted = (*self._forms.urgencies[-1:], *self._forms.urgencies[:1] * len(JUST_SENT))
        for minutes, urgency in zip(JUST_SENT[:just_now], wanted, strict=False):
            self._plan(self._end - timedelta(minutes=minutes), partial(self._send, urgency))
        for day in range(1, 7 * WEEKS + 1):
            self._plan(self._now + timedelta(days=day), self._wake)
        while self._acts:
            act = heapq.heappop(self._acts)
            self._now = act.at
            act.do()
        self._now = self._end
        with self._store.transaction() as kept:
            for member in (*self._doctors, *self._reception):
                kept.staff.switch(member.id, active=False)

    def _hire(self) -> None:
        with self._store.transaction() as kept:
            for name, shown, role in DEMO_STAFF:
                member = StaffMember(new_id(), name, shown, frozenset({role}))
                kept.staff.add(Credentials(member, NO_PASSWORD), self._now)
                (self._doctors if role is Role.DOCTOR else self._reception).append(member)

    def _plan(self, at: datetime, do: Callable[[], None]) -> None:
        """Do it then, unless that is still to come."""
        if at <= self._end:
            heapq.heappush(self._acts, _Act(at, self._planned, do))
            self._planned += 1

    def _sending_moment(self) -> datetime:
        """In the last weeks, more often of late, and rarely at night."""
        days = 3 if self._chance.random() < 0.17 else 7 * WEEKS
        while True:
            moment = self._end - timedelta(days=days * self._chance.random(), minutes=2)
            if 7 <= moment.hour < 23 or self._chance.random() < 0.1:
                return moment

    def _send(self, urgency: str | None = None) -> None:
        """Fill in a form over some minutes and send it; one with a named urgency waits to be looked at."""
        form = self._forms.form(clinic_today(self._set.clinic, self._now), urgency)
        token, contact = f"demo-{self._chance.getrandbits(128):032x}", self._contact_ids()
        sent_at = self._now
        self._now = sent_at - timedelta(minutes=self._chance.randint(4, 9))
        answers = {name: raw for name, raw in form.answers.items() if name not in contact}
        draft = self._intake.save_answers(token, self._set, answers)
        if form.first.urgency != NO_URGENCY:
            self._show_card(token, form)
        if form.taken_back:
            self._now += timedelta(seconds=40)
            self._intake.save_answers(token, self._set, form.taken_back)
        reached = {name: raw for name, raw in form.answers.items() if name in contact}
        self._intake.save_answers(token, self._set, reached)
        self._now = sent_at
        submission = self._intake.submit(token, draft.id, self._set).submission
        if urgency is None:
            self._plan_work(submission, form.last)

    def _contact_ids(self) -> set[str]:
        return {q.id for section in self._set.sections if section.is_contact for q in section.questions}

    def _show_card(self, token: str, form: Form) -> None:
        """The danger card, which nearly all read."""
        rules = tuple(flag.rule for flag in form.first.flags if flag.urgency == form.first.urgency)
        self._intake.record_card(token, form.first.urgency, rules, read=False)
        if self._chance.random() < 0.95:
            self._now += timedelta(seconds=self._chance.randint(8, 60))
            self._intake.record_card(token, form.first.urgency, rules, read=True)

    def _plan_work(self, submission: Submission, assessment: Assessment) -> None:
        if submission.state is State.CAN_BOOK:
            self._plan_booking(submission)
        elif submission.urgency_rank > 0:
            soon = timedelta(minutes=self._chance.randint(10, 240))
            self._plan(self._now + soon, lambda: self._judge(submission, assessment))
        elif self._chance.random() < 0.97:
            later = self._working(self._now + timedelta(hours=self._chance.uniform(3, 76)))
            self._plan(later, lambda: self._judge(submission, assessment))

    def _plan_booking(self, submission: Submission) -> None:
        if self._chance.random() < 0.93:
            later = self._working(self._now + timedelta(hours=self._chance.uniform(1, 90)))
            self._plan(later, lambda: self._book(submission))

    def _working(self, moment: datetime) -> datetime:
        """The moment, or the next one at which the clinic works."""
        local = moment.astimezone(ZoneInfo(self._set.clinic.time_zone))
        minute = self._chance.randint(0, 59)
        if local.hour >= 17:
            local = local.replace(hour=9, minute=minute) + timedelta(days=1)
        elif local.hour < 9:
            local = local.replace(hour=9, minute=minute)
        while local.weekday() >= 5:
            local += timedelta(days=1)
        return local.astimezone(UTC)

    def _judge(self, submission: Submission, assessment: Assessment) -> None:
        """A doctor opens it, reads and decides."""
        doctor = self._chance.choice(self._doctors)
        if not self._opens(doctor, submission, State.TO_REVIEW):
            return
        kind = self._kind(submission, assessment)
        until = None
        if kind is DecisionKind.NOT_NOW:
            until = clinic_today(self._set.clinic, self._now) + timedelta(days=self._chance.randint(10, 200))
        mildest = self._set.mark_rank[submission.mark] == 0
        noted = needs_note(kind, mark_is_mildest=mildest) or self._chance.random() < 0.5
        note = self._chance.choice(NOTES[kind]) if noted else ""
        opinion = self._chance.choice((None, None, True, True, False))
        self._now += timedelta(minutes=self._chance.randint(1, 6))
        self._now = min(self._now, self._end)
        version = submission.version
        submission = self._review.decide(
            doctor, submission.id, version, kind, note=note, until=until, rule_right=opinion
        )
        if submission.state is State.CAN_BOOK:
            self._plan_booking(submission)
        elif submission.state is State.DONE and self._chance.random() < 0.06:
            later = self._working(self._now + timedelta(days=self._chance.randint(2, 9)))
            self._plan(later, lambda: self._reopen(submission))

    def _kind(self, submission: Submission, assessment: Assessment) -> DecisionKind:
        kinds = DecisionKind
        if submission.urgency_rank > 0:
            return self._chance.choices((kinds.ADVISED_URGENT_CARE, kinds.SEE_IN_PERSON), (8, 2))[0]
        if assessment.postpone:
            return self._chance.choices((kinds.NOT_NOW, kinds.WITHDRAWN), (9, 1))[0]
        possible = (
            kinds.BOOK_CONSULTATION,
            kinds.SEE_IN_PERSON,
            kinds.NOT_NOW,
            kinds.NOT_SUITABLE,
            kinds.WITHDRAWN,
        )
        return self._chance.choices(possible, (42, 32, 12, 9, 5))[0]

    def _book(self, submission: Submission) -> None:
        member = self._chance.choice(self._reception)
        if self._opens(member, submission, State.CAN_BOOK):
            self._review.decide(member, submission.id, submission.version, DecisionKind.BOOKED)

    def _reopen(self, submission: Submission) -> None:
        doctor = self._chance.choice(self._doctors)
        if self._opens(doctor, submission, State.DONE):
            note = self._chance.choice(NOTES[DecisionKind.REOPEN])
            self._review.decide(doctor, submission.id, submission.version, DecisionKind.REOPEN, note=note)

    def _opens(self, member: StaffMember, submission: Submission, state: State) -> bool:
        """Open it; false when somebody has done something with it in the meantime."""
        opened = self._review.open(member, submission.reference, f"demo-{self._chance.getrandbits(64):x}")
        current = opened.submission
        return current.state is state and current.version == submission.version

    def _wake(self) -> None:
        self._review.wake_holds(clinic_today(self._set.clinic, self._now))
