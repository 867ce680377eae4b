"""A file that comes in parts (tus): it goes on after a break, is one file or none, and is taken in
once."""

import hashlib
import io
from datetime import timedelta

import pytest
from sqlalchemy import update

from storefront import jobs
from storefront.artwork import parts, words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.models import ArtworkFile, Upload
from storefront.artwork.upload import take_in
from storefront.clock import now
from storefront.database import db, end_transaction
from storefront.storage.opening import store
from tests.artwork.files import a_locked_pdf, a_pdf
from tests.artwork.in_parts import InParts, checksum, told
from tests.factories import a_cart, a_quote, a_user, an_account
from tests.neighbors import mine
from tests.refusals import NOT_IN_CART, refusal
from tests.stored import old, path_of, stored_in

PART = 300  # bytes
CONTENT = a_pdf()[:-1] + b"\n"  # two parts and a bit


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(parts, "PART", PART)
    assert 2 * PART < len(CONTENT) < 3 * PART


@pytest.fixture
def item(app):
    an_account()
    codes = (("fr", "Front"), ("bk", "Back"))
    return a_cart(a_quote(), user=a_user(), filled=False, codes=codes).items[0]


@pytest.fixture
def owner(browser, item):
    from storefront.accounts.models import User

    return browser.login(db.session.get(User, item.cart.user_id))


@pytest.fixture
def sending(owner, item):
    return InParts(owner, f"/cart/items/{item.id}", CONTENT, PART)


def page_of(item):
    return f"/cart/items/{item.id}/artwork"


def sentence(answer, status):
    """What a person is told."""
    assert (answer.status_code, answer.mimetype) == (status, "text/plain")
    return answer.text


def test_what_came_in_parts_is_the_file_that_was_sent(sending, item):
    begun = sending.begin()
    assert begun.status_code == 201
    assert begun.headers["Upload-Expires"].endswith("GMT")
    assert sending.all_parts() == [204, 204, 204]

    answer = sending.take_in(page_of(item), item.slots[1])

    assert (answer.status_code, answer.location) == (303, page_of(item))
    file = item.slots[1].file
    assert path_of(file).read_bytes() == CONTENT
    assert file.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (file.original_name, file.extension) == ("front.pdf", "pdf")
    assert item.slots[0].file is None
    assert stored_in("uploads") == set()
    assert list(store().incoming.iterdir()) == []


def test_it_goes_on_where_it_stopped(sending, owner, item):
    sending.begin()
    sending.part(0)
    assert sending.offset() == PART
    page = owner.get(page_of(item)).text
    assert f'data-unfinished="{sending.token}"' in page
    assert f"We have {PART * 100 // len(CONTENT)}% of <strong>front.pdf</strong>" in page

    assert [sending.part(n).headers["Upload-Offset"] for n in (1, 2)] == ["600", str(len(CONTENT))]
    sending.take_in(page_of(item), item.slots[0])
    assert item.slots[0].file.original_name == "front.pdf"
    assert "data-unfinished" not in owner.get(page_of(item)).text


def test_a_file_that_has_come_whole_is_not_said_to_be_on_its_way(sending, owner, item):
    sending.begin()
    sending.all_parts()
    page = owner.get(page_of(item)).text
    assert "100%" not in page
    assert "received <strong>front.pdf</strong>, but it is not checked yet" in page

    parts.claim(f"/cart/items/{item.id}", sending.token)  # as if it were looked at just now
    db.session.commit()
    page = owner.get(page_of(item)).text
    assert "received <strong>front.pdf</strong> and are checking it" in page
    assert "Choose the same file again" not in page


