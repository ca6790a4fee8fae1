"""URLs of one Redis server, in the form that each client library takes."""

from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit


def with_database(url: str, number: int) -> str:
    """Return the URL of another database on the same server."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return _socket_url("unix", parts, db=str(number))
    return parts._replace(path=f"/{number}").geturl()


def celery_broker_url(url: str) -> str:
    """Return the URL as Celery writes it: redis+socket:// for unix://, others unchanged."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        database = dict(parse_qsl(parts.query)).get("db", "0")
        return _socket_url("redis+socket", parts, virtual_host=database)
    return url


def _socket_url(scheme: str, parts: SplitResult, **database: str) -> str:
    query = {name: value for name, value in parse_qsl(parts.query) if name != "db"} | database
    # Not geturl(): it drops the // of a URL without a host.
    return f"{scheme}://{parts.netloc}{parts.path}?{urlencode(query)}"
