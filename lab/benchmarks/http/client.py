"""Send one search over HTTP and time it."""

import json
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Final

from lab.benchmarks.http.search_requests import SearchRequest

PATH: Final = "/api/v1/searches/"
TIMEOUT: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedResponse:
    seconds: float
    problem: str = ""  # "" for a complete response

    @property
    def complete(self) -> bool:
        return not self.problem


def send(host: str, port: int, request: SearchRequest) -> TimedResponse:
    """Send the request over a new connection, and time it up to the end of the response."""
    started = time.perf_counter()
    connection = HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("POST", PATH, request.body, {"Content-Type": request.content_type})
        response = connection.getresponse()
        problem = _problem(response.status, response.read())
    except (OSError, HTTPException) as error:
        problem = f"{type(error).__name__}: {error}"
    finally:
        connection.close()
    return TimedResponse(seconds=time.perf_counter() - started, problem=problem)


def _problem(status: int, body: bytes) -> str:
    """Return what is wrong with a response, or "". Notices count: a degraded search is faster."""
    if status != 200:
        return f"{status}: {body[:300].decode(errors='replace')}"
    content = json.loads(body)
    if content["notices"]:
        return str(content["notices"])
    return "" if content["results"] else "no results"