def test_a_file_that_cannot_be_printed_is_refused_as_ever_and_forgotten(owner, item):
    sending = InParts(owner, f"/cart/items/{item.id}", a_locked_pdf(), PART, "locked.pdf")
    sending.begin()
    sending.all_parts()

    page = sending.take_in(page_of(item), item.slots[0])

    assert page.status_code == 422
    assert "<strong>locked.pdf</strong> was not taken." in page.text
    assert "locked with a password" in page.text
    assert item.slots[0].refused == "locked.pdf"
    assert (mine(Upload).count(), stored_in("uploads")) == (0, set())
    assert sending.ask("HEAD", sending.url).status_code == 404  # so it begins anew


@pytest.mark.parametrize("settings", [{"artwork_max_mb": 1}])
def test_a_file_over_the_limit_is_refused_before_it_travels(sending):
    assert "larger than 1 MB" in sentence(sending.begin(1024 * 1024 + 1), 413)
    assert sending.begin(1024 * 1024).status_code == 201


@pytest.mark.parametrize("settings", [{"artwork_free_mb": 1_000_000}])
def test_the_last_of_the_disk_is_not_for_uploads(sending):
    assert "no room for files" in sentence(sending.begin(), 507)


def test_an_empty_file_is_said_so(sending):
    assert sentence(sending.begin(0), 422) == words.EMPTY


@pytest.mark.parametrize("size", ["", "-1", "1.5", "9" * 16, "9" * 5000, "²", "0x10"])
def test_no_size_that_is_none_is_taken(sending, size):
    assert "couldn't read" in sentence(sending.begin(size.encode().decode("latin-1")), 400)
    assert mine(Upload).count() == 0


@pytest.mark.parametrize(
    "metadata",
    ["filename !", "filename /w==", "fingerprint YWJj", told(fingerprint="z" * 64)],
    ids=["no base64", "no text", "too short", "not hexadecimal"],
)
def test_what_is_told_of_a_file_can_be_read_or_is_refused(sending, metadata):
    refused = sending.begin(**{"Upload-Metadata": metadata})
    assert "choose it again" in sentence(refused, 400)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a\0b.pdf", "C:\\art\\front.pdf"])
def test_a_name_is_a_name_whatever_it_holds(sending, item, name):
    sending.name = name
    sending.begin()
    sending.all_parts()
    sending.take_in(page_of(item), item.slots[0])
    shown = {"": "file", "../../etc/passwd": "passwd", "a\0b.pdf": "ab.pdf"}
    assert item.slots[0].file.original_name == shown.get(name, "front.pdf")


