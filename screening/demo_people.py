"""Made-up people and what they write, for the demo. Nobody here exists.

Phone numbers and e-mail addresses come from ranges that are kept free for such use.
"""

import random
import unicodedata

from screening.submissions.decision import DecisionKind

FIRST_NAMES = (
    *("Amara", "Anna", "Ayşe", "Beatriz", "Bronwen", "Carmen", "Chiara", "Chloé", "Danuta", "Dilara", "Elif"),
    *(
        "Emily",
        "Eszter",
        "Fatima",
        "Freya",
        "Grace",
        "Hannah",
        "Ingrid",
        "Ioana",
        "Jasmine",
        "Jelena",
        "Joanna",
    ),
    *("Katarzyna", "Leila", "Lucía", "Maeve", "Magda", "Margaret", "Mei", "Mónica", "Nadia", "Ngozi", "Olga"),
    *(
        "Orla",
        "Patricia",
        "Priya",
        "Ruth",
        "Saoirse",
        "Sofia",
        "Svetlana",
        "Thandiwe",
        "Valentina",
        "Zoë",
        "Zsófia",
    ),
    *(
        "Ahmed",
        "Andrew",
        "Bartosz",
        "Callum",
        "David",
        "Dimitris",
        "Eoin",
        "Goran",
        "Henrik",
        "Ivan",
        "James",
    ),
    *(
        "José",
        "Kwame",
        "Luca",
        "Mateusz",
        "Mehmet",
        "Nikolai",
        "Pierre",
        "Rajesh",
        "Stefan",
        "Tomás",
        "William",
    ),
)
LAST_NAMES = (
    *(
        "Abbott",
        "Adeyemi",
        "Ahmed",
        "Andersson",
        "Bailey",
        "Bianchi",
        "Brennan",
        "Campbell",
        "Chen",
        "Clarke",
    ),
    *("Costa", "Davies", "Demir", "Dubois", "Edwards", "Evans", "Fernández", "Fischer", "García", "Georgiou"),
    *("Hughes", "Iliescu", "Jansen", "Johansen", "Kaur", "Kelly", "Khan", "Kovács", "Kowalska", "Lindqvist"),
    *("López", "MacLeod", "Marković", "Mensah", "Moreau", "Murphy", "Müller", "Novák", "O’Brien", "O’Connor"),
    *(
        "Okafor",
        "Olsen",
        "Papadopoulos",
        "Patel",
        "Popescu",
        "Reid",
        "Ricci",
        "Roberts",
        "Rossi",
        "Ryan",
        "Santos",
    ),
    *("Schmidt", "Shah", "Silva", "Smith", "Stewart", "Taylor", "Van der Berg", "Walker", "Wójcik", "Öztürk"),
)
MEDICINES = (
    "Amlodipine 5 mg, once a day",
    "Levothyroxine 75 micrograms",
    "Vitamin D",
    "Omeprazole when I need it",
    "Sertraline 50 mg\nCetirizine in spring",
    "Metformin, twice a day",
    "Ramipril and a statin, I do not know the name",
    "Salbutamol inhaler",
)
DETAILS = (
    "About two years ago. My own doctor knows about it.",
    "In 2016, after I broke my ankle. It has not come back.",
    "Since the spring. It comes and goes.",
    "I am not sure of the year, around 2012.",
    "Last winter. I was seen at the hospital and sent home the same day.",
    "Mostly the left leg, below the knee.",
    "A few months ago. I still have the letter and can bring it.",
    "It started after my second child.",
)
REMARKS = (
    "I would like to have it done before the summer if I can.",
    "My mother had her veins treated and it went well.",
    "I stand all day at work and my legs ache in the evening.",
    "I am a bit nervous about this.",
    "Evenings are best for me.",
    "I had a quote from another clinic last year.",
)
NOTES = {
    DecisionKind.BOOK_CONSULTATION: (
        "Spoke on the phone. Long ago and fully treated. Fine to come in.",
        "Minor, will go through it at the visit.",
        "Has a letter from the specialist. Book.",
    ),
    DecisionKind.SEE_IN_PERSON: (
        "Needs a scan first.",
        "Check pulses and skin before anything else.",
        "",
        "Longer slot please, will go through the medicines.",
    ),
    DecisionKind.NOT_NOW: (
        "Agreed to wait. We will call again then.",
        "After the pregnancy. Knows why, is happy with it.",
        "Wait until treatment elsewhere is over.",
    ),
    DecisionKind.ADVISED_URGENT_CARE: (
        "Reached by phone, is on the way to urgent care.",
        "Told to be seen today. Will call us afterwards.",
    ),
    DecisionKind.NOT_SUITABLE: ("Not for this treatment. Letter to own doctor.",),
    DecisionKind.WITHDRAWN: ("Has decided against it.",),
    DecisionKind.REOPEN: ("Called again, things have changed.", "Closed by mistake."),
}
LANDLINES = "020 7946 0{:03}"
MOBILES = "07700 900{:03}"


def a_name(chance: random.Random) -> str:
    """A first and a last name."""
    return f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"


def a_phone(chance: random.Random) -> str:
    """A number that rings nowhere."""
    form = MOBILES if chance.random() < 0.75 else LANDLINES
    return form.format(chance.randrange(1000))


def an_email(name: str) -> str:
    """An address that reaches nobody."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    letters = "".join(c if c.isalnum() else "." for c in plain.lower())
    return f"{'.'.join(part for part in letters.split('.') if part)}@example.org"
