"""Trains the pelvis calibration from what ``python -m samples.training`` made; see models/pelvis.md."""
