"""Whether events come in bursts: a self-exciting point process compared with a steady one.

In a self-exciting process (Hawkes 1971) every event raises the rate of further ones for a while. The likelihood is
Ozaki's (1979), "Maximum likelihood estimation of Hawkes' self-exciting point processes", in the form of Ogata (1981).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.analyse.acts import Act, accepted_acts
from kg.analyse.facts import moment
from kg.analyse.result import AnalysisResult, nothing
from kg.workspace import Workspace

#: With fewer events no process is fitted: a likelihood of three parameters says nothing then.
FEWEST = 20

#: An event of which the time is not known to so many days has no place on the line.
WIDEST_DAYS = 7.0

#: The mean time (days) for which an event excites others is sought from here up to the time observed.
SHORTEST_DAYS = 0.5

#: Half of the 95% point of the chi-squared distribution with one degree of freedom: the width of a likelihood interval.
_DROP = 3.841458820694124 / 2

_DECAYS = 40

COLUMNS = (
    "model", "times taken as", "events", "days", "baseline (per day)", "branching ratio", "lowest", "highest",
    "excitement lasts (days)", "log-likelihood", "AIC",
)  # fmt: skip


@dataclass(frozen=True)
class Fit:
    """A fitted process; ``branching`` is the mean number of events that one event sets off, ``decay`` a rate a day."""

    baseline: float
    branching: float
    decay: float
    log_likelihood: float


def log_likelihood(times: Sequence[float], end: float, baseline: float, branching: float, decay: float) -> float:
    """The log-likelihood of ``times`` (sorted, from 0 to ``end``) under a Hawkes process with exponential kernel.

    The rate is baseline + branching * decay * sum over earlier t_j of exp(-decay * (t - t_j)). The log-likelihood is
    the sum of the logarithms of the rate at each event, minus the integral of the rate from 0 to ``end``: baseline *
    end + branching * sum of (1 - exp(-decay * (end - t_j))). Events at one moment do not excite each other. With
    ``branching`` 0 it is that of a Poisson process. Raises ``ValueError`` where the rate at an event is 0.
    """
    excited = _excited(times, decay)
    total = sum(1 - math.exp(-decay * (end - t)) for t in times)
    rates = (baseline + branching * decay * before for before in excited)
    return sum(map(math.log, rates)) - baseline * end - branching * total


def _excited(times: Sequence[float], decay: float) -> list[float]:
    """At each event the sum over strictly earlier ones of exp(-decay * gap), by Ozaki's recursion."""
    found: list[float] = []
    here, at, together = 0.0, 0.0, 0
    for time in times:
        if not together or time > at:
            here = (here + together) * math.exp(-decay * (time - at))
            at, together = time, 0
        found.append(here)
        together += 1
    return found


def fit_poisson(times: Sequence[float], end: float) -> Fit:
    """The steady process of the greatest likelihood: baseline = events by time."""
    baseline = len(times) / end
    return Fit(baseline, 0.0, 0.0, len(times) * math.log(baseline) - len(times))


def fit_hawkes(times: Sequence[float], end: float, shortest: float = SHORTEST_DAYS) -> Fit:
    """The self-exciting process of the greatest likelihood, with a mean excitement of ``shortest`` days to ``end``.

    At the maximum the integral of the rate is the number of events n, so that baseline = (n - branching * G) / end,
    with G = sum of (1 - exp(-decay * (end - t))). For a given decay the likelihood is concave along that line, and
    the zero of its derivative is found by Newton's method; the decay is sought on a logarithmic grid, then by golden
    section around the best.
    """

    def best(log_decay: float) -> Fit:
        return _best_branching(times, end, math.exp(log_decay))

    low, high = math.log(1 / end), math.log(1 / shortest)
    grid = [low + (high - low) * step / _DECAYS for step in range(_DECAYS + 1)]
    peak = max(range(len(grid)), key=lambda i: best(grid[i]).log_likelihood)
    around = grid[max(peak - 1, 0)], grid[min(peak + 1, _DECAYS)]
    refined = best(_golden(lambda x: best(x).log_likelihood, *around))
    return max(refined, best(grid[peak]), key=lambda fit: fit.log_likelihood)


