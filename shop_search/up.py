"""`./shop up`: runs the whole shop on one machine until it is stopped."""

import os
import socket
import time
from pathlib import Path

from django.conf import settings

from catalog.models import ProductIndexing, WorkState
from lab.demo.load import MERCHANT_USER
from shop_search.embedded.folder import prepare_folder
from shop_search.encoder_watch import EncoderWatch
from shop_search.first_start import ADMIN, admin_password, merchant_password, prepare_database
from shop_search.preflight import (
    require_encoder,
    require_free_port,
    require_secret_key,
    single_instance,
)
from shop_search.privileges import unprivileged
from shop_search.processes import Deployment, programs
from shop_search.progress import console, count_down, step
from shop_search.server_checks import require_database, require_redis
from shop_search.startup_probe import RunningShop, wait_until_ready
from shop_search.static_files.collecting import prepare_static_files
from shop_search.supervisor import STOP_SIGNALS, Stopped, Supervisor, stopping_on

POLL = 0.3  # seconds
READY = """
[bold green]Ready[/] after {seconds:.0f} s: [bold]{address}/[/]

  Search   drop a photo on that page or click a sample, add words such as "in blue"
  Admin    {address}/admin/   user [bold]{user}[/], password in {password}
           {merchant}
  REST     {address}/api/schema/
           curl -F text="blue shoes" {address}/api/v1/searches/
  Logs     {logs}
  Stop     Ctrl-C
"""


def up(deployment: Deployment) -> None:
    """Run the shop until Ctrl-C, SIGTERM or SIGHUP. Raises CannotStart."""
    began = time.monotonic()
    prepare_folder(deployment.var)
    with single_instance(deployment.var):
        require_secret_key(settings.SECRET_KEY)
        require_encoder(settings.SHOP_ENCODER, deployment.var)
        require_free_port(deployment.host, deployment.port)
        require_database(settings.DATABASE_URL)
        require_redis(settings.REDIS_URL)
        try:
            with stopping_on(*STOP_SIGNALS):
                loaded = prepare_database(deployment.var, demo=deployment.demo)
                run(deployment, began, wait_for_catalog=loaded)
        except Stopped as stopped:
            console.print(f"Stopped by {stopped}.")


def run(deployment: Deployment, began: float, *, wait_for_catalog: bool) -> None:
    """Start the processes and keep them running."""
    allow_local_hosts(deployment)
    prepare_static_files(deployment.var)
    supervisor = Supervisor(unprivileged(programs(deployment), deployment), report=report)
    encoder = EncoderWatch(report)

    def watch() -> None:
        supervisor.check()
        encoder.look()
        time.sleep(POLL)

    try:
        supervisor.start()
        with step("Starting the web server and the workers"):
            wait_until_ready(RunningShop.at(deployment.local_url), check=supervisor.check)
        if wait_for_catalog:
            count_down("Embedding the catalog", pending, watch, hopeless=lambda: encoder.failed)
        announce(deployment, time.monotonic() - began)
        while True:
            watch()
    finally:
        with step("Stopping"):
            supervisor.stop()


def report(message: str) -> None:
    # Without markup: a path may contain brackets.
    console.print(message, markup=False, soft_wrap=True)


def pending() -> int:
    return ProductIndexing.objects.filter(state=WorkState.PENDING).count()


def allow_local_hosts(deployment: Deployment) -> None:
    """Unless SHOP_ALLOWED_HOSTS is set, allow --host and this machine's name and addresses."""
    if "SHOP_ALLOWED_HOSTS" not in os.environ:
        local = {deployment.host, socket.gethostname(), *_addresses()}
        os.environ["SHOP_ALLOWED_HOSTS"] = ",".join([*settings.ALLOWED_HOSTS, *sorted(local)])


def _addresses() -> set[str]:
    try:
        entries = socket.getaddrinfo(socket.gethostname(), None, family=socket.AF_INET)
    except OSError:
        return set()
    return {str(address[0]) for *_, address in entries}


def merchant_line(password_file: Path) -> str:
    if not password_file.exists():
        return "where you create merchants and their users"
    return f"or user [bold]{MERCHANT_USER}[/], password in {password_file}"


def announce(deployment: Deployment, seconds: float) -> None:
    console.print(
        READY.format(
            seconds=seconds,
            address=RunningShop.at(deployment.local_url).public_url,
            user=ADMIN,
            password=admin_password(deployment.var),
            merchant=merchant_line(merchant_password(deployment.var)),
            logs=deployment.var / "log",
        ),
        soft_wrap=True,
    )
