"""Mail servers for tests, on real sockets: one that takes mail or refuses it, as it is told; one that is silent."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path


@dataclass
class Letter:
    """yes_was_read: whether the sender took our "250" off its socket. went_on: whether it said anything afterwards.

    noted: whether a note lay on the sender's disk already, by which it knew that this mail had been taken.
    """

    recipient: str
    content: bytes
    noted: bool = False
    yes_was_read: bool = False
    went_on: bool = False

    @property
    def message_id(self) -> str:
        return str(message_from_bytes(self.content)["Message-ID"])


@dataclass
class PostOffice:
    """What the server took, in order.

    refusal: what it answers to every mail instead ("" for none). may_answer: as long as it is not set, no mail that was
    taken is answered. notes: where the sender leaves its notes (editorial/work/notes.py).
    """

    port: int = 0
    refusal: str = ""
    notes: Path = Path("nowhere")
    may_answer: threading.Event = field(default_factory=threading.Event)
    refused: int = 0
    letters: list[Letter] = field(default_factory=list)


class Talk(socketserver.StreamRequestHandler):
    """One conversation (RFC 5321), as much of it as smtplib needs."""

    server: "Server"

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        with suppress(ConnectionError):  # whoever talked with us was killed
            self.talk()

    def talk(self) -> None:
        office, recipient = self.server.office, ""
        self.say("220 post office")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                recipient = line.split(b"<")[1].split(b">")[0].decode()
            if verb == b"RCPT" and office.refusal:
                office.refused += 1
                self.say(office.refusal)
            elif verb == b"DATA":
                self.say("354 go on")
                content = self.rfile.readline()
                while not content.endswith(b"\r\n.\r\n"):
                    if not (line := self.rfile.readline()):
                        return
                    content += line
                self.take(Letter(recipient, content.removesuffix(b".\r\n")))
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 yes")

    def take(self, letter: Letter) -> None:
        """Keep the letter, say yes, and note whether that was heard.

        Who closes, or is killed, with something unread resets the connection (RFC 1122, 4.2.2.13).
        """
        office = self.server.office
        letter.noted = (office.notes / letter.message_id.strip("<").partition("@")[0]).exists()
        office.letters.append(letter)
        office.may_answer.wait()
        self.say("250 taken")
        letter.went_on = bool(self.connection.recv(1, socket.MSG_PEEK))
        letter.yes_was_read = self.connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    office: PostOffice


@contextmanager
def post_office(port: int = 0) -> Iterator[PostOffice]:
    """A mail server on this port of the loopback address; 0 for a free one."""
    with Server(("127.0.0.1", port), Talk) as server:
        server.office = PostOffice(port=server.server_address[1])
        server.office.may_answer.set()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.office
        finally:
            server.shutdown()


@contextmanager
def silent_server() -> Iterator[int]:
    """A port that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=200) as listener:
        yield listener.getsockname()[1]
