"""The clinical rules once more, in straight lines of Python and with nothing shared: a second opinion.

Written from the clinical table alone. It reads no YAML and imports nothing of the product, so it serves as
a yardstick for speed and as an independent judge: both must give every patient the same mark and flags.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

NOT_SURE = "not_sure"
PREFER_NOT_TO_SAY = "prefer_not_to_say"
SPECIAL = (NOT_SURE, PREFER_NOT_TO_SAY)
CERTAIN = "certain"
POSSIBLE = "possible"

# --- What may be answered ----------------------------------------------------------------------------------

# One choice only
ONE_OF: dict[str, frozenset[str]] = {
    question: frozenset(options.split())
    for question, options in {
        "rf_one_leg": "yes no",
        "rf_hard_vein": "yes no",
        "rf_skin": "yes no",
        "rf_bled": "recent past no",
        "rf_foot": "yes no",
        "ill_today": "yes no",
        "vein_fast": "yes no",
        "pregnant": "yes trying no does_not_apply",
        "preg_ended": "yes no does_not_apply",
        "feeding": "yes no does_not_apply",
        "clot": "recent past no",
        "phlebitis": "recent past no",
        "clot_gene": "yes no",
        "clot_family": "yes no",
        "walking": "unaided with_help cannot",
        "smoke": "yes no",
        "stroke": "yes no",
        "hole": "yes no",
        "migraine": "no no_aura aura",
        "heart": "yes no",
        "artery": "yes no",
        "walk_pain": "yes no",
        "al_scler": "yes no",
        "al_severe": "yes no",
        "asthma": "no controlled uncontrolled",
        "cancer": "now past no",
        "diabetes": "no controlled complicated",
        "immune": "no vascular other",
        "scars": "yes no",
        "needles": "fine afraid fainted",
        "lie_flat": "yes no",
    }.items()
}

# Any number of choices
MANY_OF: dict[str, frozenset[str]] = {
    question: frozenset(options.split())
    for question, options in {
        "rf_now": "chest_or_breath stroke_signs bleeding none",
        "vein_look": "spider flat_blue bulging ankle_swelling skin_change healed_sore open_sore",
        "vein_where": "legs groin upper_body birthmark",
        "leg_feel": "heavy aching swollen throbbing itchy none",
        "recent": "operation hospital cast none",
        "travel": "last_4_weeks next_4_weeks none",
        "hormones": "combined_pill hrt progestogen_only tamoxifen none",
        "al_other": "latex tape skin_cleaner numbing many_medicines hay_fever_or_food none",
        "thinners": "anticoagulant antiplatelet aspirin none",
        "meds": "disulfiram isotretinoin tetracycline immunosuppressant iron nsaid herbal beta_blocker none",
        "serious": "organ_failure blood_or_thyroid lymphoedema skin_disease none",
        "past_tx": "never no_problems neuro_or_heart blood_clot skin_sore",
    }.items()
}

# Options that cannot stand beside another one
ALONE = frozenset({"none", "never", "no_problems"})

# In centimetres and kilograms, both ends included
NUMBERS: dict[str, tuple[int, int]] = {"height": (100, 230), "weight": (30, 300)}

LONGEST_TEXT = 4_000
OLDEST_AGE = 120

NEEDED: tuple[str, ...] = (*MANY_OF, *ONE_OF, *NUMBERS, "birth_date", "med_list")
NEEDED_SET = frozenset(NEEDED)

# The optional line "tell us more" opens on these answers, and on "not sure" wherever that is offered
DETAILS: dict[str, frozenset[str]] = {
    question: frozenset(options.split())
    for question, options in {
        "vein_look": "skin_change healed_sore open_sore",
        "vein_where": "groin upper_body birthmark",
        "vein_fast": "yes",
        "pregnant": "yes",
        "preg_ended": "yes",
        "feeding": "yes",
        "clot": "recent past",
        "phlebitis": "recent",
        "clot_gene": "yes",
        "walking": "cannot",
        "recent": "operation hospital cast",
        "hormones": "tamoxifen",
        "stroke": "yes",
        "hole": "yes",
        "migraine": "aura",
        "heart": "yes",
        "artery": "yes",
        "walk_pain": "yes",
        "al_scler": "yes",
        "al_severe": "yes",
        "al_other": "many_medicines",
        "asthma": "uncontrolled",
        "thinners": "anticoagulant",
        "meds": "disulfiram",
        "cancer": "now",
        "diabetes": "complicated",
        "immune": "vascular",
        "serious": "organ_failure blood_or_thyroid lymphoedema",
        "past_tx": "neuro_or_heart blood_clot",
    }.items()
}
DETAIL_OF = {f"{question}_details": question for question in DETAILS}

# Needed to send, no part of the assessment
CONTACT = frozenset(
    {"full_name", "phone", "email", "best_time", "leave_message", "filled_in_by", "filler_name", "agree"}
)

# --- What an answer gives ----------------------------------------------------------------------------------

# rule: (level, words for staff)
RULES: dict[str, tuple[str, str]] = {
    "rf_chest_breath": ("emergency", "chest pain, breathless or coughing blood now"),
    "rf_stroke_now": ("emergency", "signs of a stroke now"),
    "rf_bleed_now": ("emergency", "bleeding vein now"),
    "rf_now_not_sure": ("same_day", "not sure about danger signs now"),
    "rf_dvt": ("same_day", "one leg changed in 4 weeks"),
    "rf_svt": ("same_day", "hard sore vein in 4 weeks"),
    "rf_skin_infection": ("same_day", "hot spreading skin or pus"),
    "rf_bleed_recent": ("same_day", "vein bled in 4 weeks"),
    "bleed_past": ("review", "vein bled longer ago"),
    "rf_limb_ischaemia": ("same_day", "cold or black foot, rest pain"),
    "acute_illness": ("review_postpone", "ill today"),
    "age_under_18": ("review", "under 18"),
    "age_75_plus": ("weak", "75 or over"),
    "bmi_30_39": ("clot_risk", "BMI 30 to under 40"),
    "bmi_40_plus": ("review", "BMI 40 or more"),
    "bmi_not_given": ("weak", "height or weight not given"),
    "needs_scan": ("note", "bulging veins, scan"),
    "leg_swelling": ("weak", "both ankles swell"),
    "skin_change": ("review", "skin change at the ankle"),
    "ulcer_healed": ("review", "healed sore"),
    "ulcer_open": ("review", "open sore"),
    "pelvic_veins": ("review", "groin, genitals or buttocks"),
    "non_leg_site": ("review", "face, chest, arms or hands"),
    "vasc_malformation": ("review", "large area since birth"),
    "vein_where_not_sure": ("review", "not sure where"),
    "tumour_or_sudden": ("review", "veins came fast, or a lump"),
    "pregnant": ("review_postpone", "pregnant or may be"),
    "trying_to_conceive": ("note", "trying for a baby"),
    "postpartum_3m": ("review_postpone", "pregnancy ended in 3 months"),
    "breastfeeding": ("review_postpone", "breastfeeding"),
    "vte_recent": ("review", "deep or lung clot in 6 months"),
    "vte_history": ("review", "deep or lung clot in the past"),
    "svt_recent": ("review", "phlebitis in 3 months"),
    "svt_past": ("clot_risk", "phlebitis longer ago"),
    "thrombophilia": ("review", "blood clots too easily"),
    "thrombophilia_not_sure": ("weak", "not sure about a clotting condition"),
    "family_vte": ("clot_risk", "family clot before 50"),
    "mobility_reduced": ("clot_risk", "walks with help"),
    "immobile": ("review", "cannot walk"),
    "surgery_3m": ("review", "operation in 3 months"),
    "hospital_3m": ("review", "hospital in 3 months"),
    "leg_immobilised": ("review", "cast or brace in 3 months"),
    "long_travel_recent": ("clot_risk", "long trip in the last 4 weeks"),
    "long_travel_planned": ("note", "long trip in the next 4 weeks"),
    "smoker": ("clot_risk", "smokes or vapes"),
    "estrogen": ("clot_risk", "estrogen"),
    "tamoxifen_serm": ("review", "tamoxifen or similar"),
    "stroke_tia": ("review", "stroke or TIA"),
    "pfo": ("review", "hole in the heart"),
    "pfo_not_sure": ("weak", "not sure about a hole in the heart"),
    "migraine_no_aura": ("weak", "migraine without aura"),
    "migraine_aura": ("review", "migraine with aura"),
    "heart_disease": ("review", "heart trouble"),
    "pad": ("review", "leg arteries narrow or blocked"),
    "pad_not_sure": ("weak", "not sure about leg arteries"),
    "claudication": ("review", "leg pain on walking"),
    "claudication_not_sure": ("weak", "not sure about leg pain on walking"),
    "allergy_sclerosant": ("review", "bad reaction to vein injections"),
    "anaphylaxis_history": ("review", "severe reaction in the past"),
    "latex": ("note", "latex"),
    "adhesive": ("note", "tape or plasters"),
    "skin_prep": ("note", "skin cleaner"),
    "local_anaesthetic": ("weak", "numbing injections"),
    "multi_allergy": ("review", "3 or more medicines"),
    "atopy": ("note", "hay fever or foods"),
    "asthma_controlled": ("weak", "asthma, controlled"),
    "asthma_uncontrolled": ("review", "asthma, not controlled"),
    "anticoagulant": ("review", "anticoagulant"),
    "antiplatelet": ("weak", "antiplatelet"),
    "aspirin": ("note", "aspirin"),
    "disulfiram": ("review", "disulfiram"),
    "isotretinoin": ("weak", "isotretinoin"),
    "pigment_drug": ("weak", "tetracycline"),
    "immunosuppressant": ("weak", "immunosuppressant"),
    "iron": ("note", "iron"),
    "nsaid": ("note", "NSAID"),
    "herbal": ("note", "herbs or oils"),
    "beta_blocker": ("note", "beta-blocker"),
    "meds_not_sure": ("weak", "not sure about medicines"),
    "cancer_active": ("review", "cancer now or in 6 months"),
    "cancer_past": ("weak", "cancer longer ago"),
    "diabetes_controlled": ("weak", "diabetes, mostly good"),
    "diabetes_complicated": ("review", "diabetes with trouble"),
    "autoimmune_vascular": ("review", "lupus, scleroderma, vasculitis or APS"),
    "autoimmune_other": ("weak", "other immune system illness"),
    "serious_illness": ("review", "serious illness"),
    "lymphoedema": ("review", "lymphoedema"),
    "leg_skin_disease": ("weak", "skin disease on the legs"),
    "serious_illness_not_sure": ("weak", "not sure about serious illness"),
    "scar_pigment": ("note", "thick scars or dark marks"),
    "past_tx_ok": ("note", "treated before, no problems"),
    "past_tx_neuro_cardiac": ("review", "nerve or heart trouble after treatment"),
    "past_tx_necrosis": ("weak", "skin sore after treatment"),
    "past_tx_not_sure": ("weak", "not sure about past treatment"),
    "needle_fear": ("note", "afraid of needles"),
    "vasovagal": ("weak", "faints with needles"),
    "cannot_lie_or_compress": ("weak", "cannot lie flat or wear stockings"),
    "clot_risk_cluster": ("review", "two or more clot risks"),
    "multiple_weak_flags": ("review", "three or more weak flags"),
    "many_not_sure": ("review", "not sure three times or more"),
    "contradiction_medicines": ("review", "a medicine in free text that its list leaves out"),
    "contradiction_feeding": ("review", "pregnancy does not apply, yet feeding"),
    "contradiction_past_treatment": ("review", "never treated, yet a reaction to injections"),
    "contradiction_clot": ("review", "clot after treatment, yet never a clot"),
}

# question: {answer: rule}, all certain; "not_sure" stands here where it has a rule of its own
GIVES: dict[str, dict[str, str]] = {
    "rf_now": {
        "chest_or_breath": "rf_chest_breath",
        "stroke_signs": "rf_stroke_now",
        "bleeding": "rf_bleed_now",
        NOT_SURE: "rf_now_not_sure",
    },
    "rf_one_leg": {"yes": "rf_dvt"},
    "rf_hard_vein": {"yes": "rf_svt"},
    "rf_skin": {"yes": "rf_skin_infection"},
    "rf_bled": {"recent": "rf_bleed_recent", "past": "bleed_past"},
    "rf_foot": {"yes": "rf_limb_ischaemia"},
    "ill_today": {"yes": "acute_illness"},
    "height": {PREFER_NOT_TO_SAY: "bmi_not_given"},
    "weight": {PREFER_NOT_TO_SAY: "bmi_not_given"},
    "vein_look": {
        "bulging": "needs_scan",
        "ankle_swelling": "leg_swelling",
        "skin_change": "skin_change",
        "healed_sore": "ulcer_healed",
        "open_sore": "ulcer_open",
    },
    "vein_where": {
        "groin": "pelvic_veins",
        "upper_body": "non_leg_site",
        "birthmark": "vasc_malformation",
        NOT_SURE: "vein_where_not_sure",
    },
    "vein_fast": {"yes": "tumour_or_sudden"},
    "pregnant": {"yes": "pregnant", "trying": "trying_to_conceive"},
    "preg_ended": {"yes": "postpartum_3m"},
    "feeding": {"yes": "breastfeeding"},
    "clot": {"recent": "vte_recent", "past": "vte_history"},
    "phlebitis": {"recent": "svt_recent", "past": "svt_past"},
    "clot_gene": {"yes": "thrombophilia", NOT_SURE: "thrombophilia_not_sure"},
    "clot_family": {"yes": "family_vte"},
    "walking": {"with_help": "mobility_reduced", "cannot": "immobile"},
    "recent": {"operation": "surgery_3m", "hospital": "hospital_3m", "cast": "leg_immobilised"},
    "travel": {"last_4_weeks": "long_travel_recent", "next_4_weeks": "long_travel_planned"},
    "smoke": {"yes": "smoker"},
    "hormones": {"combined_pill": "estrogen", "hrt": "estrogen", "tamoxifen": "tamoxifen_serm"},
    "stroke": {"yes": "stroke_tia"},
    "hole": {"yes": "pfo", NOT_SURE: "pfo_not_sure"},
    "migraine": {"no_aura": "migraine_no_aura", "aura": "migraine_aura"},
    "heart": {"yes": "heart_disease"},
    "artery": {"yes": "pad", NOT_SURE: "pad_not_sure"},
    "walk_pain": {"yes": "claudication", NOT_SURE: "claudication_not_sure"},
    "al_scler": {"yes": "allergy_sclerosant"},
    "al_severe": {"yes": "anaphylaxis_history"},
    "al_other": {
        "latex": "latex",
        "tape": "adhesive",
        "skin_cleaner": "skin_prep",
        "numbing": "local_anaesthetic",
        "many_medicines": "multi_allergy",
        "hay_fever_or_food": "atopy",
    },
    "asthma": {"controlled": "asthma_controlled", "uncontrolled": "asthma_uncontrolled"},
    "thinners": {"anticoagulant": "anticoagulant", "antiplatelet": "antiplatelet", "aspirin": "aspirin"},
    "meds": {
        "disulfiram": "disulfiram",
        "isotretinoin": "isotretinoin",
        "tetracycline": "pigment_drug",
        "immunosuppressant": "immunosuppressant",
        "iron": "iron",
        "nsaid": "nsaid",
        "herbal": "herbal",
        "beta_blocker": "beta_blocker",
        NOT_SURE: "meds_not_sure",
    },
    "cancer": {"now": "cancer_active", "past": "cancer_past"},
    "diabetes": {"controlled": "diabetes_controlled", "complicated": "diabetes_complicated"},
    "immune": {"vascular": "autoimmune_vascular", "other": "autoimmune_other"},
    "serious": {
        "organ_failure": "serious_illness",
        "blood_or_thyroid": "serious_illness",
        "lymphoedema": "lymphoedema",
        "skin_disease": "leg_skin_disease",
        NOT_SURE: "serious_illness_not_sure",
    },
    "scars": {"yes": "scar_pigment"},
    "past_tx": {
        "no_problems": "past_tx_ok",
        "neuro_or_heart": "past_tx_neuro_cardiac",
        "blood_clot": "vte_history",
        "skin_sore": "past_tx_necrosis",
        NOT_SURE: "past_tx_not_sure",
    },
    "needles": {"afraid": "needle_fear", "fainted": "vasovagal"},
    "lie_flat": {"no": "cannot_lie_or_compress"},
}

# question: the rule that "not sure" leaves possible, where it names the same rule as a real answer
NOT_RULED_OUT: dict[str, str] = {
    "rf_one_leg": "rf_dvt",
    "rf_hard_vein": "rf_svt",
    "rf_skin": "rf_skin_infection",
    "rf_bled": "bleed_past",
    "rf_foot": "rf_limb_ischaemia",
    "ill_today": "acute_illness",
    "vein_look": "needs_scan",
    "vein_fast": "tumour_or_sudden",
    "pregnant": "pregnant",
    "preg_ended": "postpartum_3m",
    "clot": "vte_history",
    "phlebitis": "svt_past",
    "recent": "surgery_3m",
    "hormones": "estrogen",
    "stroke": "stroke_tia",
    "migraine": "migraine_aura",
    "heart": "heart_disease",
    "al_scler": "allergy_sclerosant",
    "al_severe": "anaphylaxis_history",
    "asthma": "asthma_controlled",
    "thinners": "anticoagulant",
    "cancer": "cancer_past",
    "diabetes": "diabetes_controlled",
    "immune": "autoimmune_other",
}

# "Not sure" may be said here, and gives nothing but one more answer that is not sure
NOT_SURE_IS_NO_FLAG = frozenset({"clot_family", "scars", "lie_flat"})
OFFERS_NOT_SURE = (
    NOT_SURE_IS_NO_FLAG
    | NOT_RULED_OUT.keys()
    | {question for question, gives in GIVES.items() if NOT_SURE in gives}
)

# rule: (the question that lists the medicine, its option there, names to look for in free text)
MEDICINES: dict[str, tuple[str, str, str]] = {
    "anticoagulant": (
        "thinners",
        "anticoagulant",
        (
            "warfarin coumadin jantoven apixaban eliquis rivaroxaban xarelto xalerto xeralto edoxaban"
            " lixiana savaysa dabigatran pradaxa heparin enoxaparin clexane lovenox dalteparin fragmin"
            " tinzaparin innohep fondaparinux arixtra acenocoumarol sintrom phenprocoumon phenindione"
        ),
    ),
    "tamoxifen_serm": ("hormones", "tamoxifen", "tamoxifen nolvadex raloxifene evista"),
    "disulfiram": ("meds", "disulfiram", "disulfiram antabuse"),
}
NAMES: dict[str, frozenset[str]] = {
    rule: frozenset(names.split()) for rule, (_, _, names) in MEDICINES.items()
}
TWO_WORDS: dict[str, tuple[tuple[str, str], ...]] = {"anticoagulant": (("blood", "thinner"),)}

# --- Reading the answers -----------------------------------------------------------------------------------


@dataclass
class Told:
    """What a patient said: `answers` holds asked questions with a valid answer only, choices as tuples."""

    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Fraction] = field(default_factory=dict)
    birth_date: date | None = None
    unanswered: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)

    def holds(self, question: str, answer: str) -> bool:
        """Whether the patient gave this answer to this question."""
        return answer in self.answers.get(question, ())

    def leaves_out(self, question: str, answer: str) -> bool:
        """Whether the patient answered the question, not with "not sure", and did not choose this answer."""
        given = self.answers.get(question)
        return given is not None and NOT_SURE not in given and answer not in given


def read(answers: dict[str, object], today: date) -> Told:
    """Sort raw answers into valid, unanswered and invalid; what is not asked is dropped."""
    told = Told()
    for question in NEEDED:
        if question != "preg_ended" or is_preg_ended_asked(told):
            _read_needed(told, question, answers.get(question), today)
    for question, value in answers.items():
        if question == "more" or question in DETAIL_OF:
            _read_optional(told, question, value)
        elif question not in CONTACT and question not in NEEDED_SET:
            told.invalid.append(question)
    return told


def is_preg_ended_asked(told: Told) -> bool:
    """Whether it is asked if a pregnancy ended: once "pregnant" has an answer, and that is not yes."""
    return "pregnant" in told.answers and not told.holds("pregnant", "yes")


def _read_needed(told: Told, question: str, value: object, today: date) -> None:
    if _is_blank(value):
        told.unanswered.append(question)
        return
    special = _special(question, value)
    if special is not None:
        told.answers[question] = (special,)
    elif not _read_valid(told, question, value, today):
        told.invalid.append(question)
        told.unanswered.append(question)


def _read_valid(told: Told, question: str, value: object, today: date) -> bool:
    if question in ONE_OF:
        if not isinstance(value, str) or value not in ONE_OF[question]:
            return False
        told.answers[question] = (value,)
    elif question in MANY_OF:
        chosen = _choices(question, value)
        if chosen is None:
            return False
        told.answers[question] = chosen
    elif question in NUMBERS:
        number = _number(question, value)
        if number is None:
            return False
        told.numbers[question] = number
    elif question == "birth_date":
        told.birth_date = _birth_date(value, today)
        return told.birth_date is not None
    elif _is_text(value):
        told.texts[question] = str(value)
    else:
        return False
    return True


def _read_optional(told: Told, question: str, value: object) -> None:
    gate = DETAIL_OF.get(question)
    if gate is not None:
        opens_on = DETAILS[gate]
        if not any(answer in opens_on or answer == NOT_SURE for answer in told.answers.get(gate, ())):
            return
    if _is_blank(value):
        return
    if not _is_text(value):
        told.invalid.append(question)
    elif question == "more":
        told.texts[question] = str(value)


def _is_blank(value: object) -> bool:
    return (
        value is None
        or (isinstance(value, str) and not value.strip())
        or (isinstance(value, list) and not value)
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and value not in SPECIAL


def _special(question: str, value: object) -> str | None:
    """The special answer given, if the question offers it; a list that holds just that reads the same."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value == NOT_SURE and question in OFFERS_NOT_SURE:
        return NOT_SURE
    if value == PREFER_NOT_TO_SAY and question in NUMBERS:
        return PREFER_NOT_TO_SAY
    return None


