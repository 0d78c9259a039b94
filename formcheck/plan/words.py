"""The plan in sentences a runner understands."""

from __future__ import annotations

from datetime import date, timedelta

from formcheck.plan.prescription import PRESCRIPTION, Prescription, Week, Work
from formcheck.plan.trend import Change, Trend
from formcheck.types import Side

ADVICE = "see a physical therapist or a trainer"
NOT_MEDICAL = "This is not medical advice: formcheck measures, and knows nothing else of you."
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def prescribed(asked: Prescription = PRESCRIPTION) -> str:
    """What is asked, and who says so."""
    return (
        f"Prescription: at least {number(asked.days_a_week)} days a week, not consecutive, "
        f"{asked.sets[0]}–{asked.sets[1]} sets of {asked.reps[0]}–{asked.reps[1]} good repetitions a leg; unstable "
        f"ones are not good ({asked.source})."
    )


def number(count: int) -> str:
    """A small number in letters."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def leg(side: Side) -> str:
    """A leg, or both, in words."""
    return f"{side} leg" if side in (Side.LEFT, Side.RIGHT) else f"{side} legs"


def on(day: date, today: date) -> str:
    """A day as it is said: today, tomorrow, or its name and date."""
    named = f"{day:%A} {day.day} {day:%B}"
    soon = {today: "today, ", today + timedelta(days=1): "tomorrow, "}
    return soon.get(day, "") + named


def week_sentences(week: Week, today: date, asked: Prescription = PRESCRIPTION) -> list[str]:
    """How the week stands: what is done, what is left, when next, and what did not count."""
    count, wanted = len(week.counted), asked.days_a_week
    said = [f"{number(count).capitalize()} of {number(wanted)} training days done this week. {_next(week, today)}"]
    if count > wanted:
        said[0] = f"{number(count).capitalize()} training days done this week. {_next(week, today)}"
    still = ": today is still good for it" if today in week.trained else ""
    said += [f"The {leg(side)} has had no full set of {name} this week{still}." for name, side in week.behind]
    close = [f"{day:%A}" for day in week.trained if day not in week.counted]
    if close:
        said.append(f"{' and '.join(close)} did not count as a day: the day before was one.")
    if week.unstable:
        said.append(f"{week.unstable} of {week.reps} repetitions were unstable and did not count.")
    if week.unread:
        said.append(f"{week.unread} of {week.reps} repetitions could not be read; they counted.")
    return said


def _next(week: Week, today: date) -> str:
    first = week.upcoming[0]
    when = on(first, today)
    if week.complete:
        return f"The week is complete; go on {when}."
    if not week.left:
        return f"Next: {when}."
    left = f"{number(week.left).capitalize()} left"
    if first >= week.monday + timedelta(days=7):
        return f"{left}, but no day of this week is far enough from the last: go on {when}."
    if len(week.upcoming) < week.left:
        return f"{left}, of which {number(len(week.upcoming))} can still be done: {when}."
    later = f", at the latest {on(week.latest, today)}" if week.latest > first else ""
    return f"{left}. Next: {when}{later}."


def work(what: Work) -> str:
    """An exercise and its leg."""
    return f"{what[0]}, {leg(what[1])}"


def trend_sentence(trend: Trend, asked: Prescription = PRESCRIPTION) -> str:
    """What the weeks came to; what cannot be told from chance is called neither better nor worse."""
    unit, first = trend.series.unit, trend.weeks[0].monday
    size = f"{abs(trend.rise):.1f}{unit}"
    chance = f"up to {trend.detectable:.1f}{unit} may be chance"
    if trend.change in (Change.BETTER, Change.WORSE):
        what = f"{size} {trend.change} since the week of {first.day} {first:%B %Y}, and {chance}"
        return f"{what}: {ADVICE}." if trend.wants_advice else f"{what}."
    if not trend.span:
        return f"{trend.change}: the first of {number(asked.weeks)} weeks."
    if trend.change is Change.TOO_EARLY:
        weeks = f"after {number(trend.span)} of {number(asked.weeks)} weeks"
        return f"{trend.change} {weeks} ({size} apart, and {chance})."
    none = f"{trend.change} in {number(trend.span)} weeks"
    if not trend.wants_advice:
        return f"{none}, and the pelvis was held still: go on."
    return f"{none}: {ADVICE} ({size} apart, and {chance})."
