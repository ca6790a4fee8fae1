"""What a web server does about encoders when it starts, beside answering requests.

It loads the encoder that answers searches. It also has the one of SHOP_ENCODER exported on its
machine, so that there is no gap when that takes over, and says at once if it cannot be used.
"""

import logging
from threading import Thread

from django.conf import settings
from django.db import DatabaseError, connection

from catalog.embedding.encoder import EncoderError
from catalog.embedding.loading import prepare
from catalog.embedding.onnx.export_process import ExportFailed
from catalog.embedding.onnx.export_retention import tidy_exports
from catalog.embedding.registry import CUSTOM, custom_class, encoder_cache
from catalog.models import EncoderState, EncoderVersion
from shop_search.photo_readiness import load_encoder

logger = logging.getLogger(__name__)


def prepare_encoders() -> Thread:
    """Return the thread that prepares them."""
    thread = Thread(target=_prepare, name="encoders", daemon=True)
    thread.start()
    return thread


def _prepare() -> None:
    try:
        _load_serving()
    except EncoderError:
        pass  # logged where it was raised
    except DatabaseError as error:
        logger.warning("The encoder is loaded with the first search, as the database: %s", error)
    finally:
        connection.close()  # returns it to the pool
    _prepare_next()


def _load_serving() -> None:
    """Load the encoder that answers searches. Raises DatabaseError or EncoderError."""
    versions = list(EncoderVersion.objects.defer("calibration"))
    tidy_exports(encoder_cache(), needed={version.fingerprint for version in versions})
    for version in versions:
        if version.state == EncoderState.SERVING:
            load_encoder(version.name, version.fingerprint)


def _prepare_next() -> None:
    name = settings.SHOP_ENCODER
    try:
        if name.startswith(CUSTOM):
            custom_class(name)
        else:
            prepare(name, encoder_cache())
    except EncoderError as error:
        logger.error("SHOP_ENCODER=%s cannot be used: %s", name, error)  # noqa: TRY400
    except (ExportFailed, OSError) as error:
        logger.warning("SHOP_ENCODER=%s is not exported here: %s", name, error)
