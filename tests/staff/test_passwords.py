"""A password is long and nobody's first guess; nothing else is asked of it."""

from typing import Literal

import pytest
from argon2 import PasswordHasher

from ehcp.staff import passwords
from ehcp.staff.passwords import (
    WeakPassword,
    first_password,
    hash_of_password,
    is_outdated,
    is_password,
    refuse_weak,
)

KIM = {"name": "Kim Ashdown", "email": "k.ashdown-bell@exampleshire.example"}


@pytest.mark.parametrize(
    "good",
    [
        "ferry lantern oatmeal",
        "twelve owls!",
        "correcthorsebattery",
        "ÖÄÜ ßßß ñññ ééé",
        "猫犬鳥魚馬牛羊豚虎竜蛇兎",
        "9f8a-7c2e-11d4",
        "Kim likes ferry lanterns",
        "x" + "ferry lantern " * 14,
    ],
)
def test_any_long_password_is_good(good):
    refuse_weak(good, **KIM)


@pytest.mark.parametrize(
    ("weak", "says"),
    [
        ("", "too short"),
        ("Tr0ub4dor&3", "too short"),
        ("x" * 201, "too long"),
        ("kim ashdown kim ashdown", "made of your name"),
        ("KimAshdown2026", "made of your name"),
        ("k.ashdown-bell@exampleshire.example", "made of your name"),
        ("exampleshire1", "made of your name"),
        ("Password1234!", "very common words"),
        ("welcome-council-2026", "very common words"),
        ("administrator", "very common words"),
        ("qwertyuiop[]", "very common words"),
        ("123456789012", "very common words"),
        ("aaaaaaaaaaaa", "guessed first"),
        ("abcabcabcabc", "guessed first"),
        ("abcdefghijklm", "guessed first"),
        ("lkjhgfdsapoi", "guessed first"),
        ("1q2w3e4r5t6y", "guessed first"),
        ("Manchester United", "guessed first"),
        ("!!!!!!!!!!!!!!", "guessed first"),
    ],
)
def test_a_password_that_is_guessed_is_refused_with_what_to_do(weak, says):
    with pytest.raises(WeakPassword, match=says) as refused:
        refuse_weak(weak, **KIM)
    assert not weak or weak not in str(refused.value)


def test_a_password_is_the_same_however_its_letters_are_put_together():
    kept = hash_of_password("caf\u00e9 lantern oatmeal")
    assert is_password("cafe\u0301 lantern oatmeal", kept=kept)
    assert not is_password("cafe lantern oatmeal", kept=kept)


def test_nobodys_password_is_never_right_and_costs_the_same_work(monkeypatch):
    checked = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            checked.append(hash)
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting(time_cost=1, memory_cost=8, parallelism=1))
    assert not is_password("ferry lantern oatmeal", kept=None)
    assert not is_password("ferry lantern oatmeal", kept="not a hash")
    assert len(checked) == 2


def test_what_is_kept_with_too_little_work_is_outdated():
    kept = hash_of_password("ferry lantern oatmeal")
    assert not is_outdated(kept)
    weaker = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash("ferry lantern")
    assert is_outdated(weaker)


def test_a_hash_of_the_house_is_argon2id_with_real_work():
    parts = PasswordHasher()
    assert parts.type.name == "ID"
    assert parts.memory_cost >= 19 * 1024


def test_first_passwords_can_be_read_out_and_are_never_the_same():
    some = {first_password() for _ in range(50)}
    assert len(some) == 50
    for password in some:
        assert [len(group) for group in password.split("-")] == [4, 4, 4, 4]
        assert not set(password) & set("01ilo")
