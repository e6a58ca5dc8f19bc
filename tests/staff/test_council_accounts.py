"""What somebody may do here follows from their groups, at every sign-in with a council account."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ehcp.staff.council_accounts import GroupMeans, InNoGroup, enter
from ehcp.staff.identity_provider import CouncilAccount
from ehcp.staff.resets import reset_password, use_council_account
from ehcp.staff.roles import UserRole
from ehcp.staff.sign_in import MayNotSignIn, WrongPassword
from ehcp.staff.user import BadUser
from ehcp.staff.users import add_user, change_user, list_users, one_user, user_of_email
from tests.builders import NOW, TODAY
from tests.staff.people import TERMS

CASEWORKER, MANAGER = UserRole.CASEWORKER, UserRole.MANAGER
GROUPS = {
    "EHC north": GroupMeans(roles=frozenset({CASEWORKER}), team="North"),
    "EHC south": GroupMeans(roles=frozenset({CASEWORKER}), team="South"),
    "EHC managers": GroupMeans(roles=frozenset({MANAGER})),
    "Ofsted": GroupMeans(roles=frozenset({UserRole.INSPECTOR})),
}
KIM = CouncilAccount(
    subject="https://login.example kim-1",
    email="Kim.Ashdown@council.example",
    name="Kim Ashdown",
    groups=("EHC north", "Chess club"),
)


def enters(engine, account=KIM, today=TODAY):
    return enter(engine, account=account, groups=GROUPS, now=NOW, today=today, terms=TERMS)


def test_somebody_new_is_added_with_what_their_groups_say(staff, engine):
    signed = enters(engine)
    assert signed.awaits is None
    visitor = staff.visitor(signed.token)
    assert (visitor.name, visitor.team) == ("Kim Ashdown", "North")
    assert visitor.roles == {CASEWORKER}
    assert visitor.email == "kim.ashdown@council.example"
    assert staff.audit() == [
        ("identity provider", "user_added", "Kim Ashdown", "Caseworker, team North"),
        ("Kim Ashdown", "signed_in", "council account", None),
    ]
    with pytest.raises(WrongPassword):
        staff.signs_in("Kim Ashdown", password="")


def test_somebody_known_is_changed_and_not_added_again(staff, engine):
    first = staff.visitor(enters(engine).token)
    groups = ("EHC managers", "EHC south")
    moved = replace(KIM, email="kim@council.example", name="K. Ashdown-Bell", groups=groups)
    second = staff.visitor(enters(engine, moved).token)
    assert second.user_id == first.user_id
    assert second.roles == {CASEWORKER, MANAGER}
    assert (second.name, second.team) == ("Kim Ashdown", "South")
    assert second.email == "kim@council.example"
    assert staff.audit("user_changed") == [
        ("identity provider", "user_changed", "Kim Ashdown", "Caseworker, Manager, team South")
    ]
    enters(engine, moved)
    assert len(staff.audit("user_changed")) == 1


def test_a_group_without_a_team_leaves_the_team_that_an_administrator_gave(staff, engine):
    managing = replace(KIM, groups=("EHC managers",))
    user_id = staff.visitor(enters(engine, managing).token).user_id
    user = replace(one_user(engine, user_id=user_id), team="South")
    change_user(engine, by="Ada", at=NOW, today=TODAY, user=user)
    assert staff.visitor(enters(engine, managing).token).team == "South"


def test_nobody_in_no_group_gets_in_and_what_they_had_ends(staff, engine):
    with pytest.raises(InNoGroup, match="none of the groups"):
        enters(engine, replace(KIM, groups=("Chess club",)))
    assert list_users(engine) == ()
    before = enters(engine).token
    with pytest.raises(InNoGroup):
        enters(engine, replace(KIM, groups=()))
    assert staff.visitor(before) is None
    assert user_of_email(engine, email=KIM.email).roles == frozenset()
    assert staff.visitor(enters(engine).token).roles == {CASEWORKER}
    assert [by for by, *_ in staff.audit("sign_in_failed")] == ["unknown", "Kim Ashdown"]


def test_whom_an_administrator_ended_stays_out(staff, engine):
    user_id = staff.visitor(enters(engine).token).user_id
    staff.set(user_id, is_active=False)
    with pytest.raises(MayNotSignIn):
        enters(engine)
    staff.set(user_id, is_active=True, ends_on=TODAY)
    with pytest.raises(MayNotSignIn):
        enters(engine, today=TODAY + timedelta(days=1))
    assert enters(engine).token


def test_an_account_with_a_password_is_nobody_elses_for_an_address(staff, engine):
    kim = staff.add("Kim Ashdown", MANAGER)
    with pytest.raises(BadUser, match="Ask an administrator"):
        enters(engine)
    use_council_account(engine, by="Ada", at=NOW, user_id=kim)
    visitor = staff.visitor(enters(engine).token)
    assert (visitor.user_id, visitor.roles) == (kim, {CASEWORKER})
    # From now on it is the subject that counts, whatever the address.
    thief = replace(KIM, subject="https://login.example eve-1", name="Eve")
    with pytest.raises(BadUser, match="Ask an administrator"):
        enters(engine, thief)


def test_who_gets_a_password_again_is_no_more_known_by_the_council_account(staff, engine):
    user_id = staff.visitor(enters(engine).token).user_id
    reset_password(engine, by="Ada", at=NOW, user_id=user_id)
    with pytest.raises(BadUser):
        enters(engine)


def test_two_people_of_one_name_are_told_apart(staff, engine):
    enters(engine)
    other = replace(KIM, subject="https://login.example kim-2", email="kim2@council.example")
    assert staff.visitor(enters(engine, other).token).name == "Kim Ashdown 2"


def test_an_inspector_needs_a_last_day_first(staff, engine):
    robin = replace(KIM, name="Robin", email="robin@council.example", groups=("Ofsted",))
    with pytest.raises(BadUser, match="needs a last day"):
        enters(engine, robin)
    assert list_users(engine) == ()
    ends_on = TODAY + timedelta(days=20)
    ready = staff.add("Robin", UserRole.INSPECTOR, ends_on=ends_on, password=None)
    use_council_account(engine, by="Ada", at=NOW, user_id=ready)
    assert staff.visitor(enters(engine, robin).token).roles == {UserRole.INSPECTOR}


def test_who_works_here_does_not_become_an_inspector_beside(staff, engine):
    both = replace(KIM, groups=("Ofsted", "EHC north"))
    assert staff.visitor(enters(engine, both).token).roles == {CASEWORKER}


@pytest.mark.parametrize("name", ["", "\x00", "x" * 101, "unknown", "a@b"])
def test_a_name_that_cannot_stand_on_the_record_is_refused(engine, name):
    with pytest.raises(BadUser):
        enters(engine, replace(KIM, name=name))
    assert list_users(engine) == ()


def test_no_address_and_no_token_is_on_the_audit_record(staff, engine):
    signed = enters(engine)
    written = str(staff.audit())
    assert "@" not in written
    assert signed.token not in written


def outsider(engine) -> int:
    user_id, password = add_user(
        engine,
        by="Ada",
        at=NOW,
        today=TODAY,
        email="sam@service.example",
        name="Sam Hale",
        roles=[UserRole.SERVICE],
        services=["health"],
    )
    assert password == ""
    return user_id


SAM = CouncilAccount(
    subject="https://login.example sam-1",
    email="Sam@service.example",
    name="Samantha Hale",
    groups=(),
)


def test_somebody_from_outside_comes_in_as_that_in_no_group_or_in_any(staff, engine):
    user_id = outsider(engine)
    for groups in ((), ("EHC managers", "EHC north")):
        visitor = staff.visitor(enters(engine, replace(SAM, groups=groups)).token)
        assert (visitor.user_id, visitor.name) == (user_id, "Sam Hale")
        assert visitor.roles == {UserRole.SERVICE}
        assert visitor.services == {"health"}
    assert staff.audit()[-1] == ("Sam Hale", "signed_in", "identity provider", None)


def test_their_session_is_no_longer_than_others_from_outside(staff, engine):
    outsider(engine)
    token = enters(engine, SAM).token
    assert staff.visitor(token, now=NOW) is not None
    (session,) = staff.sessions()
    assert session.ends_at - session.started_at == TERMS.longest_outside


def test_somebody_from_outside_who_was_ended_gets_no_staff_role_by_a_group(engine):
    user_id = outsider(engine)
    user = one_user(engine, user_id=user_id)
    ended = replace(user, is_active=False)
    change_user(engine, by="Ada", at=NOW, today=TODAY, user=ended)
    for groups in ((), ("EHC managers",)):
        with pytest.raises(MayNotSignIn):
            enters(engine, replace(SAM, groups=groups))
    assert one_user(engine, user_id=user_id).roles == {UserRole.SERVICE}
