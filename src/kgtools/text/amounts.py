"""Numbers and sums of money in words, for readers of English, Indonesian and Hebrew."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

__all__ = ["money_words", "number_words"]

#: of each language the decimal sign, the sign between thousands, and the names of 10^12, 10^9 and 10^6
_NUMBERS = {
    "en": (".", ",", ("trillion", "billion", "million")),
    "id": (",", ".", ("triliun", "miliar", "juta")),
    "he": (".", ",", ("טריליון", "מיליארד", "מיליון")),
}
#: the names of currencies that have one in each language; others are identified by their code
_CURRENCIES = {
    "USD": {"en": "US dollars", "id": "dolar AS", "he": "דולר"},
    "EUR": {"en": "euros", "id": "euro", "he": "אירו"},
    "GBP": {"en": "pounds sterling", "id": "pound sterling", "he": "ליש״ט"},
    "IDR": {"en": "rupiah", "id": "rupiah", "he": "רופיה"},
    "ILS": {"en": "shekels", "id": "shekel", "he": "שקלים"},
    "JPY": {"en": "yen", "id": "yen", "he": "ין"},
    "CNY": {"en": "yuan", "id": "yuan", "he": "יואן"},
}
_ABOUT = {"en": "about", "id": "sekitar", "he": "בערך"}


def number_words(text: str, language: str = "en") -> str:
    """A number as people write it: thousands apart, and from a million on in millions where it is a round number.

    >>> number_words("14300000000"), number_words("14300000000", "id"), number_words("12345"), number_words("07.50")
    ('14.3 billion', '14,3 miliar', '12,345', '7.50')

    What is not a decimal number stays as it is.
    """
    point, thousands, names = _NUMBERS[language if language in _NUMBERS else "en"]
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return text
    if not number.is_finite() or len(text) > 40:
        return text
    for power, name in zip((12, 9, 6), names, strict=True):
        scaled = number.scaleb(-power)
        if abs(scaled) >= 1 and scaled == scaled.quantize(Decimal("0.01")):
            return f"{_plain(scaled.normalize(), point, thousands)} {name}"
    return _plain(number, point, thousands)


def _plain(number: Decimal, point: str, thousands: str) -> str:
    # four digits may be a year
    text = f"{number:,f}" if abs(number) >= 10_000 else f"{number:f}"
    whole, _, rest = text.partition(".")
    return whole.replace(",", thousands) + (point + rest if rest else "")


def money_words(amount: str, currency: str, language: str = "en", *, approximate: bool = False) -> str:
    """A sum of money in words.

    >>> money_words("14300000000", "USD", approximate=True), money_words("250", "XAF")
    ('about 14.3 billion US dollars', '250 XAF')

    One that is approximate is told in three digits: what a computation gives beyond them is known by nobody.

    >>> money_words("28571428571", "USD", approximate=True)
    'about 28.6 billion US dollars'
    """
    spoken = language if language in _NUMBERS else "en"
    name = _CURRENCIES.get(currency, {}).get(spoken, currency)
    words = [_ABOUT[spoken]] if approximate else []
    number = _in_three_digits(amount) if approximate else amount
    return " ".join(word for word in (*words, number_words(number, spoken), name) if word)


def _in_three_digits(text: str) -> str:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return text
    return f"{number:.3g}" if number.is_finite() else text
