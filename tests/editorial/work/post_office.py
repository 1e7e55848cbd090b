"""Mail servers for tests, on real sockets: one that takes mail or refuses it, as it is told; one that is silent."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes


@dataclass
class Letter:
    recipient: str
    content: bytes

    @property
    def message_id(self) -> str:
        return str(message_from_bytes(self.content)["Message-ID"])


@dataclass
class PostOffice:
    """What the server took, in order. refusal: what it answers to every mail instead ("" for none)."""

    port: int = 0
    refusal: str = ""
    refused: int = 0
    letters: list[Letter] = field(default_factory=list)


class Talk(socketserver.StreamRequestHandler):
    """One conversation (RFC 5321), as much of it as smtplib needs."""

    server: "Server"

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
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
                content = b"".join(iter(self.rfile.readline, b".\r\n"))
                office.letters.append(Letter(recipient, content))
                self.say("250 taken")
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 yes")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    office: PostOffice


@contextmanager
def post_office(port: int = 0) -> Iterator[PostOffice]:
    """A mail server on this port of the loopback address; 0 for a free one."""
    with Server(("127.0.0.1", port), Talk) as server:
        server.office = PostOffice(port=server.server_address[1])
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