def _choices(question: str, value: object) -> tuple[str, ...] | None:
    """The chosen options; nothing when one is unknown, repeated, or beside one that must be alone."""
    if not isinstance(value, list):
        return None
    offered = MANY_OF[question]
    chosen: list[str] = []
    for option in value:
        if not isinstance(option, str) or option not in offered or option in chosen:
            return None
        chosen.append(option)
    if len(chosen) > 1 and any(option in ALONE for option in chosen):
        return None
    return tuple(chosen)


def _number(question: str, value: object) -> Fraction | None:
    """The exact number as written, or nothing when it is no number or out of range."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    low, high = NUMBERS[question]
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    if not low <= value <= high:
        return None
    return Fraction(value) if isinstance(value, int) else Fraction(str(value))


ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _birth_date(value: object, today: date) -> date | None:
    """The day of birth, or nothing when it is no date, in the future, or makes the patient older than 120."""
    if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
        return None
    try:
        born = date.fromisoformat(value)
    except ValueError:
        return None
    return born if born <= today and age(born, today) <= OLDEST_AGE else None


def age(born: date, today: date) -> int:
    """Whole years; someone born on 29 February is a year older on 1 March."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


# --- Medicines in free text --------------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    """Runs of letters in any case, accents folded; characters nobody sees (a soft hyphen) end no word."""
    if text.isascii():
        plain = text.lower()
    else:
        folded = unicodedata.normalize("NFKD", text)
        plain = "".join(char for char in folded if not _is_unseen(char)).casefold()
    return "".join(char if char.isalpha() else " " for char in plain).split()