class TestParts:
    """Each counts whole, in its turn, or not at all."""

    @pytest.fixture(autouse=True)
    def begun(self, sending):
        sending.begin()
        sending.part(0)

    @pytest.mark.parametrize("number", [0, 2, 1_000_000])
    def test_another_than_the_next_is_refused(self, sending, number):
        content = CONTENT[:PART]
        assert "Another part" in sentence(sending.part(number, content), 409)
        assert sending.offset() == PART

    @pytest.mark.parametrize("offset", ["-1", "", "9" * 5000, "4e2", "٤٠٠"])
    def test_no_offset_that_is_none_is_taken(self, sending, offset):
        offset = offset.encode().decode("latin-1")
        assert sending.part(1, **{"Upload-Offset": offset}).status_code == 400
        assert sending.offset() == PART

    @pytest.mark.parametrize(("more", "status"), [(-1, 400), (1, 413)])
    def test_one_of_another_length_is_refused(self, sending, more, status):
        content = (CONTENT + b"x" * PART)[PART : 2 * PART + more]
        assert "no part" in sentence(sending.part(1, content), status)
        assert sending.offset() == PART

    def test_more_than_was_said_at_the_beginning_never_comes(self, sending):
        sending.part(1)
        rest = CONTENT[2 * PART :]
        assert "no part" in sentence(sending.part(2, rest + b"more"), 413)
        assert sending.part(2, rest).status_code == 204
        assert "Another part" in sentence(sending.part(3, b"more"), 409)

    def test_one_that_breaks_off_is_none(self, app, item):
        with pytest.raises(BadArtwork, match="connection was lost") as broken:
            add(item, io.BytesIO(b"only this"))
        assert broken.value.status == 400
        assert mine(Upload).one().received == PART

    def test_one_that_changed_on_its_way_is_refused(self, sending):
        changed = sending.part(1, **{"Upload-Checksum": checksum(b"what was sent")})
        assert "changed on its way" in sentence(changed, 460)
        assert sending.offset() == PART
        assert sending.part(1).status_code == 204

    def test_both_kinds_of_checksum_are_known_and_no_other(self, sending):
        second, third = CONTENT[PART : 2 * PART], CONTENT[2 * PART :]
        for unknown in ("md5 YWJj", "sha1", "sha1 !", "sha256 "):
            assert sending.part(1, **{"Upload-Checksum": unknown}).status_code == 400
        wrong = sending.part(1, **{"Upload-Checksum": checksum(third, "sha1")})
        assert wrong.status_code == 460
        good = sending.part(1, **{"Upload-Checksum": checksum(second, "sha1")})
        none = sending.part(2, **{"Upload-Checksum": None})
        assert [good.status_code, none.status_code] == [204, 204]

    def test_a_disk_that_fills_is_said_and_it_goes_on_later(self, sending, item):
        with pytest.raises(BadArtwork, match="no room for files") as full:
            add(item, FullDisk())
        assert full.value.status == 507
        assert list(store().incoming.iterdir()) == []
        assert sending.offset() == PART
        assert [sending.part(n).status_code for n in (1, 2)] == [204, 204]

    def test_nobody_waits_for_the_database_while_it_comes(self, app, sending):
        slow = Slow(CONTENT[PART : 2 * PART], db.engine.pool)
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(PART),
            "Content-Length": str(PART),
            "Content-Type": "application/offset+octet-stream",
        }
        answer = sending.browser.patch(sending.url, input_stream=slow, headers=headers)
        assert answer.status_code == 204
        assert slow.open == [0] * len(slow.open) != []

    def test_what_is_not_complete_is_not_taken_in(self, sending, item):
        page = sending.take_in(page_of(item), item.slots[0])
        assert page.status_code == 409
        assert "Not all of this file has come yet" in page.text


class FullDisk(io.BytesIO):
    def read(self, *size):
        raise OSError(28, "No space left on device")


class Slow(io.BytesIO):
    """Notes how many transactions are open while it is read."""

    def __init__(self, content, pool):
        super().__init__(content)
        self.pool, self.open = pool, []

    def read(self, *size):
        self.open.append(self.pool.checkedout())
        return super().read(*size)

    def readinto(self, buffer):
        self.open.append(self.pool.checkedout())
        return super().readinto(buffer)


def add(item, body, offset=PART):
    upload = mine(Upload).one()
    return parts.add_part(upload, offset, PART, body, None)


class TestOtherBytes:
    """The file was changed, or another has the same name, when it is chosen again."""

    OTHER = CONTENT[:-30] + b"y" * 30

    def sent(self, sending, **told_at_first):
        sending.begin(**told_at_first)
        sending.part(0)
        sending.part(1)
        return sending.part(2, self.OTHER[2 * PART :])

    def test_are_never_mixed_but_the_upload_begins_anew(self, sending, item):
        assert "not the file whose upload was begun" in sentence(self.sent(sending), 460)
        assert sending.offset() == 0
        assert sending.take_in(page_of(item), item.slots[0]).status_code == 409

        assert sending.all_parts() == [204, 204, 204]
        sending.take_in(page_of(item), item.slots[0])
        assert path_of(item.slots[0].file).read_bytes() == CONTENT

    def test_would_be_mixed_if_nothing_had_been_told_of_the_first(self, sending):
        """The control."""
        assert self.sent(sending, **{"Upload-Metadata": None}).status_code == 204
        assert parts.joined(mine(Upload).one()).read() == self.OTHER != CONTENT