def _best_branching(times: Sequence[float], end: float, decay: float) -> Fit:
    excited = [decay * before for before in _excited(times, decay)]
    total = sum(1 - math.exp(-decay * (end - t)) for t in times)
    steady = len(times) / end
    beyond = [e - total / end for e in excited]

    def slope(branching: float) -> tuple[float, float]:
        shares = [b / (steady + branching * b) for b in beyond]
        return sum(shares), -sum(share * share for share in shares)

    high = len(times) / total * (1 - 1e-9)
    branching = 0.0 if slope(0.0)[0] <= 0 else _zero(slope, 0.0, high)
    baseline = steady - branching * total / end
    value = sum(math.log(baseline + branching * e) for e in excited) - baseline * end - branching * total
    return Fit(baseline, branching, decay, value)


def _zero(slope: Callable[[float], tuple[float, float]], low: float, high: float) -> float:
    """Where a falling ``slope``, given with its derivative, is 0: Newton's method, kept in bounds by halving them."""
    here = (low + high) / 2
    for _ in range(60):
        value, fall = slope(here)
        low, high = (here, high) if value > 0 else (low, here)
        there = here - value / fall
        if not low < there < high:
            there = (low + high) / 2
        if abs(there - here) <= 1e-12 * abs(here):
            break
        here = there
    return here


