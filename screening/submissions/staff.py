"""The people who work here, their roles, and the one table of what each role may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """A person may hold several."""

    RECEPTION = "reception"
    DOCTOR = "doctor"
    MANAGER = "manager"
    AUDITOR = "auditor"


class Action(StrEnum):
    """Everything that takes a permission."""

    SEE_COUNTS = "see_counts"
    SEE_QUEUE = "see_queue"
    SEE_CONTACT = "see_contact"
    SEE_ANSWERS = "see_answers"
    DECIDE = "decide"
    MARK_BOOKED = "mark_booked"
    ENTER_FORM = "enter_form"
    EXPORT = "export"
    EXPORT_WITHOUT_IDENTITY = "export_without_identity"
    SEE_QUESTION_SET = "see_question_set"
    MANAGE_STAFF = "manage_staff"
    SEE_TRAIL = "see_trail"


MAY: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.RECEPTION: frozenset(
            {
                Action.SEE_COUNTS,
                Action.SEE_QUEUE,
                Action.SEE_CONTACT,
                Action.MARK_BOOKED,
                Action.ENTER_FORM,
            }
        ),
        Role.DOCTOR: frozenset(
            {
                Action.SEE_COUNTS,
                Action.SEE_QUEUE,
                Action.SEE_CONTACT,
                Action.SEE_ANSWERS,
                Action.SEE_QUESTION_SET,
                Action.DECIDE,
                Action.MARK_BOOKED,
                Action.EXPORT,
            }
        ),
        Role.MANAGER: frozenset(
            {
                Action.SEE_COUNTS,
                Action.SEE_QUESTION_SET,
                Action.MANAGE_STAFF,
                Action.EXPORT_WITHOUT_IDENTITY,
            }
        ),
        Role.AUDITOR: frozenset({Action.SEE_TRAIL}),
    }
)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """An account; whoever is not active may nothing."""

    id: str
    sign_in_name: str
    display_name: str
    roles: frozenset[Role]
    active: bool = True


def may(staff: StaffMember, action: Action) -> bool:
    """Whether one of the person's roles allows the action."""
    return staff.active and any(action in MAY[role] for role in staff.roles)
