"""Promises about this machine's settings."""

from pathlib import Path

import pytest

from config.bad_setting import BadSetting
from config.settings import EXAMPLE_COUNCIL, read_settings

NOTIFY_KEY = "council-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"


def test_nothing_need_be_set():
    settings = read_settings()
    assert settings.database_url == "sqlite:///ehcp.db"
    assert settings.council == EXAMPLE_COUNCIL
    assert settings.mailbox == Path("mailbox")


def test_nobody_is_mailed_unless_the_council_asks_for_it():
    assert read_settings().channel == "mailbox"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgres_address_as_a_provider_writes_it_is_understood(monkeypatch, scheme):
    monkeypatch.setenv("EHCP_DATABASE_URL", f"{scheme}://ehcp:secret@db.example/ehcp")
    assert read_settings().database_url == "postgresql+psycopg://ehcp:secret@db.example/ehcp"


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("EHCP_DATABASE_URL", "mysql://localhost/ehcp", "Write sqlite:///FILE"),
        ("EHCP_CHANNEL", "pigeon", "Write mailbox"),
        ("EHCP_SMTP_PORT", "many", "587"),
        ("EHCP_SMTP_PORT", "70000", "587"),
        ("EHCP_SMTP_SENDER", "ehc team", "one email address"),
        ("EHCP_SMTP_SECURITY", "ssl3", "starttls"),
        ("EHCP_WEB_ADDRESS", "ehc.council.example", "Write the address"),
        ("EHCP_SCANNER", "clamav", "clamd:HOST:PORT"),
        ("EHCP_SCANNER", "clamd:localhost", "clamd:HOST:PORT"),
        ("EHCP_SCANNER", "clamd:localhost:70000", "clamd:HOST:PORT"),
        ("EHCP_LARGEST_FILE_MB", "1000", "from 1 to 100"),
        ("EHCP_PREFECT", "perhaps", "on or off"),
        ("EHCP_LOG_LEVEL", "loud", "debug"),
        ("EHCP_TODAY", "30/02/2026", "2019-07-22"),
    ],
)
def test_a_wrong_value_names_itself_and_what_to_write(monkeypatch, key, value, says):
    monkeypatch.setenv(key, value)
    with pytest.raises(BadSetting, match=says) as refused:
        read_settings()
    assert refused.value.key == key
    assert refused.value.value == value
    assert str(refused.value).startswith(f"environment: {key} = ")


@pytest.mark.parametrize(
    "written",
    [
        "none",
        "clamd:/run/clamav/clamd.ctl",
        "clamd:scan.example:3310",
        "clamd:[::1]:3310",
    ],
)
def test_a_scanner_is_none_or_a_daemon_at_a_socket_or_a_port(monkeypatch, written):
    monkeypatch.setenv("EHCP_SCANNER", f" {written} ")
    assert read_settings().scanner == written


def test_everything_that_is_wrong_is_said_at_once(monkeypatch):
    monkeypatch.setenv("EHCP_CHANNEL", "pigeon")
    monkeypatch.setenv("EHCP_LOGS", "scroll")
    with pytest.raises(BadSetting) as refused:
        read_settings()
    assert [problem.key for problem in refused.value.others] == ["EHCP_LOGS"]
    assert "EHCP_CHANNEL" in str(refused.value)
    assert "EHCP_LOGS" in str(refused.value)


def test_a_misspelt_name_is_refused_and_not_passed_over(monkeypatch):
    monkeypatch.setenv("EHCP_DATABSE_URL", "sqlite:///other.db")
    with pytest.raises(BadSetting, match="Is EHCP_DATABASE_URL meant"):
        read_settings()


def test_a_name_that_resembles_none_of_ours_is_left_alone(monkeypatch):
    monkeypatch.setenv("EHCP_BUILD_NUMBER", "7")
    assert read_settings().channel == "mailbox"


def test_smtp_without_a_server_or_a_sender_is_refused(monkeypatch):
    monkeypatch.setenv("EHCP_CHANNEL", "smtp")
    with pytest.raises(BadSetting, match="EHCP_SMTP_HOST"):
        read_settings()
    monkeypatch.setenv("EHCP_SMTP_HOST", "mail.council.example")
    with pytest.raises(BadSetting, match="EHCP_SMTP_SENDER"):
        read_settings()
    monkeypatch.setenv("EHCP_SMTP_SENDER", "ehc@council.example")
    assert read_settings().smtp_port == 587


