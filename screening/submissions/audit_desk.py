"""The auditor's side: reading the trail and verifying its chain."""

from collections.abc import Iterator

from screening.submissions.audit import AuditAction, AuditEvent, Break, verify
from screening.submissions.desk import Desk
from screening.submissions.staff import Action, StaffMember

PAGE = 500


class AuditDesk(Desk):
    """What auditors do with the trail."""

    def events(self, staff: StaffMember, after: int = 0, limit: int = PAGE) -> list[AuditEvent]:
        """The events behind this number, oldest first."""
        with self._store.reading() as kept:
            self._allow(kept, staff, Action.SEE_TRAIL)
            return kept.trail.page(after, limit)

    def verify(self, staff: StaffMember) -> list[Break]:
        """Every place where the chain was changed; empty if it holds. Verifying is an event, too."""
        with self._store.reading() as kept:
            person = self._allow(kept, staff, Action.SEE_TRAIL)
        breaks = verify(self._all())
        with self._store.transaction() as kept:
            details = {"breaks": len(breaks)}
            self._record(kept, AuditAction.TRAIL_VERIFIED, staff=person.id, details=details)
        return breaks

    def _all(self) -> Iterator[AuditEvent]:
        """Every event in the order of its number; page by page, as the trail only grows."""
        after = 0
        while True:
            with self._store.reading() as kept:
                page = kept.trail.page(after, PAGE)
            if not page:
                return
            yield from page
            after = page[-1].seq