def _golden(value: Callable[[float], float], low: float, high: float) -> float:
    """Where ``value``, with one peak between ``low`` and ``high``, is greatest: golden-section search."""
    ratio = (math.sqrt(5) - 1) / 2
    left, right = high - ratio * (high - low), low + ratio * (high - low)
    at_left, at_right = value(left), value(right)
    for _ in range(25):
        if at_left > at_right:
            high, right, at_right = right, left, at_left
            left = high - ratio * (high - low)
            at_left = value(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + ratio * (high - low)
            at_right = value(right)
    return (low + high) / 2


def branching_interval(
    times: Sequence[float], end: float, fit: Fit, shortest: float = SHORTEST_DAYS
) -> tuple[float, float]:
    """The branching ratios, in steps of 0.05, whose profile likelihood is within 1.92 of that of ``fit``.

    That is a 95% likelihood interval; for each ratio the baseline and the decay are chosen anew.
    """
    low, high = math.log(1 / end), math.log(1 / shortest)
    decays = [math.exp(low + (high - low) * step / 15) for step in range(16)]
    terms = [
        ([d * before for before in _excited(times, d)], sum(1 - math.exp(-d * (end - t)) for t in times))
        for d in [*decays, fit.decay]
    ]
    within = [fit.branching]
    for step in range(41):
        branching = step / 20
        profile = max(_best_baseline(excited, total, end, branching) for excited, total in terms)
        if profile >= fit.log_likelihood - _DROP:
            within.append(branching)
    return min(within), max(within)


def _best_baseline(excited: Sequence[float], total: float, end: float, branching: float) -> float:
    """The greatest log-likelihood for a branching ratio and a decay, over the baseline."""

    def slope(baseline: float) -> tuple[float, float]:
        waits = [1 / (baseline + branching * e) for e in excited]
        return sum(waits) - end, -sum(wait * wait for wait in waits)

    # The first event has no excitement, so that the slope is positive near 0; it is negative beyond count / end.
    baseline = _zero(slope, 1e-12, len(excited) / end + 1e-12)
    return sum(math.log(baseline + branching * e) for e in excited) - baseline * end - branching * total


def placed(found: Sequence[Act]) -> list[tuple[float, float]]:
    """The earliest and the latest time (days, UTC) of every single use of force whose time is known well enough.

    A part of another use of force counts with the whole; a series of attacks has no one time and is left out.
    """
    spans = [
        (moment(act.start).timestamp() / 86_400, moment(act.end).timestamp() / 86_400)
        for act in found
        if act.force and act.single and not act.part and act.start and act.end
    ]
    return sorted((low, high) for low, high in spans if high - low <= WIDEST_DAYS)


def excitation(workspace: Workspace) -> AnalysisResult:
    """The accepted uses of force as a steady and as a self-exciting process; nothing where there are too few.

    Rows: the Poisson process, and the Hawkes process with each event at its earliest, middle and latest time.
    Columns: ``model``; ``times taken as``; ``events``; ``days`` observed, from the earliest to the latest moment;
    ``baseline``; ``branching ratio`` (how many events one event sets off in the mean) with its 95% likelihood
    interval, ``lowest`` to ``highest`` (for the middle times); ``excitement lasts``: 1 / decay; ``log-likelihood``
    by :func:`log_likelihood`; ``AIC`` (Akaike 1974): twice the number of parameters (1 and 3) minus twice the
    log-likelihood; the lower is the better supported. Fewer than :data:`FEWEST` events, or all
    within two days, are not fitted.
    """
    spans = placed(accepted_acts(workspace))
    title = "Do uses of force set off others?"
    if len(spans) < FEWEST:
        return AnalysisResult("excitation", title, COLUMNS, (), (_too_few(len(spans), workspace.policy.label),))
    start, end = min(low for low, _ in spans), max(high for _, high in spans)
    if end - start < 4 * SHORTEST_DAYS:
        short = f"Too short to decide: all {len(spans)} uses of force lie within {4 * SHORTEST_DAYS:g} days."
        return AnalysisResult("excitation", title, COLUMNS, (), (short,))
    times = {
        "earliest": sorted(low - start for low, _ in spans),
        "middle": sorted((low + high) / 2 - start for low, high in spans),
        "latest": sorted(high - start for _, high in spans),
    }
    steady = fit_poisson(times["middle"], end - start)
    fits = {name: fit_hawkes(at, end - start) for name, at in times.items()}
    interval = branching_interval(times["middle"], end - start, fits["middle"])
    size = (len(spans), round(end - start, 1))
    rows = [("Poisson", "any", *size, steady.baseline, None, None, None, None, *_scores(steady, 1))]
    for name, fit in fits.items():
        ends = interval if name == "middle" else (None, None)
        lasts = 1 / fit.decay if fit.branching else None
        rows.append(("Hawkes", name, *size, fit.baseline, fit.branching, *ends, lasts, *_scores(fit, 3)))
    return AnalysisResult(
        "excitation", title, COLUMNS, tuple(rows), _notes(steady, fits["middle"], interval, end - start)
    )


def _scores(fit: Fit, parameters: int) -> tuple[float, float]:
    return fit.log_likelihood, 2 * parameters - 2 * fit.log_likelihood


def _too_few(count: int, policy: str) -> str:
    if not count:
        return nothing(policy, f"use of force that is dated to within {WIDEST_DAYS:g} days")
    return (
        f"Too few to decide: the policy {policy!r} accepts {count} single uses of force that are dated to within"
        f" {WIDEST_DAYS:g} days; with fewer than {FEWEST} no process is fitted, and no number is given."
    )


def _notes(steady: Fit, excited: Fit, interval: tuple[float, float], days: float) -> tuple[str, ...]:
    gain = _scores(steady, 1)[1] - _scores(excited, 3)[1]
    ratio = 2 * (excited.log_likelihood - steady.log_likelihood)
    verdict = (
        f"The self-exciting process is better supported: its AIC is lower by {gain:.1f}."
        if gain > 0
        else f"The steady process is supported as well or better: its AIC is lower by {-gain:.1f}."
    )
    notes = [
        f"{verdict} Twice the log of the likelihood ratio is {ratio:.1f}; without excitement the decay has no meaning,"
        " so that this has no chi-squared distribution, and no p-value is given.",
        f"The branching ratio lies between {interval[0]:.2f} and {interval[1]:.2f} (95% likelihood interval,"
        " steps of 0.05, searched up to 2).",
        "Bursts of events can come of bursts of reporting, or of a change of the steady rate: that the process fits"
        " does not show that one act caused another.",
    ]
    lasts = 1 / excited.decay
    if excited.branching and not SHORTEST_DAYS * 1.05 < lasts < days / 1.05:
        notes.append(f"The excitement lasts {lasts:.2g} days at the edge of what was searched: read it as unknown.")
    if excited.branching >= 1:
        notes.append("A branching ratio of 1 or more is that of a process that grows without end.")
    return tuple(notes)
