"""Nobody looks how far a test's evaluation is."""

from lab.evaluation.progress import Step


def unwatched(_what: str, _steps: int) -> Step:
    return lambda _done: None
