"""Draws one question by its type and gives back the raw answer that stands there now.

Never a default answer: what was not answered shows nothing chosen. A widget is prefilled with the stored
answer, and what was typed comes back as it was typed, so that nothing is lost that can't be used.
"""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import streamlit as st

from screening.questions.durations import parse_day
from screening.questions.model import NONE_TEXT, SPECIAL_ANSWERS, HeldFact, Question, QuestionType
from screening.questions.words import Words
from screening.web import session
from screening.web.markup import element, plain, show
from screening.web.patient.answer_words import special_words

AUTOCOMPLETE = {
    HeldFact.NAME: "name",
    HeldFact.PHONE: "tel",
    HeldFact.EMAIL: "email",
}
REFRESH = "refresh"
"""Under this name each tab remembers what widgets are to show at the next run."""
Draw = Callable[[Question, object, Words], object]
DATE_PARTS = ("day", "month", "year")
AUTOCOMPLETE_DATE = {"day": "bday-day", "month": "bday-month", "year": "bday-year"}


def ask(question: Question, raw: object, words: Words) -> object:
    """Draw a question.

    Args: raw: the stored answer, or None. Returns: the raw answer that the widgets show now, None for none.
    """
    match question.type:
        case QuestionType.INFO:
            return None
        case QuestionType.YES_NO | QuestionType.ONE_OF:
            return _radio(question, raw, words)
        case QuestionType.MANY_OF:
            return _checkboxes(question, raw, words)
        case QuestionType.CONSENT:
            ticked = _tick(question, "", words.text("consent"), [""] if raw == "yes" else [])
            return "yes" if ticked else None
        case QuestionType.DATE:
            return _with_specials(question, raw, words, _date)
        case QuestionType.NUMBER:
            return _with_specials(question, raw, words, _number)
        case _:
            return _with_specials(question, raw, words, _text)


def widget_key(question: Question, part: str = "") -> str:
    """The key of a question's widget, or of one of its parts."""
    return f"answer-{question.id}-{part}" if part else f"answer-{question.id}-"


def refresh(question: Question, raw: object) -> None:
    """Let the widgets show another answer than they did, because another tab changed it."""
    match question.type:
        case QuestionType.YES_NO | QuestionType.ONE_OF:
            answers = [*question.option_ids, *_specials(question)]
            session.put_widget(widget_key(question), raw if raw in answers else None)
        case QuestionType.MANY_OF:
            for option in [option.id for option in question.options] + _specials(question):
                session.put_widget(widget_key(question, option), option in _chosen(raw))
        case QuestionType.CONSENT:
            session.put_widget(widget_key(question), raw == "yes")
        case QuestionType.DATE:
            for part, text in zip(DATE_PARTS, _date_parts(raw), strict=True):
                session.put_widget(widget_key(question, part), text)
        case QuestionType.NUMBER:
            session.put_widget(
                widget_key(question, "number"), "" if _is_tick(question, raw) else _number_text(raw)
            )
        case _:
            shown = raw if isinstance(raw, str) and not _is_tick(question, raw) else ""
            session.put_widget(widget_key(question), shown)
    if not question.type.is_choice:
        for tick in _ticks(question):
            session.put_widget(widget_key(question, tick), raw == tick)


def _specials(question: Question) -> list[str]:
    return [special for special in SPECIAL_ANSWERS if question.special(special)]


def _ticks(question: Question) -> list[str]:
    """The answers that are a tick beside a field."""
    return ([NONE_TEXT] if question.none else []) + _specials(question)


def _is_tick(question: Question, raw: object) -> bool:
    return isinstance(raw, str) and raw in _ticks(question)


def _radio(question: Question, raw: object, words: Words) -> object:
    texts = {option.id: option.text for option in question.options}
    texts |= {special: special_words(question, special, words) for special in _specials(question)}
    answers = list(texts)
    hints = {option.id: option.hint for option in question.options if option.hint}
    return st.radio(
        plain(_label(question, words)),
        answers,
        index=answers.index(str(raw)) if raw in answers else None,
        format_func=lambda answer: plain(texts[answer]),
        captions=[plain(hints.get(answer, "")) for answer in answers] if hints else None,
        key=widget_key(question),
        label_visibility="collapsed",
        width="stretch",
    )


def _chosen(raw: object) -> list[str]:
    if isinstance(raw, list):
        return [item for item in raw if isinstance(item, str)]
    return [raw] if isinstance(raw, str) else []


def _checkboxes(question: Question, raw: object, words: Words) -> object:
    """One tick per option; what stands alone comes after "or", and takes the other ticks away."""
    stored = _chosen(raw)
    together = [(option.id, option.text) for option in question.options if not option.alone]
    alone = [(option.id, option.text) for option in question.options if option.alone]
    alone += [(special, special_words(question, special, words)) for special in _specials(question)]
    ticked = [answer for answer, text in together if _tick(question, answer, text, stored)]
    if alone:
        show(element("p", words.text("or"), class_="or"))
    ticked_alone = [answer for answer, text in alone if _tick(question, answer, text, stored)]
    if len(ticked + ticked_alone) < 2 or not ticked_alone:
        return ticked + ticked_alone or None
    # Somebody ticked an answer that can't stand with the one before: the newer one is what is meant.
    newer_alone = [answer for answer in ticked_alone if answer not in stored]
    kept = newer_alone[:1] if newer_alone else [answer for answer in ticked if answer not in stored] or ticked
    refresh_later(question, kept)
    return kept