class TestTwoWindows:
    @pytest.fixture
    def upload(self, sending):
        sending.begin()
        return mine(Upload).one()

    def test_one_of_them_is_next_and_the_other_is_told(self, app, upload, item, at_once):
        def send(name, barrier):
            body = Both(CONTENT[:PART] if name == "one" else b"x" * PART, barrier)
            try:
                parts.add_part(db.session.get(Upload, token), 0, PART, body, None)
            except BadArtwork as refused:
                return refused.status
            db.session.commit()
            return name

        token = upload.token
        answers = at_once(send)

        assert 409 in answers
        winner = next(answer for answer in answers if answer != 409)
        first = CONTENT[:PART] if winner == "one" else b"x" * PART
        present = mine(Upload).one()
        assert (present.received, len(present.parts)) == (PART, 1)
        assert store().read(parts.keys_of(present)[0]) == first
        assert len(stored_in("uploads")) == 1  # not the loser's

    def test_without_the_condition_both_would_be_next(self, app, upload, at_once):
        """The control."""

        def send(name, barrier):
            present = db.session.get(Upload, token)
            parts_then, received = present.parts, present.received
            end_transaction()
            barrier.wait()
            values = {"parts": (*parts_then, name), "received": received + PART}
            db.session.execute(update(Upload).where(Upload.token == token).values(values))
            db.session.commit()
            return name

        token = upload.token
        assert set(at_once(send)) == {"one", "two"}

    def test_a_part_that_another_window_sent_too_counts_once(self, sending, owner, app):
        other = app.test_client()
        with owner.session_transaction() as session, other.session_transaction() as theirs:
            theirs.update(session)
        sending.begin()
        assert sending.part(0).status_code == 204
        assert sending.part(0, browser=other).status_code == 409
        assert sending.part(1, browser=other).status_code == 204
        assert sending.part(2).status_code == 204


class Both(io.BytesIO):
    """Read to its end when the other window's is, too."""

    def __init__(self, content, barrier):
        super().__init__(content)
        self.barrier = barrier

    def read(self, *size):
        content = super().read(*size)
        if not content:
            self.barrier.wait()
        return content


class TestTakenInOnce:
    @pytest.fixture(autouse=True)
    def complete(self, sending):
        sending.begin()
        sending.all_parts()

    def test_whoever_asks_second_is_told(self, sending, item):
        assert sending.take_in(page_of(item), item.slots[0]).status_code == 303
        page = sending.take_in(page_of(item), item.slots[1])
        assert page.status_code == 410
        assert "This upload is over" in page.text
        assert item.slots[1].file is None
        assert sending.part(0).status_code == 410
        assert sending.ask("HEAD", sending.url).status_code == 410

    def test_two_at_the_same_moment_are_one(self, app, sending, item, at_once):
        def claimed(name, barrier):
            barrier.wait()
            try:
                parts.claim(sending.item, token)
            except BadArtwork as refused:
                return refused.status
            db.session.commit()
            return name

        token = sending.token
        assert 409 in at_once(claimed)

    def test_reading_first_and_claiming_then_both_would_take_it(self, app, sending, at_once):
        """The control."""

        def claimed(name, barrier):
            free = db.session.get(Upload, token).checked_until is None
            end_transaction()
            barrier.wait()
            return free

        token = sending.token
        assert at_once(claimed) == [True, True]

    def test_while_somebody_looks_at_it_nobody_else_does(self, sending, item):
        upload = mine(Upload).one()
        upload.checked_until = now() + timedelta(minutes=1)
        db.session.commit()
        page = sending.take_in(page_of(item), item.slots[0])
        assert page.status_code == 409
        assert "being checked already" in page.text

    def test_whose_server_died_meanwhile_is_looked_at_again(self, sending, item):
        upload = mine(Upload).one()
        upload.checked_until = now() - timedelta(seconds=1)
        db.session.commit()
        assert sending.take_in(page_of(item), item.slots[0]).status_code == 303

    def test_whoever_was_thought_dead_and_comes_back_changes_nothing(self, app, sending, item):
        upload = parts.claim(sending.item, sending.token)
        slow = parts.joined(upload)
        db.session.commit()
        mine(Upload).one().checked_until = now() - timedelta(seconds=1)
        db.session.commit()
        assert sending.take_in(page_of(item), item.slots[0]).status_code == 303
        with pytest.raises(BadArtwork, match="This upload is over"):  # its parts are gone
            take_in(item.slots[1], slow)
        with pytest.raises(BadArtwork, match="This upload is over"):
            parts.take(sending.token)

    def test_in_a_slot_that_is_gone_it_is_kept_for_another(self, sending, item):
        other = a_cart(a_quote(), user=a_user(), filled=False).items[0]
        page = sending.take_in(page_of(item), other.slots[0])
        assert refusal(page, "This item needs other files now") == 404
        assert other.slots[0].file is None
        assert sending.take_in(page_of(item), item.slots[0]).status_code == 303