def _is_unseen(char: str) -> bool:
    return unicodedata.combining(char) > 0 or unicodedata.category(char) == "Cf"


def _allowed_errors(name: str) -> int:
    return 0 if len(name) < 5 else 1 if len(name) < 8 else 2


ERRORS = {name: _allowed_errors(name) for names in NAMES.values() for name in names} | {
    name: _allowed_errors(name) for pairs in TWO_WORDS.values() for pair in pairs for name in pair
}


def distance(one: str, two: str) -> int:
    """How many letters are added, lost, changed, or swapped with their neighbour, at the fewest.

    Letters that were swapped may have had others lost or added between them: "ca" is two errors from "abc".
    """
    rows = [list(range(len(two) + 1))]
    row_of: dict[str, int] = {}
    for row, letter in enumerate(one, 1):
        above, here = rows[-1], [row]
        matched = 0
        for column, other in enumerate(two, 1):
            cost = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != other))
            seen = row_of.get(other, 0)
            if matched and seen:
                swapped = rows[seen - 1][matched - 1] + (row - seen) + (column - matched) - 1
                cost = min(cost, swapped)
            if letter == other:
                matched = column
            here.append(cost)
        row_of[letter] = row
        rows.append(here)
    return rows[-1][-1]


def _sounds_like(word: str, name: str) -> bool:
    if word == name:
        return True
    allowed = ERRORS[name]
    return allowed > 0 and abs(len(word) - len(name)) <= allowed and distance(word, name) <= allowed


