"""What languages are called in themselves, for readers who choose one."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["language_name"]

#: by primary language subtag (BCP 47): those with most pages on the web
_NAMES: Mapping[str, str] = {
    "ar": "العربية",
    "bg": "български",
    "bn": "বাংলা",
    "ca": "català",
    "cs": "čeština",
    "da": "dansk",
    "de": "Deutsch",
    "el": "ελληνικά",
    "en": "English",
    "es": "español",
    "et": "eesti",
    "eu": "euskara",
    "fa": "فارسی",
    "fi": "suomi",
    "fr": "français",
    "ga": "Gaeilge",
    "gl": "galego",
    "he": "עברית",
    "hi": "हिन्दी",
    "hr": "hrvatski",
    "hu": "magyar",
    "hy": "հայերեն",
    "id": "Bahasa Indonesia",
    "is": "íslenska",
    "it": "italiano",
    "ja": "日本語",
    "ka": "ქართული",
    "ko": "한국어",
    "la": "Latina",
    "lt": "lietuvių",
    "lv": "latviešu",
    "ms": "Bahasa Melayu",
    "nb": "norsk bokmål",
    "nl": "Nederlands",
    "nn": "norsk nynorsk",
    "no": "norsk",
    "pl": "polski",
    "pt": "português",
    "ro": "română",
    "ru": "русский",
    "sk": "slovenčina",
    "sl": "slovenščina",
    "sq": "shqip",
    "sr": "српски",
    "sv": "svenska",
    "sw": "Kiswahili",
    "ta": "தமிழ்",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "zh": "中文",
}


def language_name(tag: str) -> str:
    """The name of a language in itself, with what its tag says beside the language; else the tag.

    >>> language_name("de"), language_name("pt-BR"), language_name("tlh")
    ('Deutsch', 'português (BR)', 'tlh')
    """
    primary, _, rest = tag.partition("-")
    name = _NAMES.get(primary.lower())
    if name is None:
        return tag
    return f"{name} ({rest})" if rest else name
