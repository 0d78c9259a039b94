"""A result as rows of the batch's tables: a row a leg, and a row a repetition. Their names are a public interface."""

from __future__ import annotations

import math
from typing import Any

from formcheck.outputs.tables import DIGITS
from formcheck.types import Result


def score_rows(result: Result) -> list[dict[str, Any]]:
    """A row a leg, or one for both legs together; None = could not be read.

    `value` is the mean of the criterion that decided and `error` the half-width of its 90 % interval, in `unit`;
    `coverage` is the share of its repetitions' frames that were read, `person_share` that of the clip's frames in
    which somebody was found. `confidence` is how sure the exercise is, None where it was named.
    """
    qasls = {leg.side: leg for leg in result.qasls}
    confidence = next((c.confidence for c in result.candidates if c.exercise == result.exercise), None)
    rows = []
    for verdict in result.verdicts:
        leg = qasls.get(verdict.side)
        rows.append(
            {
                "exercise": result.exercise,
                "confidence": _number(confidence),
                "view": result.view.name,
                "side": str(verdict.side),
                "grade": str(verdict.grade),
                "criterion": verdict.criterion,
                "value": _number(verdict.value),
                "error": _number(verdict.error),
                "unit": verdict.unit.strip(),
                "reps": verdict.reps,
                "coverage": _number(verdict.coverage),
                "qasls_total": leg.total if leg else None,
                "qasls_assessable": leg.assessable if leg else None,
                "reference": result.reference,
                "roll_deg": _number(result.level.roll.value_deg),
                "roll_se_deg": _number(result.level.roll.se_deg),
                "person_share": _number(result.coverage.share),
                "sentence": verdict.sentence,
            }
        )
    return rows


def rep_rows(result: Result) -> list[dict[str, Any]]:
    """A row a repetition, step or hold, as in reps.csv, with the exercise in front."""
    return [
        {
            "exercise": result.exercise,
            "number": rep.number,
            "set": rep.set_number,
            "side": str(rep.side),
            "start_s": round(rep.start_s, 6),
            "key_s": round(rep.key_s, 6),
            "end_s": round(rep.end_s, 6),
            "grade": str(rep.grade),
        }
        | {name: _number(value) for name, value in rep.readings.items()}
        for rep in result.reps
    ]


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(float(value), DIGITS)