def mentions(words: list[str], rule: str) -> bool:
    """Whether the words name a medicine of this rule, small spelling mistakes allowed."""
    names = NAMES[rule]
    if not names.isdisjoint(words):
        return True
    if any(_sounds_like(word, name) for word in set(words) for name in names):
        return True
    return any(
        _sounds_like(first, pair[0]) and _sounds_like(second, pair[1])
        for pair in TWO_WORDS.get(rule, ())
        for first, second in pairwise(words)
    )


# --- Marking -----------------------------------------------------------------------------------------------


@dataclass
class Raised:
    """The flags so far, each with the answers behind it."""

    flags: dict[str, str] = field(default_factory=dict)
    behind: dict[str, dict[str, object]] = field(default_factory=dict)

    def add(self, rule: str, certainty: str, answers: dict[str, object]) -> None:
        """Raise a flag; a certain one is never turned back into a possible one."""
        if self.flags.get(rule) != CERTAIN:
            self.flags[rule] = certainty
        self.behind.setdefault(rule, {}).update(answers)

    def count(self, levels: tuple[str, ...]) -> tuple[list[str], int]:
        """The flags of these levels, and how many of them are certain."""
        rules = [rule for rule in self.flags if RULES[rule][0] in levels]
        return rules, sum(self.flags[rule] == CERTAIN for rule in rules)


