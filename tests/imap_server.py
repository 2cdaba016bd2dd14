"""A small IMAP server for tests: it knows one login, and INBOX."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Conversation(socketserver.StreamRequestHandler):
    """Answers what a client says (RFC 3501), for one password."""

    def handle(self) -> None:
        self.say("* OK ready")
        for line in self.rfile:
            tag, command, *rest = line.decode().split()
            match command.upper():
                case "CAPABILITY":
                    self.say("* CAPABILITY IMAP4rev1", f"{tag} OK done")
                case "LOGIN":
                    known = rest[-1].strip('"') == self.server.password  # type: ignore[attr-defined]
                    self.say(f"{tag} OK in" if known else f"{tag} NO wrong")
                case "EXAMINE":
                    found = rest[0].strip('"').upper() == "INBOX"
                    self.say(
                        "* 0 EXISTS", f"{tag} OK [READ-ONLY] done" if found else f"{tag} NO gone"
                    )
                case "LOGOUT":
                    self.say("* BYE", f"{tag} OK done")
                    return
                case _:
                    self.say(f"{tag} BAD unknown")

    def say(self, *lines: str) -> None:
        for line in lines:
            self.wfile.write(f"{line}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    password = ""


@contextmanager
def imap_server(password: str) -> Iterator[int]:
    """Run a mailbox on a free port; give the port."""
    with Server(("127.0.0.1", 0), Conversation) as server:
        server.password = password
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield int(server.server_address[1])
        server.shutdown()
        thread.join()
