import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from shop_search.database import limit_statements
from shop_search.preflight import require_secret_key

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_search.settings")
require_secret_key(settings.SECRET_KEY)
# A request whose statement takes longer is answered 503 (middleware.py).
limit_statements(settings.SHOP_STATEMENT_TIMEOUT)
application = get_wsgi_application()
