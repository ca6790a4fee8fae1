# One image for the web server, the worker, the periodic sweep and the migrations.
FROM python:3.12.14-slim-trixie

# Left empty, pip takes torch from its default index, on Linux with CUDA. An index of CPU builds
# makes the image several gigabytes smaller.
ARG TORCH_INDEX=""

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 \
    SHOP_VAR=/var/shop SHOP_STATIC_ROOT=/app/staticfiles
WORKDIR /app

COPY requirements.txt constraints.txt ./
RUN torch="$(grep -E '^torch(vision)?==' requirements.txt | tr '\n' ' ')" \
 && pip install ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} $torch -c constraints.txt \
 && pip install -r requirements.txt -c constraints.txt

COPY . .
# The code stays root's: what runs cannot change it. Nothing is written but below /var/shop and /tmp.
RUN useradd --system --uid 10001 --home-dir /var/shop shop \
 && mkdir -p /var/shop/media \
 && python manage.py export_encoder --encoder bundled --exact \
 && chown -R shop /var/shop \
 && python manage.py collectstatic --noinput
USER shop
VOLUME /var/shop
EXPOSE 8000

# Liveness only: restarting this container would not bring a database back.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=4)"]

CMD ["python", "-m", "shop_search.serve", "--host", "0.0.0.0"]
