"""A real nginx with TLS, with the configuration of docs/operations.md."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from django.conf import settings

DOCUMENTED = re.compile(r"```nginx\n(.*?)```", re.DOTALL)
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    http: int
    https: int
    shop: int


@contextmanager
def nginx(folder: Path, ports: Ports) -> Iterator[Path]:
    """Run nginx. Yields the path of its certificate, for shop.example and 127.0.0.1."""
    certificate = make_certificate(folder)
    (folder / "nginx.conf").write_text(configuration(folder, ports))
    process = subprocess.Popen([installed(), "-p", folder, "-c", folder / "nginx.conf"])
    try:
        wait_until_ready(process, ports)
        yield certificate
    finally:
        process.terminate()
        process.wait(20)


def configuration(folder: Path, ports: Ports) -> str:
    match = DOCUMENTED.search((settings.BASE_DIR / "docs" / "operations.md").read_text())
    assert match
    documented = (
        match[1]
        .replace("127.0.0.1:8000", f"127.0.0.1:{ports.shop}")
        .replace("listen 80;", f"listen 127.0.0.1:{ports.http};")
        .replace("listen 443 ssl;", f"listen 127.0.0.1:{ports.https} ssl;")
        .replace("/etc/ssl/shop.example", str(folder / "shop.example"))
    )
    paths = "".join(f"{name}_temp_path {folder}/{name};\n" for name in TEMPORARY)
    return (
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{paths}{documented}}}\n"
    )


def make_certificate(folder: Path) -> Path:
    certificate = folder / "shop.example.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=shop.example"),
            *("-addext", "subjectAltName=DNS:shop.example,IP:127.0.0.1"),
            *("-keyout", folder / "shop.example.key", "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    return certificate


def installed() -> str:
    """Return the path of nginx. Installs it if missing, because its tests are never skipped."""
    path = f"{os.environ['PATH']}:/usr/sbin"
    if shutil.which("nginx", path=path) is None:
        subprocess.run(["apt-get", "update"], check=True)
        subprocess.run(
            ["apt-get", "install", "-y", "--no-install-recommends", "nginx-light"],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            check=True,
        )
    found = shutil.which("nginx", path=path)
    assert found, "Install nginx; the tests use it as the proxy in front of the shop."
    return found


def wait_until_ready(process: "subprocess.Popen[bytes]", ports: Ports) -> None:
    deadline = time.monotonic() + 20
    while True:
        assert process.poll() is None
        assert time.monotonic() < deadline
        try:
            requests.get(f"http://127.0.0.1:{ports.http}/", timeout=5, allow_redirects=False)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
