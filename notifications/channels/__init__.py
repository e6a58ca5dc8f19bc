"""The roads by which letters go: one file each, and one line here."""

from collections.abc import Callable
from typing import TypeGuard

from config.council import Council
from config.settings import Settings
from notifications.channels.channel import Channel, Receipted


def _mailbox(settings: Settings, council: Council) -> Channel:
    from notifications.channels.mailbox import Mailbox

    return Mailbox(settings.mailbox, sender=council.about.team_mailbox)


def _smtp(settings: Settings, council: Council) -> Channel:
    from notifications.channels.smtp import Smtp

    return Smtp.of(settings, council)


def _govuk_notify(settings: Settings, council: Council) -> Channel:
    from notifications.channels.govuk_notify import GovukNotify

    return GovukNotify.of(settings, council)


CHANNELS: dict[str, Callable[[Settings, Council], Channel]] = {
    "mailbox": _mailbox,
    "smtp": _smtp,
    "govuk_notify": _govuk_notify,
}


def open_channel(settings: Settings, council: Council) -> Channel:
    """Give the road that EHCP_CHANNEL names."""
    return CHANNELS[settings.channel](settings, council)


def gives_receipts(channel: Channel) -> TypeGuard[Receipted]:
    """Say whether a road can be asked what became of a letter."""
    return channel.gives_receipts
