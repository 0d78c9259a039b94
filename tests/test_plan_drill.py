"""The awareness drill, timed by a clock that tests turn."""

import pytest

from formcheck.plan.drill import STEPS, Teller, prompt, run


class Clock:
    """Time that passes only in sleep, each of which takes `late_s` too long."""

    def __init__(self, late_s: float = 0.0, interrupt_s: float = float("inf")) -> None:
        self.now_s, self.late_s, self.interrupt_s = 100.0, late_s, 100.0 + interrupt_s

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now_s += seconds + self.late_s
        if self.now_s >= self.interrupt_s:
            raise KeyboardInterrupt


def told(clock: Clock, live: bool, step_s: float = 60.0) -> tuple[int, list[str], list[str]]:
    said, counted = [], []
    finished = run(
        Teller(said.append, counted.append if live else None), step_s=step_s, clock=clock, sleep=clock.sleep
    )
    return finished, said, counted


def test_both_sides_then_one_at_a_time_sitting_then_standing():
    _, said, _ = told(Clock(), live=False)
    assert [line.split("  ")[1].split(" (")[0] for line in said[::2]] == [
        "Sitting, both sides", "Sitting, left side", "Sitting, right side",
        "Standing, both sides", "Standing, left side", "Standing, right side",
    ]  # fmt: skip
    assert said[1].strip() == STEPS[0].how


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("late_s", [0.0, 0.013])
def test_each_step_takes_its_time_however_late_the_clock_is(live, late_s):
    clock = Clock(late_s)
    finished, _, counted = told(clock, live)
    assert finished == len(STEPS)
    assert clock.now_s - 100.0 == pytest.approx(6 * 60.0, abs=6 * late_s + 1e-6)
    assert len(counted) == (6 * 60 if live else 0)


def test_squeeze_and_let_go_take_turns_every_five_seconds():
    _, _, counted = told(Clock(), live=True, step_s=20.0)
    words = [line.split()[0] for line in counted[:20]]
    assert words == ["squeeze"] * 5 + ["let"] * 5 + ["squeeze"] * 5 + ["let"] * 5
    assert [int(line.split()[-3]) for line in counted[:20]] == list(range(20, 0, -1))


def test_a_line_replaces_the_one_before_as_all_are_of_one_length():
    assert len({len(prompt(second, 60.0)) for second in range(60)}) == 1


@pytest.mark.parametrize(("after_s", "finished"), [(5.0, 0), (61.0, 1), (359.0, 5)])
def test_ctrl_c_ends_it_quietly(after_s, finished):
    assert told(Clock(interrupt_s=after_s), live=True)[0] == finished
