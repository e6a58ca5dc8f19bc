"""The roads by which letters go: one file each, and one line here."""

from collections.abc import Callable

from config.council import Council
from config.settings import Settings
from notifications.channels.channel import Channel


def _mailbox(settings: Settings, council: Council) -> Channel:
    from notifications.channels.mailbox import Mailbox

    return Mailbox(settings.mailbox, sender=council.about.team_mailbox)


def _smtp(settings: Settings, council: Council) -> Channel:
    from notifications.channels.smtp import Smtp

    return Smtp.of(settings, council)


CHANNELS: dict[str, Callable[[Settings, Council], Channel]] = {
    "mailbox": _mailbox,
    "smtp": _smtp,
}


def open_channel(settings: Settings, council: Council) -> Channel:
    """Give the road that EHCP_CHANNEL names."""
    return CHANNELS[settings.channel](settings, council)
