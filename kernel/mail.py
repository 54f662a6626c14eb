"""Letters by e-mail: through an SMTP server, or into a folder that a developer reads."""

import asyncio
import os
import secrets
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from kernel.errors import DomainError

TIMEOUT_S = 10
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
"""smtp: STARTTLS, which must succeed; smtps: TLS from the first byte; smtp+plain: neither, for a server on the machine."""


class MailUnsent(DomainError):
    """The letter was not taken."""

    code = "mail_unsent"


class MailAddressWrong(DomainError):
    """The server's address is none: smtp://user:password@host:587, smtps://…, or smtp+plain://localhost:25."""

    code = "mail_address_wrong"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter in plain text.  to: an address that was checked; subject: one line; at: when it was written."""

    to: str
    subject: str
    text: str
    at: datetime


class Post(Protocol):
    """Who takes letters."""

    async def send(self, letter: Letter) -> None:
        """Hands the letter over; raises `MailUnsent`."""


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """The letter as RFC 5322 §3.6 has it; the standard library refuses line breaks in headers.

    Not every server adds the date and the number, and without them it is taken for spam.
    """
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Date"] = sender, letter.to, letter.subject, letter.at
    made["Message-ID"] = f"<{secrets.token_hex(16)}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)
    return made


class Nowhere:
    """No post: every letter is refused."""

    async def send(self, letter: Letter) -> None:
        """Raises `MailUnsent`."""
        raise MailUnsent


class Folder:
    """A folder, one file a letter, readable by its owner alone: for development."""

    def __init__(self, directory: Path, sender: str) -> None:
        self._directory = directory
        self._sender = sender

    async def send(self, letter: Letter) -> None:
        """Writes `<number>.eml`, the newest with the highest number; raises `MailUnsent`."""
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            data = message_of(letter, self._sender).as_bytes()
            number = len(list(self._directory.glob("*.eml"))) + 1
            while True:
                try:
                    path = self._directory / f"{number:06}.eml"
                    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                    break
                except FileExistsError:
                    number += 1
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
        except (OSError, ValueError) as problem:
            raise MailUnsent from problem


class Smtp:
    """An SMTP server."""

    def __init__(self, url: str, sender: str) -> None:
        """Raises `MailAddressWrong`."""
        try:
            parts = urlsplit(url)
            self._port = parts.port or PORTS[parts.scheme]
        except (ValueError, KeyError) as problem:
            raise MailAddressWrong from problem
        if not parts.hostname:
            raise MailAddressWrong
        self._scheme, self._host, self._sender = parts.scheme, parts.hostname, sender
        self._login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None

    async def send(self, letter: Letter) -> None:
        """Hands it over in a thread of its own; raises `MailUnsent` within about `TIMEOUT_S` of silence."""
        try:
            await asyncio.to_thread(self._send, message_of(letter, self._sender))
        except (OSError, smtplib.SMTPException, ValueError) as problem:
            raise MailUnsent from problem

    def _send(self, message: EmailMessage) -> None:
        trusted = ssl.create_default_context()
        if self._scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_S, context=trusted)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_S)
        with server:
            if self._scheme == "smtp":
                server.starttls(context=trusted)
            if self._login is not None:
                server.login(*self._login)
            server.send_message(message)