def assess(answers: dict[str, object], today: date) -> dict[str, object]:
    """Mark one patient's answers on one day; the answers are keyed by question."""
    told = read(answers, today)
    raised = Raised()
    _single_answers(told, raised, answers)
    _age_and_bmi(told, raised, answers, today)
    _medicines(told, raised, answers)
    _contradictions(told, raised, answers)
    _clusters(told, raised)
    levels = {RULES[rule][0] for rule in raised.flags}
    for_doctor = not levels.isdisjoint(("emergency", "same_day", "review", "review_postpone"))
    return {
        "mark": "doctor_review" if for_doctor or told.unanswered or told.invalid else "book_consultation",
        "urgency": "emergency" if "emergency" in levels else "same_day" if "same_day" in levels else "none",
        "postpone": "review_postpone" in levels,
        "flags": raised.flags,
        "reasons": [(rule, RULES[rule][1], raised.behind[rule]) for rule in raised.flags],
        "unanswered": told.unanswered,
        "invalid": told.invalid,
    }


def _single_answers(told: Told, raised: Raised, answers: dict[str, object]) -> None:
    """Rules that one answer raises by itself."""
    for question, given in told.answers.items():
        gives = GIVES.get(question, {})
        for answer in given:
            if answer in gives:
                raised.add(gives[answer], CERTAIN, {question: answers[question]})
            elif answer == NOT_SURE and question in NOT_RULED_OUT:
                raised.add(NOT_RULED_OUT[question], POSSIBLE, {question: answers[question]})


