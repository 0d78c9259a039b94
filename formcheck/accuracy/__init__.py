"""How good the numbers are: `formcheck accuracy`, a development command, on people that no calibration has seen."""
