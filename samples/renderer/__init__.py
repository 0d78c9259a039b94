"""Renders people whose joint angles are exactly known.

World frame, everywhere in this package: x to the person's left, y to the person's back, z up, metres,
floor at z = 0. The person of the set-up stance faces -y.
"""
