import os
from logging.config import dictConfig

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from kombu.pools import ProducerPool, producers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_search.settings")
# Seconds, and it is tried two or three times. With the timeouts of a worker that listens, a request
# was measured to wait 15 to 45 s for a silent broker; and it need not: the rows say what is
# pending, and the sweep finds them.
ENQUEUEING = {"socket_connect_timeout": 1, "socket_timeout": 1}


class Shop(Celery):
    @property
    def producer_pool(self) -> ProducerPool:
        """Links for enqueueing alone, apart from those on which workers listen."""
        # Looked up each time: kombu empties its pools in a forked worker.
        pool: ProducerPool = producers[self.connection_for_write(transport_options=ENQUEUEING)]
        return pool


app = Shop("shop_search")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_web_server_does(**_signal: object) -> None:
    """Celery asks before it would put its own handlers in the place of ours."""
    dictConfig(settings.LOGGING)
