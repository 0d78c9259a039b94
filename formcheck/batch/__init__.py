"""A folder of clips, each analysed once, on all cores or many machines, and nothing lost.

`find` (files) → `run` (which are to be done) → `job` (clip → results folder, in another process) → `ledger` (what is
done) → `tables` and `index` (what it came to).
"""
