"""What kind of file it is, by its first bytes, whatever its name says."""

from storefront.artwork.inspection.facts import FileKind

HEAD = 4096  # bytes that show it
_PDF_WITHIN = 1024  # bytes that readers allow before its header
_TAKEN = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
    (b"II+\0", FileKind.TIFF),
    (b"MM\0+", FileKind.TIFF),
)
_OTHERS = (  # a name for which `words.OTHER_KINDS` has the way out
    (b"8BPS", "psd"),
    (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5", "indd"),
    (b"\xc5\xd0\xd3\xc6", "eps"),
    (b"%!", "eps"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"{\\rtf", "office"),
    (b"\0\0\0\x0cjP  ", "jp2"),
    (b"Rar!", "zip"),
    (b"7z\xbc\xaf", "zip"),
    (b"\x1f\x8b", "zip"),
)
ENDINGS = {  # of names that people give to other kinds
    **{name: name for name in ("avif", "webp", "gif", "bmp", "jp2", "psd", "indd", "eps", "svg")},
    **{name: name for name in ("docx", "pptx", "xlsx", "zip")},
    **dict.fromkeys(("heic", "heif"), "heic"),
    **dict.fromkeys(("ai", "ps"), "eps"),  # which it is where it was saved without a PDF
    **dict.fromkeys(("doc", "rtf", "ppt", "xls", "pub"), "office"),
    **dict.fromkeys(("htm", "html"), "html"),
    **dict.fromkeys(("rar", "7z", "gz"), "zip"),
    **dict.fromkeys(("mov", "mp4", "avi"), "film"),
    "psb": "psd",
}
_FTYP = {b"avif": "avif", b"avis": "avif", b"qt  ": "film", b"isom": "film", b"mp42": "film"}
_MADE_OF_PARTS = (
    (b"word/", "docx"),
    (b"ppt/", "pptx"),
    (b"xl/", "xlsx"),
    (b"Content_Types", "docx"),
)


def marks() -> list[tuple[str, int]]:
    """The bytes, as Latin-1, by which a kind that is taken is known, and up to where in it."""
    return [("%PDF-", _PDF_WITHIN), *((magic.decode("latin-1"), 0) for magic, _ in _TAKEN)]


def kind_of(head: bytes) -> FileKind | str:
    """A kind that is taken, or the name of another one; empty where nobody knows."""
    if b"%PDF-" in head[: _PDF_WITHIN + 5]:
        return FileKind.PDF
    for magic, kind in _TAKEN:
        if head.startswith(magic):
            return kind
    for magic, name in _OTHERS:
        if head.startswith(magic):
            return name
    return _by_inside(head)


def _by_inside(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return _FTYP.get(head[8:12], "heic")
    if head.startswith(b"RIFF"):
        return "webp" if head[8:12] == b"WEBP" else "film"
    if head.startswith(b"PK\x03\x04"):
        return next((name for inside, name in _MADE_OF_PARTS if inside in head), "zip")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in text[:2048] and text.startswith(b"<"):
        return "svg"
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        return "html"
    return ""
