"""A session as it happens: the clip seen so far, through the same pipeline, and what the person is told."""
