"""The words of the interface in English, Indonesian and Hebrew: one row a sentence or word."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from kgtools.text.direction import direction_of
from kgtools.text.languages import matches

__all__ = ["INTERFACE_LANGUAGES", "TOPICS", "WORDS", "InterfaceWords", "interface_language"]

#: the languages of the interface, with what each is called in itself
INTERFACE_LANGUAGES: Mapping[str, str] = {"en": "English", "id": "Bahasa Indonesia", "he": "עברית"}

#: each word or sentence in the languages of the interface, in their order; what is in braces is filled in
WORDS: Mapping[str, tuple[str, str, str]] = {
    # the frame of every page
    "skip": ("Skip to the content", "Langsung ke isi", "דילוג לתוכן"),
    "home": ("Home", "Beranda", "דף הבית"),
    "menu": ("Pages", "Halaman", "דפים"),
    "languages": ("Languages", "Bahasa", "שפות"),
    "search": ("Search", "Cari", "חיפוש"),
    "search_label": (
        "Search by name, in any script",
        "Cari menurut nama, dalam aksara apa pun",
        "חיפוש לפי שם, בכל כתב",
    ),
    "made_by": ("Made with kgtools", "Dibuat dengan kgtools", "נוצר בעזרת kgtools"),
    "also_as": ("This page as", "Halaman ini sebagai", "הדף הזה בתור"),
    "data": ("Data", "Data", "נתונים"),
    # what the pages are called
    "queries": ("Questions", "Pertanyaan", "שאלות"),
    "articles": ("Articles", "Artikel", "כתבות"),
    "ontology": ("Ontology", "Ontologi", "אונטולוגיה"),
    "validation": ("Validation", "Validasi", "אימות"),
    "timeline": ("Timeline", "Garis waktu", "ציר זמן"),
    "timelines": ("Timelines", "Garis waktu", "צירי זמן"),
    "flow": ("Moves", "Perpindahan", "מעברים"),
    "network": ("Network", "Jaringan", "רשת"),
    "conflicts": ("Conflicts", "Pertentangan", "סתירות"),
    "comparison": ("Articles compared", "Perbandingan artikel", "השוואת כתבות"),
    "everything": ("A to Z", "A sampai Z", "מא׳ עד ת׳"),
    "editor": ("SPARQL", "SPARQL", "SPARQL"),
    # the editor
    "editor_served": (
        "Queries are answered by this server, within its limits of time and memory.",
        "Kueri dijawab oleh server ini, dalam batas waktu dan memorinya.",
        "השאילתות נענות בשרת הזה, במגבלות הזמן והזיכרון שלו.",
    ),
    "editor_static": (
        "Queries are answered in your browser, from a copy of the graph; nothing is sent anywhere. "
        "To end a query that takes too long, load the page again.",
        "Kueri dijawab di peramban Anda dari salinan graf; tidak ada yang dikirim ke mana pun. "
        "Untuk menghentikan kueri yang terlalu lama, muat ulang halaman ini.",
        "השאילתות נענות בדפדפן שלך מתוך עותק של הגרף; דבר אינו נשלח. "
        "כדי לעצור שאילתה שנמשכת זמן רב מדי יש לטעון מחדש את הדף.",
    ),
    "editor_refused": (
        "Queries need scripts and a secure address (https, or localhost): this page cannot answer them here.",
        "Kueri memerlukan skrip dan alamat aman (https, atau localhost): halaman ini tidak dapat menjawabnya di sini.",
        "שאילתות דורשות סקריפטים וכתובת מאובטחת (https או localhost): הדף הזה אינו יכול לענות עליהן כאן.",
    ),
    "editor_examples": ("Examples", "Contoh", "דוגמאות"),
    "editor_use": ("Run this query", "Jalankan kueri ini", "להריץ את השאילתה הזו"),
    # pictures
    "without_dates": ("Without a known date", "Tanpa tanggal yang diketahui", "ללא תאריך ידוע"),
    "start": ("start", "awal", "התחלה"),
    "end": ("end", "akhir", "סוף"),
    "thing": ("thing", "hal", "דבר"),
    "link": ("link", "hubungan", "קשר"),
    "who": ("who", "siapa", "מי"),
    "count": ("how many", "berapa", "כמה"),
    "narrow": ("Narrow down", "Persempit daftar", "צמצום הרשימה"),
    "zoom_in": ("Zoom in", "Perbesar", "הגדלה"),
    "zoom_out": ("Zoom out", "Perkecil", "הקטנה"),
    "zoom_reset": ("Reset", "Seperti semula", "איפוס"),
    "network_hint": (
        "Drag a thing to move it, or the background to move the picture.",
        "Seret sebuah hal untuk memindahkannya, dan latar untuk menggeser gambar.",
        "גררו פריט כדי להזיז אותו, ואת הרקע כדי להזיז את התמונה.",
    ),
    "as_table": ("As a table", "Hal yang sama sebagai tabel", "אותו הדבר כטבלה"),
    "table_as_csv": ("The table as CSV", "Tabelnya sebagai CSV", "הטבלה כקובץ CSV"),
    "no_picture": (
        "There is nothing to draw: no dates are known.",
        "Tidak ada yang bisa digambar: tidak ada tanggal yang diketahui.",
        "אין מה לצייר: לא ידועים תאריכים.",
    ),
    "no_flow": (
        "A flow is drawn from a stored query with the columns from and to, and the project has none.",
        "Alur digambar dari kueri tersimpan dengan kolom from dan to, dan proyek ini tidak memilikinya.",
        "זרימה מצוירת משאילתה שמורה שיש בה העמודות from ו־to, ולפרויקט אין כזו.",
    ),
    "left_out": (
        "Not drawn, because there are too many: {n}",
        "Tidak digambar karena terlalu banyak: {n}",
        "לא צוירו כי הם רבים מדי: {n}",
    ),
    "network_of": ("Around one thing", "Di sekitar satu hal", "סביב דבר אחד"),
    "kind_of_conflict": ("kind", "jenis", "סוג"),
    "flow_left": ("left", "meninggalkan", "עזבו"),
    "flow_went": ("went to", "pindah ke", "עברו אל"),
    # home
    "what_this_is": ("About this graph", "Tentang graf ini", "מה יש בגרף הזה"),
    "counts": (
        "{things} things and {triples} statements",
        "{things} hal dan {triples} pernyataan",
        "{things} דברים ו־{triples} היגדים",
    ),
    "classes": ("Kinds of things", "Jenis hal", "סוגי דברים"),
    "questions_answered": ("Questions that it answers", "Pertanyaan yang dijawabnya", "שאלות שהוא עונה עליהן"),
    "pictures": ("Pictures", "Gambar", "תמונות"),
    "newest_articles": ("Newest articles", "Artikel terbaru", "הכתבות החדשות ביותר"),
    "nothing_here": ("There is nothing here yet.", "Belum ada apa-apa di sini.", "עדיין אין כאן דבר."),
    # one thing
    "names": ("Names", "Nama", "שמות"),
    "kinds": ("Kind", "Jenis", "סוג"),
    "name_preferred": ("preferred", "utama", "מועדף"),
    "name_other": ("other", "lain", "אחר"),
    "name_hidden": ("hidden", "tersembunyi", "מוסתר"),
    "name_search": ("for search", "untuk pencarian", "לחיפוש"),
    "name_label": ("label", "label", "תווית"),
    "what_is_known": ("What is known", "Yang diketahui", "מה ידוע"),
    "in_order": ("In chronological order", "Menurut urutan waktu", "לפי סדר הזמן"),
    "also_known": ("Also known", "Juga diketahui", "ידוע גם"),
    "referred_by": ("Mentioned by", "Disebut oleh", "מוזכר על ידי"),
    "sources": ("Sources", "Sumber", "מקורות"),
    "source": ("source", "sumber", "מקור"),
    "at_label": ("As of a month or a day", "Pada bulan atau hari", "נכון לחודש או ליום"),
    "at_hint": ("such as 2023-06", "misalnya 2023-06", "למשל 2023-06"),
    "at_shown": (
        "Only what certainly or possibly held in {at} is shown.",
        "Hanya yang pasti atau mungkin berlaku pada {at} yang ditampilkan.",
        "מוצג רק מה שהתקיים בוודאות או אולי ב־{at}.",
    ),
    "show": ("Show", "Tampilkan", "הצגה"),
    "certain": ("certain", "pasti", "ודאי"),
    "possible": ("possible", "mungkin", "אפשרי"),
    "unknown": ("unknown", "tidak diketahui", "לא ידוע"),
    "from": ("from", "dari", "מ"),
    "to": ("to", "sampai", "עד"),
    "derived": (
        "inferred by the rule {rule} from",
        "disimpulkan dengan aturan {rule} dari",
        "נגזר לפי הכלל {rule} מתוך",
    ),
    "disputed": ("What the articles disagree about", "Yang diperselisihkan artikel", "מה שהכתבות חלוקות בו"),
    "iri": ("Address", "Alamat", "כתובת"),
    "cite": ("How to cite this", "Untuk mengutip", "לציטוט"),
    # tables
    "rows": ("Rows: {n}", "Baris: {n}", "שורות: {n}"),
    "rows_shown": ("The first {n} rows are shown.", "{n} baris pertama ditampilkan.", "מוצגות {n} השורות הראשונות."),
    "filter": ("Filter the rows", "Saring baris", "סינון השורות"),
    "sort_by": ("sort by {column}", "urutkan menurut {column}", "מיון לפי {column}"),
    # questions
    "ask": ("Ask", "Tanyakan", "לשאול"),
    "question_list": ("The questions", "Daftar pertanyaan", "רשימת השאלות"),
    "required": ("required", "wajib", "חובה"),
    "optional": ("optional", "opsional", "רשות"),
    "several": (
        "several values, separated by commas",
        "beberapa nilai, dipisahkan koma",
        "כמה ערכים, מופרדים בפסיקים",
    ),
    "example": ("for example {example}", "misalnya {example}", "למשל {example}"),
    "why": ("Show the evidence for each row", "Tampilkan dasar tiap baris", "להציג על מה נשענת כל שורה"),
    "because": ("rests on", "berdasarkan", "נשען על"),
    "answer": ("Answer", "Jawaban", "תשובה"),
    "no_rows": ("There are no rows.", "Tidak ada baris.", "אין שורות."),
    "why_empty": ("Why the answer is empty", "Mengapa jawabannya kosong", "מדוע התשובה ריקה"),
    "true": ("yes", "ya", "כן"),
    "false": ("no", "tidak", "לא"),
    "the_query": ("The query", "Kueri", "השאילתה"),
    "columns": ("Columns", "Kolom", "עמודות"),
    "parameters": ("Parameters", "Parameter", "פרמטרים"),
    "ask_needs": (
        "Fill in what is required to get an answer.",
        "Isi yang wajib untuk mendapat jawaban.",
        "יש למלא את שדות החובה כדי לקבל תשובה.",
    ),
    "command": ("On the command line", "Di baris perintah", "בשורת הפקודה"),
    "chosen": ("Answers available here", "Jawaban yang tersedia", "תשובות שיש כאן"),
    # articles and claims
    "article": ("Article {number}", "Artikel {number}", "כתבה {number}"),
    "claims": ("Claims", "Klaim", "טענות"),
    "claims_in_order": ("Claims in order of position", "Klaim menurut urutan tempat", "טענות לפי סדר המקום"),
    "claim": ("Claim {number}", "Klaim {number}", "טענה {number}"),
    "place": ("place", "tempat", "מקום"),
    "certainty": ("certainty", "kepastian", "ודאות"),
    "gist": ("gist", "inti", "תמצית"),
    "decision": ("decision", "keputusan", "החלטה"),
    "passage": ("passage", "kutipan", "קטע"),
    "no_passage": (
        "The text of the articles is not part of the graph.",
        "Teks artikel bukan bagian dari graf.",
        "נוסח הכתבות אינו חלק מהגרף.",
    ),
    "says": ("What it says", "Isinya", "מה נאמר בה"),
    "about": ("about", "tentang", "על"),
    "date": ("date", "tanggal", "תאריך"),
    "language": ("language", "bahasa", "שפה"),
    "subject": ("subject", "subjek", "נושא"),
    "property": ("property", "properti", "תכונה"),
    "match": ("matching name", "nama yang cocok", "השם התואם"),
    # ontology
    "properties": ("Properties", "Properti", "תכונות"),
    "definition": ("definition", "definisi", "הגדרה"),
    "subclass_of": ("kind of", "sejenis", "סוג של"),
    "domain": ("of", "dari", "של"),
    "range": ("value", "nilai", "ערך"),
    "individuals": ("Individuals", "Individu", "פריטים"),
    "subproperty_of": ("kind of", "sejenis", "סוג של"),
    "inverse_of": ("inverse of", "kebalikan dari", "היפוך של"),
    "disjoint": ("disjoint with", "terpisah dari", "זר ל"),
    "members_word": ("members", "anggota", "חברים"),
    # validation
    "violation": ("violation", "pelanggaran", "הפרה"),
    "warning": ("warning", "peringatan", "אזהרה"),
    "info": ("info", "info", "מידע"),
    "not_evaluated": ("Not evaluated", "Tidak dievaluasi", "לא נבדק"),
    "conforms": (
        "The data conforms to the shapes.",
        "Data sesuai dengan bentuknya.",
        "הנתונים תואמים את הצורות.",
    ),
    "conforms_not": (
        "The data does not conform to the shapes.",
        "Data tidak sesuai dengan bentuknya.",
        "הנתונים אינם תואמים את הצורות.",
    ),
    "no_shapes": ("The project has no shapes.", "Proyek ini tidak memiliki bentuk.", "לפרויקט אין צורות."),
    "results": ("Results: {n}", "Hasil: {n}", "תוצאות: {n}"),
    "severity": ("severity", "tingkat", "חומרה"),
    "shape": ("shape", "bentuk", "צורה"),
    "focus": ("focus node", "simpul fokus", "צומת מוקד"),
    "path": ("path", "jalur", "מסלול"),
    "value": ("value", "nilai", "ערך"),
    "message": ("message", "pesan", "הודעה"),
    "all": ("all", "semua", "הכול"),
    "web_api": ("For programs: a web API", "Hal yang sama untuk program: API web", "אותו הדבר לתוכניות: API"),
    "gives": ("what it gives", "yang diberikan", "מה היא נותנת"),
    # search, and what is not there
    "found": ("Found: {n}", "Ditemukan: {n}", "נמצאו: {n}"),
    "found_nothing": (
        "No name has these words.",
        "Tidak ada nama dengan kata-kata ini.",
        "אין שם שיש בו המילים האלה.",
    ),
    "not_found": ("There is no such page", "Halaman ini tidak ada", "אין דף כזה"),
    "error": ("This cannot be shown", "Ini tidak dapat ditampilkan", "אי אפשר להציג זאת"),
    "nearest": ("Did you mean", "Mungkin maksud Anda", "האם הכוונה ל"),
}

#: what stored queries are about, by the names of their folders; a folder that has no words here is shown as it is
TOPICS: Mapping[str, tuple[str, str, str]] = {
    "authors": ("Authors", "Penulis", "מחברים"),
    "checks": ("Checks", "Pemeriksaan", "בדיקות"),
    "claims": ("Claims", "Klaim", "טענות"),
    "employment": ("Employment", "Pekerjaan", "תעסוקה"),
    "models": ("Models", "Model", "מודלים"),
    "organizations": ("Organizations", "Organisasi", "ארגונים"),
    "people": ("People", "Orang", "אנשים"),
    "rules": ("Rules", "Aturan", "כללים"),
    "things": ("Things", "Hal", "דברים"),
    "time": ("Time", "Waktu", "זמן"),
}


class InterfaceWords:
    """The words of the interface in one of its languages.

    >>> words = InterfaceWords("id")
    >>> words("home"), words("rows", n=3), words.direction
    ('Beranda', 'Baris: 3', 'ltr')
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._place = list(INTERFACE_LANGUAGES).index(language)

    def __call__(self, key: str, **values: object) -> str:
        """A word or sentence with its values filled in."""
        text = WORDS[key][self._place]
        return text.format_map({name: str(value) for name, value in values.items()}) if values else text

    def topic(self, folder: str) -> str:
        """What the stored queries of a folder are about; its name where there are no words for it.

        >>> InterfaceWords("id").topic("people"), InterfaceWords("id").topic("harbours")
        ('Orang', 'harbours')
        """
        return TOPICS[folder][self._place] if folder in TOPICS else folder

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return direction_of(self.language)


def interface_language(languages: Sequence[str]) -> str:
    """The first of a reader's languages that the interface has, else English.

    >>> interface_language(["fr", "he-IL", "id"]), interface_language(["fr"])
    ('he', 'en')
    """
    return _interface_language(tuple(languages))


@functools.lru_cache(maxsize=256)
def _interface_language(languages: tuple[str, ...]) -> str:
    # asked for everything that a page shows
    for tag in languages:
        for language in INTERFACE_LANGUAGES:
            if matches(tag, language):
                return language
    return "en"
