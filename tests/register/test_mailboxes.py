"""Promises about email addresses: what is one, and when two come to one mailbox."""

import pytest

from ehcp.register.mailboxes import LONGEST_ADDRESS, address_in, is_same_mailbox


@pytest.mark.parametrize(
    "typed",
    ["a@b.example", " ep.admin@exampleshire.example ", "o'neil+x@trust.nhs.uk", "a@b.xn--p1ai"],
)
def test_an_address_is_read_without_the_spaces_around_it(typed):
    assert address_in(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "nobody",
        "a@b",
        "a b@c.example",
        "a@b.example, c@d.example",
        ".a@b.example",
        "a.@b.example",
        "a..b@c.example",
        "a@-b.example",
        "a@b.example\nBcc: c@d.example",
        "é@b.example",
        f"{'a' * 65}@b.example",
        f"a@{'b.' * (LONGEST_ADDRESS // 2)}example",
    ],
)
def test_what_is_no_address_is_not_read(typed):
    assert address_in(typed) is None


@pytest.mark.parametrize("other", ["kim@council.example", " Kim+reader@Council.example"])
def test_an_address_with_a_tag_or_in_capitals_is_the_same_mailbox(other):
    assert is_same_mailbox("kim@council.example", other)
    assert not is_same_mailbox("kim@school.example", other)
