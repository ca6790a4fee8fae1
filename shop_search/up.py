"""`./shop up`: the whole shop on one machine, until it is told to stop."""

import os
import socket
import time
from pathlib import Path

from django.conf import settings

from catalog.models import ProductIndexing, WorkState
from lab.demo.load import MERCHANT_USER, demo_is_wanted
from shop_search import first_start
from shop_search.confined import confined
from shop_search.embedded.folder import prepare_folder
from shop_search.preflight import require_free_port, require_secret_key, the_only_one
from shop_search.processes import Plan, programs
from shop_search.progress import console, count_down, step
from shop_search.ready import Shop, wait_until_ready
from shop_search.stores import require_database, require_redis
from shop_search.supervisor import STOP_SIGNALS, Stopped, Supervisor, stopping_on

POLL = 0.3
READY = """
[bold green]Ready[/] after {seconds:.0f} s: [bold]{address}/[/]

  Search   drop a photo there or click a sample, add words such as "in blue"
  Admin    {address}/admin/   user [bold]{user}[/], password in {password}
           {merchant}
  REST     {address}/api/schema/
           curl -F text="blue shoes" {address}/api/v1/searches/
  Logs     {logs}
  Stop     Ctrl-C
"""


def up(plan: Plan) -> None:
    """Returns after Ctrl-C or SIGTERM. Raises CannotStart."""
    began = time.monotonic()
    prepare_folder(plan.var)
    with the_only_one(plan.var):
        require_secret_key(settings.SECRET_KEY)
        require_free_port(plan.host, plan.port)
        require_database(settings.DATABASE_URL)
        require_redis(settings.REDIS_URL)
        try:
            with stopping_on(*STOP_SIGNALS):
                filled = prepare(plan)
                run(plan, began, wait_for_catalog=filled)
        except Stopped as stopped:
            console.print(f"Stopped by {stopped}.")


def prepare(plan: Plan) -> bool:
    """Whether the demo catalog was just loaded, so that it waits for its vectors."""
    with step("Migrating the database"):
        first_start.migrate()
        first_start.create_admin(plan.var / "admin-password")
    wanted: bool = plan.demo and demo_is_wanted()
    if wanted:
        console.print("Filling the empty database with the demo catalog")
        first_start.load_demo(plan.var / "merchant-password")
    return wanted


def run(plan: Plan, began: float, *, wait_for_catalog: bool) -> None:
    """Start the processes and keep them running."""
    allow_host(plan)
    supervisor = Supervisor(confined(programs(plan), plan), report=report)

    def watch() -> None:
        supervisor.check()
        time.sleep(POLL)

    try:
        supervisor.start()
        with step("Starting the web server and the workers"):
            wait_until_ready(Shop.at(plan.address), check=supervisor.check)
        if wait_for_catalog:
            count_down("Embedding the catalog", pending, watch)
        announce(plan, time.monotonic() - began)
        while True:
            watch()
    finally:
        with step("Stopping"):
            supervisor.stop()


def report(message: str) -> None:
    # A path in it may look like markup.
    console.print(message, markup=False, soft_wrap=True)


def pending() -> int:
    return ProductIndexing.objects.filter(state=WorkState.PENDING).count()


def allow_host(plan: Plan) -> None:
    """With --host, this machine's own names are answered to, unless the settings say which."""
    if "SHOP_ALLOWED_HOSTS" not in os.environ:
        own = {plan.host, socket.gethostname(), *_addresses()}
        os.environ["SHOP_ALLOWED_HOSTS"] = ",".join([*settings.ALLOWED_HOSTS, *sorted(own)])


def _addresses() -> set[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, family=socket.AF_INET)
    except OSError:
        return set()
    return {str(address[0]) for *_, address in found}


def merchant_line(password_file: Path) -> str:
    if not password_file.exists():
        return "create merchants and their users there"
    return f"or user [bold]{MERCHANT_USER}[/], password in {password_file}"


def announce(plan: Plan, seconds: float) -> None:
    console.print(
        READY.format(
            seconds=seconds,
            address=Shop.at(plan.address).public_address,
            user=first_start.ADMIN,
            password=plan.var / "admin-password",
            merchant=merchant_line(plan.var / "merchant-password"),
            logs=plan.var / "log",
        ),
        soft_wrap=True,
    )
