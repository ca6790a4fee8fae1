"""One search over HTTP, timed."""

import json
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Final

from lab.benchmarks.http.questions import Question

PATH: Final = "/api/v1/searches/"
TIMEOUT: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    seconds: float
    problem: str = ""  # "" when it was answered as it should be

    @property
    def good(self) -> bool:
        return not self.problem


def asked(host: str, port: int, question: Question) -> Answered:
    """On a connection of its own."""
    started = time.perf_counter()
    connection = HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("POST", PATH, question.body, {"Content-Type": question.content_type})
        response = connection.getresponse()
        problem = _problem(response.status, response.read())
    except (OSError, HTTPException) as error:
        problem = f"{type(error).__name__}: {error}"
    finally:
        connection.close()
    return Answered(seconds=time.perf_counter() - started, problem=problem)


def _problem(status: int, body: bytes) -> str:
    """A search that fell back on less than vectors would be quicker than it should."""
    if status != 200:
        return f"{status}: {body[:300].decode(errors='replace')}"
    answer = json.loads(body)
    if answer["notices"]:
        return str(answer["notices"])
    return "" if answer["results"] else "no results"
