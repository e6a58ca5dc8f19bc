"""Promises about the mail server: it takes, refuses, hangs or drops, and we make the best of it."""

import asyncio
import socket
import ssl
from datetime import UTC, datetime
from email import message_from_bytes, policy
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notifications.channels.channel import MayHaveGone, NotNow, Refused, RoadClosed
from notifications.channels.smtp import Smtp
from notifications.mime import Envelope, in_envelope
from tests.notifications.conftest import DECIDED, EP, HEALTH, at

WAIT = 0.4


class Server:
    """A handler that takes every mail, or does what it is told to at one of its hooks."""

    def __init__(self, **does):
        self.does = does
        self.taken = []
        self.lines = set()

    async def handle_RCPT(self, server, session, envelope, address, _options):  # noqa: N802 - its name
        self.lines.add(session.peer)
        said = await self._do("rcpt", server, address)
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 ok"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 - its name
        said = await self._do("data", server, envelope.rcpt_tos[0])
        if said is None:
            self.taken.append(envelope)
        return said or "250 taken"

    async def _do(self, hook, server, address):
        does = self.does.get(hook)
        if does == "drop":
            server.transport.abort()
            return "451 gone"
        if does == "hang":
            await asyncio.sleep(WAIT * 4)
            return "451 too late"
        if does and does.startswith("if "):
            _, who, said = does.split(" ", 2)
            return said if who in address else None
        return does


@pytest.fixture
def listening():
    """Start mail servers on ports of their own; stopped afterwards."""
    started = []

    def start(handler, **options):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
        controller.start()
        started.append(controller)
        return port

    yield start
    for controller in started:
        controller.stop()


@pytest.fixture
def road(listening):
    """Give a road to a server that does as it is told; hung up afterwards."""
    roads = []

    def to(handler, *, security="none", **options):
        server_options = options.pop("server", {})
        made = Smtp(
            host="127.0.0.1",
            port=options.pop("port", None) or listening(handler, **server_options),
            security=security,
            sender="ehc@exampleshire.example",
            timeout=WAIT,
            **options,
        )
        roads.append(made)
        return made

    yield to
    for made in roads:
        made.close()


def letter(number=1, text=".begins with a dot\nand ends – so", to="ep@service.example") -> Envelope:
    return in_envelope(
        message_id=f"{number:032x}",
        sender="ehc@exampleshire.example",
        sender_name="Exampleshire EHC team",
        reply_to="ehc.team@exampleshire.example",
        recipient=to,
        subject="Advice needed – case K7Q-2ND",
        text=text,
        html=f"<p>{text}</p>",
        at=at(DECIDED),
    )


def test_a_letter_arrives_as_it_was_written(road):
    server = Server()
    road(server).send(letter())
    (taken,) = server.taken
    mail = message_from_bytes(taken.content, policy=policy.default)
    assert (taken.mail_from, taken.rcpt_tos) == ("ehc@exampleshire.example", ["ep@service.example"])
    assert mail["Subject"] == "Advice needed – case K7Q-2ND"
    assert mail["Message-ID"] == f"<{1:032x}@exampleshire.example>"
    assert mail["Reply-To"] == "ehc.team@exampleshire.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    part = mail.get_body(("plain",))
    assert part is not None
    assert part.get_content().splitlines() == [".begins with a dot", "and ends – so"]
    assert mail.get_content_type() == "multipart/alternative"
    assert mail.defects == []


def test_several_letters_go_down_one_line(road):
    server = Server()
    sending = road(server)
    for number in range(5):
        sending.send(letter(number))
    assert len(server.taken) == 5
    assert len(server.lines) == 1


def test_a_line_that_the_server_dropped_meanwhile_is_opened_again(road):
    server = Server()
    sending = road(server)
    sending.send(letter(1))
    sending._line.sock.shutdown(socket.SHUT_RDWR)  # noqa: SLF001 - the server cannot be told to
    sending.send(letter(2))
    assert len(server.taken) == 2


