"""Rendered people with known pelvic angles, drawn at random: what the pelvis estimator learns from.

`people` draws whom, `postures` what they do, `shots` from where and how they are filmed, `render` makes pictures,
`landmarks` finds the landmarks in them, `table` joins them. ``python -m samples.training`` does all of it.
"""
