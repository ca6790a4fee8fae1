# One image for the web server, the worker, beat and the migrations.
FROM python:3.12.14-slim-trixie

# The index that pip installs torch from. The default has CUDA builds; an index of CPU builds makes
# the image several gigabytes smaller.
ARG TORCH_INDEX=""

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 \
    SHOP_VAR=/var/shop SHOP_STATIC_ROOT=/app/staticfiles
WORKDIR /app

COPY requirements.txt constraints.txt ./
RUN torch="$(grep -E '^torch(vision)?==' requirements.txt | tr '\n' ' ')" \
 && pip install ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} $torch -c constraints.txt \
 && pip install -r requirements.txt -c constraints.txt

COPY . .
# Root owns the code, so that the running user cannot change it. It writes only to /var/shop and /tmp.
RUN useradd --system --uid 10001 --home-dir /var/shop shop \
 && mkdir -p /var/shop/media \
 && python manage.py export_encoder --encoder bundled --exact \
 && chown -R shop /var/shop \
 && python manage.py collectstatic --noinput
USER shop
VOLUME /var/shop
EXPOSE 8000

# Checks liveness only: restarting this container would not repair a database that is down.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=4)"]

CMD ["python", "-m", "shop_search.serve", "--host", "0.0.0.0"]
