"""Uploads as a browser sends them by tus, part by part."""

import base64
import hashlib


def told(**texts):
    """Upload-Metadata."""
    return ",".join(f"{name} {base64.b64encode(t.encode()).decode()}" for name, t in texts.items())


def checksum(content, algorithm="sha256"):
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def fingerprint(content, size):
    cut = [content[at : at + size] for at in range(0, len(content), size)]
    return hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in cut)).hexdigest()


class InParts:
    """One file, for the item at that path; `size` is that of a part."""

    def __init__(self, browser, item, content, size, name="front.pdf"):
        self.browser, self.item, self.content, self.size = browser, item, content, size
        self.name, self.url = name, ""

    def begin(self, length=None, **headers):
        more = {
            "Upload-Length": str(len(self.content) if length is None else length),
            "Upload-Metadata": told(
                filename=self.name, fingerprint=fingerprint(self.content, self.size)
            ),
        }
        answer = self.ask("POST", f"{self.item}/uploads", **(more | headers))
        self.url = answer.headers.get("Location", "")
        return answer

    def part(self, number, content=None, browser=None, **headers):
        at = number * self.size
        content = self.content[at : at + self.size] if content is None else content
        more = {
            "Upload-Offset": str(at),
            "Content-Type": "application/offset+octet-stream",
            "Upload-Checksum": checksum(content),
        }
        return self.ask("PATCH", self.url, content, browser, **(more | headers))

    def all_parts(self):
        return [self.part(n).status_code for n in range(-(-len(self.content) // self.size))]

    def offset(self):
        return int(self.ask("HEAD", self.url).headers["Upload-Offset"])

    def ask(self, method, url, content=b"", browser=None, **headers):
        sent = {"Tus-Resumable": "1.0.0"} | headers
        sent = {name: value for name, value in sent.items() if value is not None}
        return (browser or self.browser).open(url, method=method, data=content, headers=sent)

    @property
    def token(self):
        return self.url.rpartition("/")[2]

    def take_in(self, page, slot, browser=None, **more):
        """By the form of the page, as it is sent without parts."""
        data = {"slot": slot.id, "upload": self.token, **more}
        browser = browser or self.browser
        return browser.post(page, data=data, content_type="multipart/form-data")
