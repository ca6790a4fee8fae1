import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_search.settings")
# Seconds. A request that waits longer on one statement is told 503 (middleware.py).
os.environ.setdefault("SHOP_STATEMENT_TIMEOUT", "10")
application = get_wsgi_application()
