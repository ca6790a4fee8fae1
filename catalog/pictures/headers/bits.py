"""A reader of bit fields, as video headers pack them."""


class BitReader:
    """Reads `data` from the front. Every method raises EOFError when too few bits are left."""

    def __init__(self, data: bytes) -> None:
        self._number = int.from_bytes(data)
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        """Read an unsigned integer of `count` bits."""
        if count > self._left:
            raise EOFError("The header ends too soon.")
        self._left -= count
        return self._number >> self._left & (1 << count) - 1

    def flag(self) -> bool:
        return self.take(1) == 1

    def exponential_golomb(self) -> int:
        """Read a ue(v) of H.265 or a uvlc() of AV1: n zeros, a one, and n bits."""
        zeros = 0
        while not self.flag():
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)