def _age_and_bmi(told: Told, raised: Raised, answers: dict[str, object], today: date) -> None:
    if told.birth_date is not None:
        years = age(told.birth_date, today)
        behind: dict[str, object] = {"birth_date": answers["birth_date"]}
        if years < 18:
            raised.add("age_under_18", CERTAIN, behind)
        elif years >= 75:
            raised.add("age_75_plus", CERTAIN, behind)
    if "height" in told.numbers and "weight" in told.numbers:
        bmi = told.numbers["weight"] * 10_000 / told.numbers["height"] ** 2
        behind = {"height": answers["height"], "weight": answers["weight"]}
        if bmi >= 40:
            raised.add("bmi_40_plus", CERTAIN, behind)
        elif bmi >= 30:
            raised.add("bmi_30_39", CERTAIN, behind)


def _medicines(told: Told, raised: Raised, answers: dict[str, object]) -> None:
    """Medicines named in free text, also where the list question leaves them out."""
    if not told.texts:
        return
    words = words_of(
        "\n".join(told.texts[question] for question in ("med_list", "more") if question in told.texts)
    )
    behind: dict[str, object] = dict(told.texts)
    for rule, (question, option, _) in MEDICINES.items():
        if mentions(words, rule):
            raised.add(rule, CERTAIN, behind)
            if told.leaves_out(question, option):
                raised.add("contradiction_medicines", CERTAIN, behind | {question: answers[question]})


