"""formcheck: whether a runner's pelvis is held still, with an error on every degree."""

__version__ = "0.1.0"
