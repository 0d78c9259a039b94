"""The plan: what was prescribed, what was done, what is left, and whether anything changed."""
