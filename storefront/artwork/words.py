"""What customers read of files: what each one is for, and why one cannot be taken."""

CANNOT_CHECK = "We can't check files just now. Please try again soon."
CANNOT_KEEP = (
    "We can't keep files just now, and know about it. Your cart is kept: please try again soon."
)
CANNOT_OPEN = (
    "This file couldn't be opened: it seems to be broken, or far too complex. "
    "Please export it again and upload the new one."
)
EMPTY = "This file is empty. Please export it again, and choose the new one."
HARMFUL = (
    "This file holds something harmful, so we can't take it. Please check your computer for "
    "viruses, and export the file anew."
)
NOTHING_CHECKED = (
    "Nothing was checked, so nothing was kept. Check what is meant so, then press the button."
)
NO_FILE = "Choose a file first."
NO_SUCH_PAGE = "This file has no such page. Please choose another one."
NO_ROOM = (
    "We have no room for files at the moment, and know about it now. Your cart is kept: "
    "please try again later."
)
NOT_NOW = "This file can't be changed like that any more. Please look at it again."
NOT_NEEDED = "This file is not needed any more: the options were changed. Please reload the page."
OF_ANOTHER_KIND = (
    "This file isn't a PDF, TIFF, PNG or JPEG. In the program that made it, save it as a PDF, and "
    "upload that."
)
BUSY = "Many files are being checked just now. Please try again in a minute."
NO_UPLOAD = "There is no such upload of this item. Please choose the file again."
UPLOAD_OVER = (
    "This upload is over: it was finished, or nothing more of it came for a day. If the file is "
    "not in its place, please choose it again."
)
OTHER_PLACE = (
    "Another part of this file is due: perhaps it is uploaded in another window, too. Please press "
    "the button again."
)
NO_PART = (
    "This is no part of the file that is as long as it has to be. Please reload the page, and "
    "choose the file again."
)
BROKEN_OFF = "The connection was lost. Please go on with the upload."
CHANGED_ON_ITS_WAY = "A part of this file has changed on its way. Please go on with the upload."
ANOTHER_FILE = "What came is not the file whose upload was begun. Please upload it anew."
NOT_ALL_OF_IT = "Not all of this file has come yet. Please choose it again to go on."
CHECKED_ALREADY = "This file is being checked already. Please look at the page again in a minute."
NOT_UNDERSTOOD = "We couldn't read what your browser said of the file. Please choose it again."
_AS_PDF = "save it as a PDF (PDF/X-4 if you are asked which), and upload that."
_AS_IMAGE = "Open it in any image program, save it as PNG or JPEG, and upload that."
OTHER_KINDS = {  # what people send instead, with the way out
    "heic": "This is a HEIC photo, which presses can't use. On an iPhone choose Settings, Camera, "
    "Formats, Most Compatible to take JPEG photos; for this one, share it by email to yourself "
    "or export it as JPEG.",
    "avif": f"This is an AVIF image. {_AS_IMAGE}",
    "webp": f"This is a WebP image, made for web pages. {_AS_IMAGE} The original photo is better "
    "still.",
    "gif": f"This is a GIF, which has too few colors for print. {_AS_IMAGE}",
    "bmp": f"This is a BMP image. {_AS_IMAGE}",
    "jp2": f"This is a JPEG 2000 image. {_AS_IMAGE}",
    "psd": f"This is a Photoshop file (PSD). In Photoshop choose File, Save a Copy, and {_AS_PDF}",
    "indd": f"This is an InDesign file. In InDesign choose File, Export, and {_AS_PDF}",
    "eps": "This is an EPS or PostScript file. Open it in the program that made it, or in "
    f"Illustrator, and {_AS_PDF}",
    "svg": "This is an SVG drawing. Open it in Illustrator, Inkscape or Canva, turn its texts "
    f"into outlines, and {_AS_PDF}",
    "docx": "This is a Word document. In Word choose File, Save As, PDF, and upload that.",
    "pptx": "This is a PowerPoint file. In PowerPoint choose File, Save As, PDF, and upload that.",
    "xlsx": "This is an Excel file. In Excel choose File, Save As, PDF, and upload that.",
    "office": "This is a file of an Office program, such as Word or Publisher. There choose File, "
    "Save As, PDF, and upload that.",
    "html": "This is a web page, not the file itself: perhaps the sign-in page of where you "
    "downloaded it. Please download it again, and open it once before you upload it.",
    "zip": "This is an archive with files in it. Please unpack it, and upload the print file.",
    "film": "This is a film or a sound, not a PDF, TIFF, PNG or JPEG. Please choose the "
    "print file.",
}
REFUSED = {  # what the opener says of a file that it could open
    "locked": "This PDF is locked with a password. Please save it without and upload it again.",
    "protected": "This PDF opens, but it is protected with a password against changes, and the "
    "presses refuse that. In Acrobat choose File, Properties, Security, No Security; "
    "elsewhere, print it to a new PDF. Then upload that.",
    "broken": "This file is broken and can't be opened. Please export it again.",
    "empty": "This PDF has no pages. Please export it again.",
    "no size": "This PDF has a page without a size. Please export it again.",
    "huge": "This image has more pixels than can be printed. Please make it smaller.",
    "endless": "This PDF has more than 1,000 pages, more than anything we print. Please upload "
    "only the pages to print.",
    "complex": "This file is far too complex to be opened: it unpacks to more than our machines "
    "take. Please export it again, flattened, and upload the new one.",
    "program": "This PDF has a program inside that we couldn't take off. Please print it to a new "
    "PDF, and upload that.",
    "not made": "We couldn't make a new file of this one. Please change it in the program that "
    "made it, and upload it again.",
    "portfolio": "This PDF is a portfolio: a cover with other files in it. Please upload the file "
    "to print by itself.",
    "xfa": "This PDF is a form that only Acrobat can show: everybody else sees a page that says "
    "so. In Acrobat print it to a new PDF, and upload that.",
    "illustrator": "This Illustrator file was saved without PDF content, so there is nothing in "
    "it that can be printed. In Illustrator choose File, Save a Copy, Adobe PDF, and upload that.",
    "unread tiff": "We can't read this kind of TIFF. Please save it again with 8 bits a channel, "
    "CMYK or RGB, without spot channels and with LZW compression; or as a PDF.",
}


