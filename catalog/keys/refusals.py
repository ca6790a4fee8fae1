"""Why a key is not accepted. Each message says what to do."""


class KeyRefused(Exception):
    """The key cannot be used like this, but may be elsewhere."""


class InvalidKey(KeyRefused):
    """It is no key, or none any more."""
