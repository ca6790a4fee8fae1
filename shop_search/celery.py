import os
from logging.config import dictConfig

from celery import Celery
from celery.signals import setup_logging, task_prerun
from django.conf import settings
from django.utils.translation import activate
from kombu.pools import ProducerPool, producers

from catalog.locales import ENGLISH

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_search.settings")
# Seconds for each of two or three attempts. With the timeouts of a worker that consumes, a request
# waited 15 to 45 s for a silent broker. Giving up is safe: the database holds the pending work, and
# the sweep enqueues it.
PRODUCER_TIMEOUTS = {"socket_connect_timeout": 1, "socket_timeout": 1}


class Shop(Celery):
    @property
    def producer_pool(self) -> ProducerPool:
        """The connections for enqueueing, separate from those on which workers consume."""
        # Not cached: kombu resets its pools in a forked worker.
        pool: ProducerPool = producers[
            self.connection_for_write(transport_options=PRODUCER_TIMEOUTS)
        ]
        return pool


app = Shop("shop_search")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_web_server_does(**_signal: object) -> None:
    """Configure logging. Celery installs no handlers of its own if this signal has a receiver."""
    dictConfig(settings.LOGGING)


@task_prerun.connect
def speak_english(**_signal: object) -> None:
    """Write reports for merchants in English, whatever the language of the shop's pages is."""
    activate(ENGLISH)