@pytest.mark.parametrize("settings", [{"clamd_socket": "/nowhere/clamd.sock"}])
def test_what_could_not_be_checked_can_be_sent_again_without_its_bytes(sending, item):
    sending.begin()
    sending.all_parts()
    page = sending.take_in(page_of(item), item.slots[0])
    assert page.status_code == 503
    assert "can&#39;t check files just now" in page.text
    assert (sending.offset(), len(stored_in("uploads"))) == (len(CONTENT), 3)
    assert mine(Upload).one().checked_until is None


class TestWhoseItIs:
    def test_a_stranger_has_no_part_in_it(self, app, sending, item):
        sending.begin()
        stranger = InParts(app.test_client(), sending.item, CONTENT, PART)
        assert refusal(stranger.begin(), NOT_IN_CART) == 404
        stranger.url = sending.url
        assert refusal(stranger.part(0), NOT_IN_CART) == 404
        assert refusal(stranger.ask("DELETE", sending.url), NOT_IN_CART) == 404
        assert stranger.ask("HEAD", sending.url).status_code == 404
        assert sending.offset() == 0

    def test_nor_has_another_item_of_the_same_cart(self, sending, item):
        an_other = a_cart(a_quote(), filled=False).items[0]
        an_other.cart = item.cart
        db.session.commit()
        sending.begin()
        sending.all_parts()
        there = sending.url.replace(f"/items/{item.id}/", f"/items/{an_other.id}/")
        assert "no such upload" in sentence(sending.ask("PATCH", there), 404)
        page = sending.take_in(page_of(an_other), an_other.slots[0])
        assert page.status_code == 404
        assert "no such upload" in page.text

    def test_of_an_item_that_was_removed_meanwhile_nothing_more_comes(self, sending, owner, item):
        sending.begin()
        owner.post(f"/cart/items/{item.id}/removal")
        assert refusal(sending.part(0), NOT_IN_CART) == 404

    def test_given_up_it_is_gone(self, sending):
        sending.begin()
        sending.part(0)
        assert sending.ask("DELETE", sending.url).status_code == 204
        assert stored_in("uploads") == set()
        assert "no such upload" in sentence(sending.part(1), 404)

    def test_after_a_day_without_a_part_it_is_over(self, sending, item):
        sending.begin()
        sending.part(0)
        mine(Upload).one().expires_at = now() - timedelta(seconds=1)
        db.session.commit()
        assert "nothing more of it came for a day" in sentence(sending.part(1), 410)
        assert sending.take_in(page_of(item), item.slots[0]).status_code == 410


