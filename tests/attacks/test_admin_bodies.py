"""The admin neither reads nor stores large bodies of anonymous clients."""

import io
from pathlib import Path

import pytest
import requests

from tests.web_server import web_process

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
ADDRESSES = ("/admin/", "/admin/login/", "/admin/catalog/importrun/add/", "/admin/nothing/here/")


class Endless(io.RawIOBase):
    """A body of 1.5 GB that counts how much of it is read."""

    length = 1_500_000_000

    def __init__(self) -> None:
        self.sent = 0

    def __len__(self) -> int:
        return self.length

    def read(self, size: int = -1) -> bytes:
        piece = bytes(min(size if size > 0 else 65536, self.length - self.sent))
        self.sent += len(piece)
        return piece


def test_anonymous_admin_upload_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with web_process(TMPDIR=str(tmp_path)) as web:
        for address in ADDRESSES:
            body = Endless()
            try:
                answer = requests.post(f"{web.url}{address}", data=body, timeout=60)
            except requests.ConnectionError:
                pass  # the connection was closed while it was still sending
            else:
                assert answer.status_code == 413
            assert body.sent < body.length
        assert list(tmp_path.iterdir()) == []
