"""Unicode blocks, as regular expressions name them (``\\p{IsGreek}``)."""

from __future__ import annotations

__all__ = ["BLOCKS"]

#: the Unicode blocks that patterns name in practice (names without spaces and hyphens, folded)
BLOCKS = {
    "basiclatin": (0x0, 0x7F),
    "latin1supplement": (0x80, 0xFF),
    "latinextendeda": (0x100, 0x17F),
    "latinextendedb": (0x180, 0x24F),
    "ipaextensions": (0x250, 0x2AF),
    "spacingmodifierletters": (0x2B0, 0x2FF),
    "combiningdiacriticalmarks": (0x300, 0x36F),
    "greek": (0x370, 0x3FF),
    "greekandcoptic": (0x370, 0x3FF),
    "cyrillic": (0x400, 0x4FF),
    "armenian": (0x530, 0x58F),
    "hebrew": (0x590, 0x5FF),
    "arabic": (0x600, 0x6FF),
    "devanagari": (0x900, 0x97F),
    "thai": (0xE00, 0xE7F),
    "georgian": (0x10A0, 0x10FF),
    "latinextendedadditional": (0x1E00, 0x1EFF),
    "greekextended": (0x1F00, 0x1FFF),
    "generalpunctuation": (0x2000, 0x206F),
    "currencysymbols": (0x20A0, 0x20CF),
    "letterlikesymbols": (0x2100, 0x214F),
    "numberforms": (0x2150, 0x218F),
    "arrows": (0x2190, 0x21FF),
    "mathematicaloperators": (0x2200, 0x22FF),
    "cjksymbolsandpunctuation": (0x3000, 0x303F),
    "hiragana": (0x3040, 0x309F),
    "katakana": (0x30A0, 0x30FF),
    "cjkunifiedideographs": (0x4E00, 0x9FFF),
    "hangulsyllables": (0xAC00, 0xD7AF),
    "privateuse": (0xE000, 0xF8FF),
}
