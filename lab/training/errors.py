"""Errors that end a run, with messages for the person who started it."""


class TrainingError(Exception):
    """The run cannot go on; the message names the cause and the fix."""


class NoTrainingData(TrainingError):
    def __init__(self) -> None:
        super().__init__(
            "Nothing to train on: give --designs 2 or more, --photos DIR, or --catalog."
        )


class GpuUnavailable(TrainingError):
    def __init__(self) -> None:
        super().__init__(
            "There is no GPU that PyTorch can use: leave out --device, or install PyTorch for it."
        )