class TestHowMuchMayLieThere:
    """One visitor, or what nobody finishes, leaves room for everybody else."""

    def begun(self, sending, times):
        """As many uploads of the same item, each with its first part."""
        uploads = [InParts(sending.browser, sending.item, CONTENT, PART) for _ in range(times)]
        for one in uploads:
            assert [one.begin().status_code, one.part(0).status_code] == [201, 204]
        return uploads

    def test_an_item_has_as_many_on_their_way_as_it_takes_files(self, sending, owner, item):
        *dropped, third, fourth = self.begun(sending, 4)

        assert {one.token for one in mine(Upload)} == {third.token, fourth.token}
        kept = {key for one in mine(Upload) for key in parts.keys_of(one)}
        assert {f"uploads/{name}" for name in stored_in("uploads")} == kept
        assert owner.get(page_of(item)).text.count("data-unfinished") == 2
        assert "no such upload" in sentence(dropped[0].part(1), 404)

    def test_the_one_that_stood_still_longest_makes_room(self, sending):
        first, second = self.begun(sending, 2)
        first.part(1)
        third = self.begun(sending, 1)[0]
        assert {one.token for one in mine(Upload)} == {first.token, third.token}
        assert second.part(1).status_code == 404

    def test_what_is_refused_drops_nothing(self, sending):
        first, second = self.begun(sending, 2)
        assert sending.begin(0).status_code == 422
        assert [one.offset() for one in (first, second)] == [PART, PART]

    def test_removed_from_the_cart_an_item_leaves_no_parts(self, sending, owner, item):
        other = InParts(owner, f"/cart/items/{another_of(item).id}", CONTENT, PART)
        other.begin()
        other.part(0)
        self.begun(sending, 2)
        owner.post(f"/cart/items/{item.id}/removal")
        assert mine(Upload).one().token == other.token
        assert len(stored_in("uploads")) == 1

    @pytest.mark.parametrize("settings", [{"artwork_max_mb": 1}])
    def test_what_lies_there_of_the_whole_shop_has_an_end(self, sending, monkeypatch):
        monkeypatch.setattr(parts, "MOST", 1)
        sending.begin()
        sending.part(0)
        almost_all = Upload(
            item="/cart/items/0", file_name="x", size=0, expires_at=now() + parts.KEPT
        )
        almost_all.received = 1024 * 1024 - 2 * PART
        db.session.add(almost_all)
        db.session.commit()

        assert sending.part(1).status_code == 204
        assert "no room for files" in sentence(sending.part(2), 507)
        assert "no room for files" in sentence(sending.begin(), 507)
        almost_all.taken = True  # so it is a file, and no longer on its way
        db.session.commit()
        assert sending.begin().status_code == 201

    @pytest.mark.parametrize("settings", [{"artwork_max_mb": 1}])
    def test_sizes_that_are_only_said_stop_nobody(self, sending, item, monkeypatch):
        monkeypatch.setattr(parts, "MOST", 1)
        other = InParts(sending.browser, f"/cart/items/{another_of(item).id}", CONTENT, PART)
        assert [other.begin(1024 * 1024).status_code for _ in range(2)] == [201, 201]
        assert sending.begin().status_code == 201
        assert sending.all_parts() == [204, 204, 204]

    def test_a_part_of_an_upload_that_was_dropped_meanwhile_is_not_kept(self, sending, item):
        sending.begin()
        with pytest.raises(BadArtwork, match="Another part"):
            add(item, Dropped(CONTENT[:PART]), 0)
        assert stored_in("uploads") == set()

    def test_parts_that_are_no_such_file_are_not_kept(self, sending):
        sending.begin()
        sending.part(0)
        sending.part(1)
        assert sending.part(2, CONTENT[2 * PART :][::-1]).status_code == 460
        assert stored_in("uploads") == set()


class Dropped(io.BytesIO):
    """While it comes its upload is forgotten."""

    def read(self, *size):
        mine(Upload).delete()
        db.session.commit()
        return super().read(*size)