def test_govuk_notify_without_a_whole_key_or_a_template_is_refused(monkeypatch):
    monkeypatch.setenv("EHCP_CHANNEL", "govuk_notify")
    with pytest.raises(BadSetting, match="EHCP_NOTIFY_KEY"):
        read_settings()
    monkeypatch.setenv("EHCP_NOTIFY_KEY", NOTIFY_KEY[-36:])  # the second id only
    with pytest.raises(BadSetting, match="whole") as refused:
        read_settings()
    assert NOTIFY_KEY[-36:] not in str(refused.value)
    monkeypatch.setenv("EHCP_NOTIFY_KEY", NOTIFY_KEY)
    with pytest.raises(BadSetting, match="EHCP_NOTIFY_TEMPLATE"):
        read_settings()
    monkeypatch.setenv("EHCP_NOTIFY_TEMPLATE", NOTIFY_KEY[-36:])
    assert NOTIFY_KEY[-36:-20] not in repr(read_settings().notify_key)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("EHCP_NOTIFY_ADDRESS", "http://notify.example", "https address"),
        ("EHCP_NOTIFY_TEMPLATE", "the usual one", "id of the email template"),
        ("EHCP_NOTIFY_REPLY_TO", "ehc@council.example", "id of a reply-to address"),
        ("EHCP_NOTIFY_CALLBACK_TOKEN", "short", "16 characters or more"),
    ],
)
def test_a_wrong_value_for_govuk_notify_says_what_to_write(monkeypatch, key, value, says):
    monkeypatch.setenv(key, value)
    with pytest.raises(BadSetting, match=says) as refused:
        read_settings()
    assert ("short" in str(refused.value)) is False


def test_an_account_without_its_password_is_refused(monkeypatch):
    monkeypatch.setenv("EHCP_SMTP_USER", "ehc")
    with pytest.raises(BadSetting, match="EHCP_SMTP_PASSWORD"):
        read_settings()


def test_a_council_account_needs_all_three_facts(monkeypatch):
    monkeypatch.setenv("EHCP_OIDC_ISSUER", "https://login.council.example/")
    with pytest.raises(BadSetting, match="EHCP_OIDC_CLIENT_ID"):
        read_settings()
    monkeypatch.setenv("EHCP_OIDC_CLIENT_ID", "ehcp")
    with pytest.raises(BadSetting, match="EHCP_OIDC_CLIENT_SECRET"):
        read_settings()
    monkeypatch.setenv("EHCP_OIDC_CLIENT_SECRET", "hunter2")
    settings = read_settings()
    assert settings.oidc_issuer == "https://login.council.example"
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize("address", ["http://login.council.example", "http://localhost.evil/x"])
def test_an_identity_provider_is_reached_safely_or_not_at_all(monkeypatch, address):
    monkeypatch.setenv("EHCP_OIDC_ISSUER", address)
    with pytest.raises(BadSetting, match="Write the https address"):
        read_settings()


def test_local_accounts_stay_on_where_there_is_nothing_else(monkeypatch):
    monkeypatch.setenv("EHCP_LOCAL_ACCOUNTS", "Off")
    with pytest.raises(BadSetting, match="EHCP_OIDC_ISSUER"):
        read_settings()


def test_no_error_and_no_print_shows_a_password(monkeypatch):
    monkeypatch.setenv("EHCP_DATABASE_URL", "oracle://ehcp:hunter2@db.example/ehcp")
    with pytest.raises(BadSetting) as refused:
        read_settings()
    assert "hunter2" not in str(refused.value)
    assert "db.example" in str(refused.value)
    monkeypatch.setenv("EHCP_DATABASE_URL", "postgresql://ehcp:hunter2@db.example/ehcp")
    monkeypatch.setenv("EHCP_SMTP_USER", "ehc")
    monkeypatch.setenv("EHCP_SMTP_PASSWORD", "hunter2")
    assert "hunter2" not in repr(read_settings())


def test_a_file_where_a_folder_belongs_is_refused(monkeypatch, tmp_path):
    file = tmp_path / "mails"
    file.write_text("")
    monkeypatch.setenv("EHCP_MAILBOX", str(file))
    with pytest.raises(BadSetting, match="Name a folder"):
        read_settings()
