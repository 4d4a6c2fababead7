"""Question sets and unsent forms in SQL."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Row, insert

from screening.storage import queries
from screening.storage.encryption import Cipher, seal, unseal
from screening.storage.tables import draft as draft_table
from screening.storage.tables import question_set as question_set_table
from screening.submissions.content import card_body, read_cards
from screening.submissions.draft import Draft
from screening.submissions.exact_json import decode_mapping, encode
from screening.submissions.instants import from_milliseconds, to_milliseconds


class SqlQuestionSets:
    """Fulfils `QuestionSets`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def text(self, sha256: str) -> str | None:
        """Its canonical text; None when it was never kept."""
        found: str | None = self._connection.scalar(queries.QUESTION_SET_TEXT, {"sha256": sha256})
        return found

    def add(self, sha256: str, canonical_text: str, at: datetime) -> None:
        """Keep it; it must not be there yet."""
        row = {"sha256": sha256, "content": canonical_text, "kept_at": to_milliseconds(at)}
        self._connection.execute(insert(question_set_table), row)


class SqlDrafts:
    """Fulfils `Drafts`; each draft has a key of its own, which goes with it."""

    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher

    def find(self, token_hash: bytes) -> Draft | None:
        """The draft of this token, however old."""
        row = self._connection.execute(queries.DRAFT, {"key": token_hash}).one_or_none()
        return None if row is None else self._draft(row)

    def put(self, token_hash: bytes, draft: Draft) -> None:
        """Keep the draft, new or changed."""
        row = self._connection.execute(queries.DRAFT, {"key": token_hash}).one_or_none()
        if row is not None and row.id == draft.id:
            key = self._cipher.unwrap(row.wrapped_key, "draft", draft.id)
            self._connection.execute(queries.CHANGE_DRAFT.values(_changing(draft, key)), {"key": token_hash})
            return
        self.delete(token_hash)
        key, wrapped = self._cipher.new_key("draft", draft.id)
        fixed = {
            "token_hash": token_hash,
            "id": draft.id,
            "wrapped_key": wrapped,
            "created_at": to_milliseconds(draft.created_at),
        }
        self._connection.execute(insert(draft_table), {**fixed, **_changing(draft, key)})

    def delete(self, token_hash: bytes) -> None:
        """Forget it; nothing happens when there is none."""
        self._connection.execute(queries.DELETE_DRAFT, {"key": token_hash})

    def delete_unchanged_since(self, moment: datetime) -> int:
        """Forget those last changed at or before the moment; says how many."""
        return self._connection.execute(
            queries.DELETE_OLD_DRAFTS, {"moment": to_milliseconds(moment)}
        ).rowcount

    def _draft(self, row: Row[tuple[object, ...]]) -> Draft:
        key = self._cipher.unwrap(row.wrapped_key, "draft", row.id)
        body = decode_mapping(unseal(key, row.sealed, "draft", row.id))
        answers, page = body["answers"], body["page"]
        return Draft(
            id=row.id,
            question_set=row.question_set,
            created_at=from_milliseconds(row.created_at),
            changed_at=from_milliseconds(row.changed_at),
            version=row.version,
            answers=answers if isinstance(answers, Mapping) else {},
            cards=read_cards(body["cards"]),
            page=None if page is None else str(page),
        )


def _changing(draft: Draft, key: bytes) -> dict[str, object]:
    """The columns that change with every answer."""
    body = {
        "answers": draft.answers,
        "cards": [card_body(card) for card in draft.cards],
        "page": draft.page,
    }
    return {
        "question_set": draft.question_set,
        "changed_at": to_milliseconds(draft.changed_at),
        "version": draft.version,
        "sealed": seal(key, encode(body), "draft", draft.id),
    }
