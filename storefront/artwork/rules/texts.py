"""What customers read of a finding: why it matters, and how to mend it in which program."""

from typing import NamedTuple


class RuleText(NamedTuple):
    title: str  # for staff: the rule in two words
    number: int | None  # what 4Over calls it (API 9.1)
    why: str
    mend: tuple[tuple[str, str], ...]  # {bleed} and {both} are what is asked for; {typed}, too


_BLEED = (
    ("Canva", "Draw the background out to the edge, then Share, Download, PDF Print, and check "
     "“Crop marks and bleed”."),
    ("InDesign", "File, Document Setup, Bleed {bleed} (type {typed} in). When you export, Marks "
     "and Bleeds, “Use Document Bleed Settings”."),
    ("Illustrator", "File, Document Setup, Bleed {bleed} (type {typed} in), then Save As PDF with "
     "“Use Document Bleed Settings”."),
    ("Word", "Make the page {both} wider and higher than the finished size, and let pictures "
     "reach its edges."),
)  # fmt: skip
_SIZE = (
    ("Canva", "File, Settings, or Resize: enter the size with its bleed in inches."),
    ("InDesign", "File, Document Setup: enter the finished size, and the bleed below it."),
    ("Illustrator", "The artboard tool: enter the finished size, and the bleed in Document Setup."),
    ("Word", "Layout, Size, More Paper Sizes: enter width and height with the bleed."),
    ("a phone", "Photos keep their own proportions. Crop the photo to those of the piece first."),
)
_DPI = (
    ("Canva", "Use the original photo, not a copy from a web page, and don't enlarge it much."),
    ("InDesign", "Window, Links shows “Effective PPI”: relink to a larger photo, or make it "
     "smaller on the page."),
    ("Illustrator", "Window, Document Info, Linked Images: replace the picture by a larger one."),
    ("Word", "File, Options, Advanced, Image Size and Quality: “Do not compress images”."),
    ("a phone", "Send the original in full size. Messengers and screenshots make photos small."),
)  # fmt: skip
_PDFX = (
    ("InDesign", "File, Export, Adobe PDF (Print), preset PDF/X-1a."),
    ("Illustrator", "Save As, Adobe PDF, preset PDF/X-1a."),
    ("Canva", "Download as PDF Print with “Flatten PDF” and, where you have it, CMYK."),
    ("Word", "File, Save As, PDF, Options, “PDF/A compliant” embeds all fonts."),
)
_PAGES = (
    ("Canva", "Share, Download: choose the pages, and download them one by one."),
    ("InDesign", "In the export, Pages, Range."),
    ("Word", "Save As, PDF, Options, Page range."),
)
_MASK = (
    ("Illustrator", "Fill what is coated with 100% black (K), everything else with white."),
    ("Canva", "Use black and white alone, with no photos and no shadows."),
)

TEXTS = {
    "pages": RuleText("number of pages", 107, "Each place takes so many pages; others would not "
                      "be printed.", _PAGES),
    "size": RuleText("wrong size", None, "It would be scaled or cropped, or stopped on its way "
                     "to the press.", _SIZE),
    "fit": RuleText("another scale", None, "It has to be brought to the size, which makes "
                    "everything on it larger or smaller.", _SIZE),
    "turned": RuleText("turned by 90 degrees", None, "It would be printed on its side.", _SIZE),
    "bleed": RuleText("bleed", None, "Paper moves a little when it is cut. Without bleed a white "
                      "line may show at the edge.", _BLEED),
    "safe": RuleText("safe line", None, "Paper moves a little when it is cut: what stands so "
                     "close to the edge may be cut off.", _SIZE[:3]),
    "far too few pixels": RuleText("far too few pixels", 102, "It would come out as blocks: this "
                                   "is a picture for screens.", _DPI),
    "few pixels": RuleText("few pixels", 102, "It will look soft or blurred in print.", _DPI),
    "rgb": RuleText("RGB colors", 103, "Presses print in CMYK. Bright blues, greens and oranges "
                    "come out duller than on a screen.", _PDFX),
    "fonts": RuleText("fonts not embedded", 110, "The presses would take another font, "
                      "and the text would look different.", _PDFX),
    "spots": RuleText("spot colors", 104, "They are printed as a mixture of CMYK, which may look "
                      "different.", _PDFX),
    "overprint": RuleText("overprint", 105, "Colors that overprint mix with what is below: things "
                          "may change color or vanish.", _PDFX),
    "transparency": RuleText("transparency", 108, "It is flattened before print, which may "
                             "change what lies below it.", _PDFX),
    "ink": RuleText("too much ink", 109, "So much ink doesn't dry: it smears and sticks.", (
        ("InDesign", "Use C60 M40 Y40 K100 for a deep black, never all inks at 100%."),
        ("Illustrator", "Use C60 M40 Y40 K100 for a deep black, never all inks at 100%."),
    )),
    "empty page": RuleText("empty page", 106, "That side would be blank paper.", _PAGES),
    "hidden layers": RuleText("hidden layers", None, "Some machines print what is hidden.", (
        ("InDesign", "Delete the hidden layers, and export without “Create Acrobat Layers”."),
        ("Illustrator", "Delete the hidden layers, and save without “Create Acrobat Layers”."),
    )),
    "sides differ": RuleText("front and back turned", None, "One of them would be printed on its "
                             "side.", _SIZE),
    "fold": RuleText("text on a fold", None, "The fold goes through it.", ()),
    "repaired": RuleText("damaged PDF", None, "We mended it as viewers do, and print that copy. "
                         "Please look at it closely.", ()),
    "taken off": RuleText("programs in a PDF", None, "Print files carry none. What is printed is "
                          "the same.", ()),
    "template": RuleText("template", None, "Folds, flaps and cuts are where the "
                         "die has them, so a size alone is not enough.", (
        ("any program", "Place the template on a layer of its own, and delete it before you "
         "save the PDF."),
    )),
    "not measured": RuleText("not measured", None, "Please look at that yourself.", ()),
    "mask tones": RuleText("mask with grays", None, "The machine knows on and off alone: grays "
                           "become one or the other.", _MASK),
    "mask size": RuleText("mask of another size", None, "It would lie beside what it belongs to.",
                          _MASK),
}  # fmt: skip