def another_of(item):
    """In the same cart."""
    other = a_cart(a_quote(), filled=False).items[0]
    other.cart = item.cart
    db.session.commit()
    return other


class TestTheProtocol:
    def test_what_can_be_done_is_told(self, app, item):
        answer = app.test_client().options(f"/cart/items/{item.id}/uploads")
        assert answer.status_code == 204
        told_then = {name: answer.headers[f"Tus-{name}"] for name in ("Version", "Extension")}
        assert told_then["Version"] == "1.0.0"
        assert told_then["Extension"] == "creation,checksum,expiration,termination"
        assert answer.headers["Tus-Max-Size"] == str(500 * 1024 * 1024)
        assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"

    @pytest.mark.parametrize("version", [None, "0.2.2"])
    def test_another_version_is_refused(self, sending, version):
        answer = sending.begin(**{"Tus-Resumable": version})
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")

    def test_a_part_says_that_it_is_one(self, sending):
        sending.begin()
        assert sending.part(0, **{"Content-Type": "text/plain"}).status_code == 415

    def test_without_its_token_nothing_is_taken(self, app, owner, sending, item):
        app.config["WTF_CSRF_ENABLED"] = True
        assert refusal(sending.begin()) == 400  # another site's page
        here = {"Origin": "http://localhost", "Host": "localhost"}
        assert "out of date" in sentence(sending.begin(**here), 403)
        page = owner.get(page_of(item)).text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        assert sending.begin(**{"X-CSRFToken": token}).status_code == 201
        assert refusal(sending.part(0)) == 400
        assert sending.part(0, **{"X-CSRFToken": token}).status_code == 204
        assert sending.offset() == PART

    def test_only_so_many_are_begun_in_an_hour(self, sending):
        assert [sending.begin().status_code for _ in range(120)] == [201] * 120
        assert refusal(sending.begin()) == 429

    def test_a_body_larger_than_any_part_is_not_read(self, sending):
        sending.begin()
        huge = sending.part(0, b"x" * (10 * 1024 * 1024))
        assert "no part" in sentence(huge, 413)


def test_tidying_takes_what_went_on_no_more_and_leaves_the_rest(app, sending, item):
    gone, present = sending, InParts(sending.browser, sending.item, CONTENT, PART)
    for one in (gone, present):
        one.begin()
        one.part(0)
    mine(Upload).filter_by(token=gone.token).one().expires_at = now() - timedelta(seconds=1)
    db.session.commit()
    too_late = f"uploads/{present.token}-0-{'0' * 64}"  # of a window that was not quick enough
    store().put(too_late, b"x")
    for key in store().list("uploads"):
        old(path_of(key.key))
    just_now = f"uploads/{present.token}-1-{'0' * 64}"
    store().put(just_now, b"x")

    jobs.tidy_artwork()

    keys = {key.removeprefix("uploads/") for key in parts.keys_of(mine(Upload).one())}
    assert stored_in("uploads") == keys | {just_now.removeprefix("uploads/")}
    assert present.offset() == PART
    assert mine(ArtworkFile).count() == 0


class TestMoving:
    def test_a_file_in_the_wrong_slot_goes_to_the_other_and_its_comes_here(self, sending, item):
        front, back = item.slots
        for slot in (front, back):
            sending.name = f"{slot.code}.pdf"
            sending.begin()
            sending.all_parts()
            sending.take_in(page_of(item), slot)
        page = sending.browser.get(page_of(item)).text
        assert page.count("<summary>Move it") == 2

        address = f"{page_of(item)}/{front.id}/place"
        answer = sending.browser.post(address, data={"to": back.id})

        assert (answer.status_code, answer.location) == (303, f"{page_of(item)}#slot-{back.id}")
        assert [slot.file.original_name for slot in item.slots] == ["bk.pdf", "fr.pdf"]
        there = sending.browser.post(address, data={"to": 10**9})
        assert refusal(there, "This item needs other files now") == 404
