import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from shop_search.preflight import require_secret_key

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_search.settings")
# Seconds. A request that waits longer on one statement is told 503 (middleware.py).
os.environ.setdefault("SHOP_STATEMENT_TIMEOUT", "10")
require_secret_key(settings.SECRET_KEY)
application = get_wsgi_application()
