#!/usr/bin/env python
"""Django's command line, which first starts the embedded servers that a command needs."""

import os
import signal
import sys
from contextlib import ExitStack


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_search.settings")
    from django.core.management import execute_from_command_line
    from environs import EnvError

    from shop_search.embedded.command_line import data_folder, embedded_servers, needs_servers
    from shop_search.failures import CannotStart
    from shop_search.supervisor import Stopped, stopping_on

    try:
        with ExitStack() as stack:
            if needs_servers(sys.argv[1:]):
                stack.enter_context(stopping_on(signal.SIGTERM, signal.SIGHUP))
                stack.enter_context(embedded_servers(data_folder()))
            execute_from_command_line(sys.argv)
    except (CannotStart, EnvError) as error:
        sys.exit(f"shop: {error}")
    except Stopped as stopped:
        sys.exit(f"shop: stopped by {stopped}")
    except KeyboardInterrupt:
        sys.exit("shop: stopped")


if __name__ == "__main__":
    main()
