"""Pure geometry of an upright track: no state, no limits, no verdicts. nan in, nan out."""
