"""The tables of clips: who, where, filmed how, doing what."""

from samples.renderer.recipes.floor import FLOOR
from samples.renderer.recipes.recipe import Recipe
from samples.renderer.recipes.running import RUNNING
from samples.renderer.recipes.squats import SQUATS
from samples.renderer.recipes.standing import STANDING

RECIPES = SQUATS
"""The sample clips, whose pictures are kept."""
EXERCISES = (*RUNNING, *STANDING, *FLOOR)
"""Clips of every other exercise, of which only landmarks and truth are kept."""

__all__ = ["EXERCISES", "RECIPES", "Recipe"]
