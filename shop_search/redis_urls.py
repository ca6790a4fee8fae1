"""One Redis, and how each client wants its address."""

from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit


def of_database(url: str, number: int) -> str:
    """The same server's other database."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return _at_socket("unix", parts, db=str(number))
    return parts._replace(path=f"/{number}").geturl()


def of_broker(url: str) -> str:
    """As Celery's transport wants it: redis-py's unix:// is redis+socket:// there."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        database = dict(parse_qsl(parts.query)).get("db", "0")
        return _at_socket("redis+socket", parts, virtual_host=database)
    return url


def _at_socket(scheme: str, parts: SplitResult, **database: str) -> str:
    query = {name: value for name, value in parse_qsl(parts.query) if name != "db"} | database
    # Not by geturl(), which leaves out the // of an address without a host.
    return f"{scheme}://{parts.netloc}{parts.path}?{urlencode(query)}"
