"""Passwords at rest."""

from argon2 import PasswordHasher

from storefront.accounts.passwords import check_password, hash_password, is_outdated


def test_a_password_is_kept_as_an_argon2id_hash_only():
    stored = hash_password("correct horse battery")

    assert stored.startswith("$argon2id$")
    assert "correct" not in stored
    assert check_password(stored, "correct horse battery")
    assert not check_password(stored, "correct horse batterx")


def test_the_same_password_never_looks_the_same_twice():
    assert hash_password("correct horse battery") != hash_password("correct horse battery")


def test_a_hash_that_is_none_lets_nobody_in():
    assert not check_password("!", "anything at all")


def test_a_lone_surrogate_is_a_wrong_password_and_no_error():
    assert not check_password(hash_password("correct horse battery"), "\ud800")


def test_a_weaker_hash_is_told_from_one_of_today():
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("x")

    assert is_outdated(weak)
    assert not is_outdated(hash_password("x"))