def too_large(megabytes: int) -> str:
    return f"This file is larger than {megabytes} MB. Please save it smaller."


def version(number: int) -> str:
    """What a set without a name is called."""
    return f"Version {number}"


# beside a proof: what is made into the piece and takes of what is printed
MADE_INTO = (
    "Also made into it: {said}. It takes what is printed there: keep text and logos away from it. "
    "Ask us if you need to know exactly where it comes."
)
POCKETS = " A pole pocket takes that much of the edge."


LABELS = {
    "fr": "Front",
    "bk": "Back",
    "fm": "Front mask",
    "bm": "Back mask",
    "ffm": "Front foil mask",
    "bfm": "Back foil mask",
    "cm": "Cut mask",
    "out": "Outside",
    "in": "Inside",
    "l1": "Lenticular frame 1",
    "l2": "Lenticular frame 2",
    "l3": "Lenticular frame 3",
    "cvr": "Cover",
    "multipagepdf": "All pages in one PDF",
}

_COATED = "Black where the spot UV or raised UV goes, white everywhere else. No grays."
_FOILED = "Black where the foil goes, white everywhere else. No grays."
_FRAME = "One of the pictures that change as the piece is tilted."
HELP = {  # what belongs into each, for somebody who has never heard the word
    "fr": "The artwork for the front.",
    "bk": "The artwork for the back.",
    "fm": f"Shows where the front is coated. {_COATED}",
    "bm": f"Shows where the back is coated. {_COATED}",
    "ffm": f"Shows where the front gets foil. {_FOILED}",
    "bfm": f"Shows where the back gets foil. {_FOILED}",
    "cm": "Shows where to cut: the outline of the shape as one thin line, nothing else.",
    "out": "The artwork for the side that is outside when it is folded.",
    "in": "The artwork for the side that is inside when it is folded.",
    "l1": _FRAME,
    "l2": _FRAME,
    "l3": _FRAME,
    "cvr": "The artwork for the cover.",
    "multipagepdf": "One PDF with all pages in the order they are read.",
}