def _contradictions(told: Told, raised: Raised, answers: dict[str, object]) -> None:
    """Pairs of answers that do not fit together."""
    for rule, one, its_answer, two, its_other in (
        ("contradiction_feeding", "pregnant", "does_not_apply", "feeding", "yes"),
        ("contradiction_past_treatment", "past_tx", "never", "al_scler", "yes"),
        ("contradiction_clot", "past_tx", "blood_clot", "clot", "no"),
    ):
        if told.holds(one, its_answer) and told.holds(two, its_other):
            raised.add(rule, CERTAIN, {one: answers[one], two: answers[two]})


def _clusters(told: Told, raised: Raised) -> None:
    """Rules that count other flags, or answers of "not sure"."""
    for rule, levels, enough in (
        ("clot_risk_cluster", ("clot_risk",), 2),
        ("multiple_weak_flags", ("weak", "clot_risk"), 3),
    ):
        rules, certain = raised.count(levels)
        if len(rules) >= enough:
            behind = dict(_answers_behind(raised, rules))
            raised.add(rule, CERTAIN if certain >= enough else POSSIBLE, behind)
    unsure: dict[str, object] = {
        question: NOT_SURE for question, given in told.answers.items() if NOT_SURE in given
    }
    if len(unsure) >= 3:
        raised.add("many_not_sure", CERTAIN, unsure)


def _answers_behind(raised: Raised, rules: list[str]) -> Iterator[tuple[str, object]]:
    for rule in rules:
        yield from raised.behind[rule].items()