def refresh_later(question: Question, raw: object) -> None:
    """Ask for the widgets to show this answer at the next run: a drawn widget can't be changed any more."""
    session.mapping(REFRESH)[question.id] = raw


def _tick(question: Question, answer: str, text: str, stored: list[str]) -> bool:
    return st.checkbox(plain(text), value=answer in stored, key=widget_key(question, answer), width="stretch")


def _label(question: Question, words: Words) -> str:
    return f"{question.ask} {words.text('optional')}" if question.optional else question.ask


def question_words(question: Question, words: Words) -> str:
    """The question in bold as the group's own label, and below it how to answer."""
    if question.type is QuestionType.INFO:
        return element("p", question.ask, class_="info")
    hints = [question.hint]
    if question.type is QuestionType.MANY_OF:
        hints.append(words.text("tick_all"))
    if question.type is QuestionType.DATE:
        hints.append(words.text("date_hint"))
    if question.unit:
        hints.insert(0, words.text("unit_hint", unit=question.unit))
    told = " ".join(hint for hint in hints if hint)
    hint = element("p", told, class_="hint") if told else ""
    return element("p", _label(question, words), class_="ask") + hint


def _with_specials(question: Question, raw: object, words: Words, draw: Draw) -> object:
    """A field, and below it the ticks that answer in its place."""
    typed = draw(question, None if _is_tick(question, raw) else raw, words)
    ticked = [answer for answer in _ticks(question) if _tick_beside(question, answer, raw, words)]
    newer = [answer for answer in ticked if answer != raw]
    if typed is not None and not newer:
        if ticked:
            refresh_later(question, typed)  # typing after the tick takes the tick away
        return typed
    if not ticked:
        return typed
    chosen = (newer or ticked)[0]
    if typed is not None or len(ticked) > 1:
        refresh_later(question, chosen)
    return chosen


def _tick_beside(question: Question, answer: str, raw: object, words: Words) -> bool:
    text = question.none if answer == NONE_TEXT and question.none else special_words(question, answer, words)
    return _tick(question, answer, text, [answer] if raw == answer else [])


def _text(question: Question, raw: object, words: Words) -> object:
    value = raw if isinstance(raw, str) else ""
    label, key = plain(_label(question, words)), widget_key(question)
    if question.type is QuestionType.LONG_TEXT:
        typed = st.text_area(
            label, value=value, key=key, height=110, placeholder="", label_visibility="collapsed"
        )
    else:
        complete = AUTOCOMPLETE.get(question.holds) if question.holds else "off"
        typed = st.text_input(
            label, value=value, key=key, autocomplete=complete, placeholder="", label_visibility="collapsed"
        )
    return typed if typed and typed.strip() else None


def _number(question: Question, raw: object, words: Words) -> object:
    typed = st.text_input(
        plain(f"{_label(question, words)} {question.unit or ''}"),
        value=_number_text(raw),
        key=widget_key(question, "number"),
        autocomplete="off",
        placeholder="",
        label_visibility="collapsed",
        width=160,
    )
    return parse_number(typed, question.unit)


def _number_text(raw: object) -> str:
    return str(raw) if isinstance(raw, str | int | Decimal) and not isinstance(raw, bool) else ""


def parse_number(typed: str | None, unit: str | None) -> object:
    """A typed number as an exact one; what is none comes back as it was typed, None for nothing."""
    text = (typed or "").strip()
    if not text:
        return None
    bare = text.lower().removesuffix((unit or "").lower()).strip().replace(",", ".")
    try:
        number = Decimal(bare) if bare.isascii() and "_" not in bare else None
    except InvalidOperation:
        number = None
    return number if number is not None and number.is_finite() else text


def _date(question: Question, raw: object, words: Words) -> object:
    typed: list[str] = []
    with st.container(horizontal=True, key=f"date-{question.id}"):
        for part, text in zip(DATE_PARTS, _date_parts(raw), strict=True):
            complete = AUTOCOMPLETE_DATE[part] if question.holds is HeldFact.BIRTH_DATE else "off"
            width = 110 if part == "year" else 84
            typed.append(
                st.text_input(
                    words.text(part),
                    value=text,
                    key=widget_key(question, part),
                    autocomplete=complete,
                    width=width,
                    placeholder="",
                )
                or ""
            )
    return parse_date_parts(typed)


def _date_parts(raw: object) -> tuple[str, str, str]:
    day = parse_day(raw) if isinstance(raw, str) else None
    if day is not None:
        return str(day.day), str(day.month), str(day.year)
    parts = raw.split("/") if isinstance(raw, str) else []
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")


def parse_date_parts(parts: list[str]) -> str | None:
    """Day, month and year as an ISO date; what is no date is kept as it was typed, with slashes between."""
    day, month, year = (part.strip() for part in parts)
    if not day and not month and not year:
        return None
    is_written_out = all(part.isascii() and part.isdecimal() for part in (day, month, year))
    if is_written_out and len(day) <= 2 and len(month) <= 2 and len(year) == 4:
        iso = f"{year}-{int(month):02}-{int(day):02}"
        if parse_day(iso):
            return iso
    return "/".join(part.replace("/", " ") for part in (day, month, year))
