"""A runner in front of a camera: guided, counted and told while it happens."""
