"""The words of portraits in the languages that they speak: titles, qualifiers and what joins them."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["phrase"]

_PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "facts": "What is known",
        "derived": "What follows from it",
        "conflicts": "Where the sources differ",
        "undecided": "Said, and not decided",
        "denied": "Said not to be so",
        "unknown": "Said to be unknown",
        "set-aside": "Set aside",
        "opinions": "Reasons, views and plans",
        "mentions": "Also mentioned",
        "is": "{subject} is {kind}",
        "names": "names",
        "started": "started {0}",
        "ended": "ended {0}",
        "certain": "certain",
        "possible": "possible",
        "asserted": "stated",
        "reported": "reported",
        "inferred": "inferred",
        "says": "says {0}",
        "rule": "follows by the rule {0} from",
        "decision": "decision: {0}",
        "unavailable": "not available: {property}",
        "yes": "yes",
        "no": "no",
        "nothing": "Nothing is known about it{at}.",
        "at": " at that time",
        "omitted": "and {0} more ({property}): {query}",
        "no-passage": "(the passage cannot be read here)",
    },
    "id": {
        "facts": "Yang diketahui",
        "derived": "Yang dapat disimpulkan",
        "conflicts": "Perbedaan antarsumber",
        "undecided": "Disebutkan, belum diputuskan",
        "denied": "Disebutkan tidak demikian",
        "unknown": "Disebutkan tidak diketahui",
        "set-aside": "Dikesampingkan",
        "opinions": "Alasan, pandangan, dan rencana",
        "mentions": "Juga disebut",
        "is": "{subject} adalah {kind}",
        "names": "nama",
        "started": "mulai {0}",
        "ended": "berakhir {0}",
        "certain": "pasti",
        "possible": "mungkin",
        "asserted": "dinyatakan",
        "reported": "dilaporkan",
        "inferred": "disimpulkan",
        "says": "menurut {0}",
        "rule": "menurut aturan {0} dari",
        "decision": "keputusan: {0}",
        "unavailable": "tidak tersedia: {property}",
        "yes": "ya",
        "no": "tidak",
        "nothing": "Tidak ada yang diketahui tentangnya{at}.",
        "at": " pada waktu itu",
        "omitted": "dan {0} lagi ({property}): {query}",
        "no-passage": "(kutipan tidak dapat dibaca di sini)",
    },
    "he": {
        "facts": "מה שידוע",
        "derived": "מה שנובע מכך",
        "conflicts": "היכן שהמקורות חלוקים",
        "undecided": "נאמר ולא הוכרע",
        "denied": "נאמר שאינו כך",
        "unknown": "נאמר שאינו ידוע",
        "set-aside": "הונח בצד",
        "opinions": "סיבות, דעות ותוכניות",
        "mentions": "אזכורים נוספים",
        "is": "{subject} – {kind}",
        "names": "שמות",
        "started": "התחלה: {0}",
        "ended": "סיום: {0}",
        "certain": "ודאי",
        "possible": "אפשרי",
        "asserted": "נאמר",
        "reported": "דווח",
        "inferred": "הוסק",
        "says": "לדברי {0}",
        "rule": "נובע לפי הכלל {0} מתוך",
        "decision": "הכרעה: {0}",
        "unavailable": "לא נמסר: {property}",
        "yes": "כן",
        "no": "לא",
        "nothing": "לא ידוע עליו דבר{at}.",
        "at": " בזמן זה",
        "omitted": "ועוד {0} ({property}): {query}",
        "no-passage": "(אי אפשר לקרוא כאן את הקטע)",
    },
}


def phrase(language: str, key: str, *values: str, **named: str) -> str:
    """A phrase in a language, with what belongs into it.

    >>> phrase("en", "started", "in June 2031"), phrase("id", "facts")
    ('started in June 2031', 'Yang diketahui')
    """
    text = _PHRASES[language if language in _PHRASES else "en"][key]
    return text.format(*values, **named) if values or named else text
