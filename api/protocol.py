"""uvicorn's parser with bounds of its own: endless headers end early, and what it cannot parse is told as a problem."""

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.problems import MEDIA_TYPE

MOST_HEAD_BYTES = 128 * 1024
"""Above the gate's own limit, so that the gate's better answer comes first wherever it can."""
MOST_LET_GO_BYTES = 8 * 1024 * 1024
LET_GO_S = 1.0


class GuardedProtocol(HttpToolsProtocol):
    """One connection.  The parser itself would hold headers of any length in memory before anybody is asked."""

    _head_bytes = 0
    _in_head = True
    _left_bytes: int | None = None

    def data_received(self, data: bytes) -> None:
        """Feeds the parser, and refuses a connection whose headers do not end."""
        if self._left_bytes is not None:
            self._let_go(data)
            return
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._refuse(431, "headers_too_large", "Headers too large", "The headers are too long.")

    def on_message_begin(self) -> None:
        """The next request's head begins."""
        self._head_bytes, self._in_head = 0, True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is complete; the gate judges it."""
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Whatever follows on this connection is another head."""
        self._head_bytes, self._in_head = 0, True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Says that the bytes are not HTTP."""
        self._refuse(400, "request_malformed", "Request malformed", "The request is not valid HTTP.")

    def _refuse(self, status: int, code: str, title: str, detail: str) -> None:
        body = orjson.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code})
        head = (
            f"HTTP/1.1 {status} {title}\r\ncontent-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        # Closing at once on a client that is still writing would reset the connection under the answer.
        self._left_bytes = MOST_LET_GO_BYTES
        self.loop.call_later(LET_GO_S, self.transport.close)

    def _let_go(self, data: bytes) -> None:
        """Reads what a refused client still sends, for a moment, and forgets it."""
        assert self._left_bytes is not None
        self._left_bytes -= len(data)
        if self._left_bytes < 0:
            self.transport.close()