@pytest.mark.parametrize("hook", ["rcpt", "data"])
@pytest.mark.parametrize(
    ("said", "meaning", "failure"),
    [
        ("550 5.1.1 no such mailbox", Refused, "wrong address: 550"),
        ("552 5.2.2 over quota", Refused, "full mailbox: 552"),
        ("554 5.7.1 not wanted", Refused, "technical trouble: 554"),
        ("451 4.3.0 try later", NotNow, "not taken: 451"),
        ("421 4.3.2 shutting down", RoadClosed, "421"),
    ],
)
def test_a_refusal_means_what_it_says(road, hook, said, meaning, failure):
    with pytest.raises(meaning, match=failure):
        road(Server(**{hook: said})).send(letter())


def test_after_a_refusal_the_next_letter_goes(road):
    server = Server(rcpt="if wrong 550 5.1.1 no such mailbox")
    sending = road(server)
    with pytest.raises(Refused):
        sending.send(letter(1, to="wrong@service.example"))
    sending.send(letter(2))
    assert len(server.taken) == 1


def test_a_server_that_hangs_before_the_letter_is_tried_again(road):
    with pytest.raises(NotNow, match="no answer"):
        road(Server(rcpt="hang")).send(letter())


def test_a_server_that_drops_the_line_before_the_letter_is_tried_again(road):
    with pytest.raises(NotNow):
        road(Server(rcpt="drop")).send(letter())


@pytest.mark.parametrize("does", ["hang", "drop"])
def test_once_the_letter_was_handed_over_a_broken_line_leaves_us_in_doubt(road, does):
    with pytest.raises(MayHaveGone):
        road(Server(data=does)).send(letter())


def test_a_server_that_is_not_there_closes_the_road(road):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(RoadClosed, match="cannot be reached"):
            road(None, port=taken.getsockname()[1]).send(letter())


def test_a_server_that_never_greets_closes_the_road(road):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(RoadClosed, match="has not answered"):
            road(None, port=silent.getsockname()[1]).send(letter())


def test_a_server_without_the_security_asked_for_closes_the_road(road):
    with pytest.raises(RoadClosed, match="EHCP_SMTP_SECURITY=starttls"):
        road(Server(), security="starttls").send(letter())


def test_letters_go_under_starttls_to_a_server_that_is_trusted(road, certificate):
    theirs, ours = certificate
    server = Server()
    handler_options = {"tls_context": theirs, "require_starttls": True}
    road(server, security="starttls", trust=ours, server=handler_options).send(letter())
    assert len(server.taken) == 1


def test_a_server_that_nobody_vouches_for_gets_nothing(road, certificate):
    theirs, _ = certificate
    server = Server()
    handler_options = {"tls_context": theirs, "require_starttls": True}
    with pytest.raises(RoadClosed, match="cannot be trusted"):
        road(server, security="starttls", server=handler_options).send(letter())
    assert server.taken == []


def test_an_account_that_is_not_accepted_closes_the_road_and_shows_no_password(road, certificate):
    theirs, ours = certificate
    handler_options = {
        "tls_context": theirs,
        "authenticator": lambda *_: AuthResult(success=False, handled=False),
    }
    sending = road(
        Server(),
        security="starttls",
        trust=ours,
        user="ehc",
        password="opensesame",  # noqa: S106 - a test's
        server=handler_options,
    )
    with pytest.raises(RoadClosed, match="EHCP_SMTP_USER") as refused:
        sending.send(letter())
    assert "opensesame" not in str(refused.value) + repr(sending)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Make a certificate for this machine: the server's side, and a client's that trusts it."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail server of the tests")])
    here = x509.IPAddress(ip_address("127.0.0.1"))
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([here]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    ours = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
    return theirs, ours


def test_the_outbox_goes_through_a_server_that_drops_the_line(office, road):
    office.service()
    office.service(HEALTH, name="Exampleshire Trust", email="trust@service.example")
    office.case(EP, HEALTH)
    office.write(DECIDED)
    result = office.send(DECIDED, by=road(Server(data="drop")))
    assert (result.sent, result.uncertain) == (0, 2)
    assert office.send(DECIDED, hour=17, by=road(Server())).sent == 0


def test_the_outbox_waits_for_a_server_that_is_away(office, road):
    office.service()
    office.case(EP)
    office.write(DECIDED)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        away = office.send(DECIDED, by=road(None, port=taken.getsockname()[1]))
    assert "cannot be reached" in (away.road_closed or "")
    server = Server()
    assert office.send(DECIDED, hour=10, by=road(server)).sent == 1
    assert len(server.taken) == 1
