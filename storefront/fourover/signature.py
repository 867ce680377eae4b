"""4Over's signature: of the HTTP method alone, so whoever sees one can use it for ever."""

import hashlib
import hmac
from urllib.parse import quote, quote_plus

import requests
from requests.auth import AuthBase

_IN_QUERY = ("GET", "DELETE")
_METHODS = (*_IN_QUERY, "POST", "PUT", "PATCH")
_HIDDEN = b"(hidden)"
_SHORTEST = 6  # a key shorter than this is hidden only where it stands as one


class Signature(AuthBase):
    """Signs a request: in the query for GET and DELETE, in a header for the rest (API 1)."""

    def __init__(self, public_key: str, private_key: str) -> None:
        if not public_key or not private_key:
            raise ValueError("Both keys of a 4Over account are needed.")
        if not (public_key.isascii() and public_key.isprintable()) or " " in public_key:
            raise ValueError("The public key has characters that no 4Over key has.")
        self._public_key = public_key
        # The key of the HMAC is the hex text of the digest, not the digest.
        self._secret = hashlib.sha256(private_key.encode()).hexdigest().encode()
        self._telltales = self._all_telltales(private_key)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        method, url = request.method or "", request.url or ""
        signature = self.of(method)
        if method in _IN_QUERY:
            request.prepare_url(url, {"apikey": self._public_key, "signature": signature})
        else:
            request.headers["Authorization"] = f"API {self._public_key}:{signature}"
        return request

    def of(self, method: str) -> str:
        return hmac.new(self._secret, method.encode(), hashlib.sha256).hexdigest()

    def hide(self, body: bytes) -> bytes:
        """The body without our keys and signatures, should a server echo them to us."""
        for telltale in self._telltales:
            if telltale in body:
                body = body.replace(telltale, _HIDDEN)
        return body

    def _all_telltales(self, private_key: str) -> list[bytes]:
        """Longest first, so that no part of a longer one is left over."""
        telltales = {self._secret, *(self.of(method).encode() for method in _METHODS)}
        for key in (self._public_key, private_key):
            written = {key, key.replace("/", r"\/"), quote(key, safe=""), quote_plus(key)}
            if len(key) >= _SHORTEST:
                telltales |= {way.encode() for way in written}
        telltales |= {f"apikey={quote_plus(self._public_key)}".encode()}
        return sorted(telltales, key=len, reverse=True)
