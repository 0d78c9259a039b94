"""formcheck: is the pelvis held still? See `analyse` and `Result`."""

__version__ = "0.1.0"
