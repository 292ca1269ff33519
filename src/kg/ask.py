"""What a graph is asked from Python beyond SPARQL: analyses, proofs, double-checks, differences, and what a file adds.

The answers are tables (:class:`Table`), proofs (:class:`Why`) and proposals (:class:`Proposed`). They print as text and
show themselves in a notebook.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import add, check, diff, proofs, validate, withdraw
from kg.analyse import find_analysis
from kg.errors import FindingsError, UsageError
from kg.limits import limits
from kg.pipeline import DEFAULT_POLICY, Dataset, find_policy, load_data, read_inputs, validate_data
from kg.present import cell
from kg.resources import read_argument, read_name, statement
from kg.sources import shipped

if TYPE_CHECKING:
    import polars

#: A file or folder, or several.
Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

#: A notebook's cell shows so many rows of a table.
SHOWN = 8


@dataclass(frozen=True)
class Table:
    """An answer in rows: ``rows`` under ``columns``, with a ``title`` and ``notes``: sentences on how to read it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    notes: tuple[str, ...] = ()

    @cached_property
    def frame(self) -> polars.DataFrame:
        """The rows as a Polars frame: numbers and truth values as such, several texts as a list, nothing as null.

        >>> Table("Made up", ("who", "times"), (("x", 1), ("y", None))).frame["times"].sum()
        1
        """
        import polars

        frame = polars.DataFrame(self.rows, schema=self.columns, orient="row", infer_schema_length=None)
        return frame.cast({polars.Null: polars.String, polars.List(polars.Null): polars.List(polars.String)})

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<Table {self.title!r}, {len(self)} rows of {len(self.columns)} columns>"

    def __str__(self) -> str:
        """Title, frame and notes as text; a long or wide frame in part, as Polars prints it."""
        return "\n".join([self.title, str(self.frame), *self.notes])

    def _repr_html_(self) -> str:
        """The same in a notebook, with whole cells; of many rows the first :data:`SHOWN`."""
        head = _row("th", self.columns)
        body = "".join(_row("td", map(cell, row)) for row in self.rows[:SHOWN])
        more = [f"{len(self)} rows, the first {SHOWN} shown: all are in the frame."] if len(self) > SHOWN else []
        notes = "".join(f"<li>{escape(note)}</li>" for note in (*more, *self.notes))
        return (
            f"<p><b>{escape(self.title)}</b></p><table><thead>{head}</thead><tbody>{body}</tbody></table>"
            f"<ul>{notes}</ul>"
        )


@dataclass(frozen=True)
class Why:
    """Why a statement is in the graph: ``str()`` is its tree of proof, which a notebook shows as a nested list.

    ``explanation`` holds the proofs as :class:`kg.proofs.Explained`, and the grade of the best.
    """

    explanation: proofs.Explanation

    @property
    def grade(self) -> str | None:
        """The grade of the best proof, as ``B2``; None where it rests on nothing that an account tells."""
        return self.explanation.grade

    @property
    def accounts(self) -> tuple[str, ...]:
        """The IRIs of the accounts that the proofs rest on, sorted."""
        return tuple(sorted({account for proof in self.explanation.proofs for account in proof.accounts}))

    def __repr__(self) -> str:
        return f"<Why {statement(self.explanation.triple)}, grade {self.grade}>"

    def __str__(self) -> str:
        return proofs.as_tree(self.explanation).rstrip("\n")

    def _repr_markdown_(self) -> str:
        return proofs.as_markdown(self.explanation)


@dataclass(frozen=True)
class Proposed:
    """What a new report would change: its ``tellings`` beside known ones, and the ``changes`` that they would make."""

    tellings: Table
    changes: Table

    def __str__(self) -> str:
        return f"{self.tellings}\n\n{self.changes}"

    def _repr_html_(self) -> str:
        return self.tellings._repr_html_() + self.changes._repr_html_()


class Asked:
    """The questions to a built graph, ``built``, that ``kg`` answers on the command line under the same names."""

    built: Dataset

    def analyse(self, name: str, *, window: float | None = None) -> Table:
        """The network analysis ``name``: one of those that ``kg analyse`` and ``docs/analyses.md`` list.

        The columns are those that the docstring of its function in :mod:`kg.analyse` defines. ``window``, in days, is
        for ``escalation`` and ``reciprocity``: so long after an act another can be a candidate response. Raises
        ``UsageError`` for an unknown name, with what was probably meant, and for an option that the analysis lacks.
        """
        built = self.built
        found = find_analysis(name, window, dated=built.as_of is not None or built.valid_at is not None)(built)
        return Table(found.title, found.columns, found.rows, found.notes)

    def path(
        self,
        start: str,
        end: str,
        *,
        families: Collection[str] = (),
        directed: bool = False,
        grade: str | None = None,
        limit: int = 3,
    ) -> Table:
        """How ``start`` reaches ``end`` (prefixed names, IRIs or labels): the ``limit`` shortest paths, step by step.

        Defined, with its columns, by :func:`kg.analyse.paths.path`. No rows and a note where there is no path;
        ``UsageError`` for an actor, a family or a grade that is not known.
        """
        from kg.analyse.paths import path

        options: dict[str, Any] = {"families": families, "directed": directed, "grade": grade, "limit": limit}
        found = path(self.built, start, end, **options)
        return Table(found.title, found.columns, found.rows, found.notes)

    def explain(self, subject: str, predicate: str, value: str, *, every: bool = False) -> Why:
        """The shortest proof of a statement, down to accounts and sources; with ``every``, each minimal proof.

        The terms are prefixed names (``actor:iran``), IRIs, or as ``value`` a literal in Turtle's syntax. Raises
        ``UsageError``, which names what is near, for a statement that neither is accepted nor follows.
        """
        triple = proofs.same_value(self.built, read_name(subject), read_name(predicate), read_argument(value))
        explainer = proofs.Explainer(self.built)
        return Why(explainer.every(triple, limits().proofs) if every else explainer.shortest(triple))

    def check(self, source: str) -> Table:
        """The verdict on each telling of ``source`` (``source:seed-report``, or its slug), the gravest first.

        Heard against it are the sources that the graph's policy takes. Columns: ``verdict`` (``contradicted``,
        ``partly``, ``corroborated`` or ``alone``, as :mod:`kg.check` defines them), ``telling``, ``about``, the
        respects in which others agree, differ or are vague, and the tellings that agree and differ, each with its
        grade. The note holds tally, support and reach. ``UsageError`` for a source that tells nothing.
        """
        checked = check.check(self.built.inputs, source, self.built.policy)
        return _verdicts(f"Double-check of {source}", checked.verdicts, check.summary(checked))

    def withdraw(self, *names: str) -> Table:
        """What falls without these accounts (``account:…``), or those of these sources (``source:…``).

        Columns: ``change`` (a fact ``lost``, ``gained`` or ``changed``; what ``no longer follows`` or ``follows
        anew``), ``statement``, what is accepted ``now``, and ``why``. The graph itself stays as it is. ``UsageError``
        for a name that is neither an account nor a source.
        """
        rows = withdraw.rows(withdraw.withdraw(self.built, [read_name(name).value for name in names]))
        return Table(f"Without {', '.join(names)}", withdraw.COLUMNS, tuple(rows), _tally(row[0] for row in rows))

    def diff(self, other: Asked) -> Table:
        """The facts and conclusions that only this graph has (``lost``), or only ``other`` (``gained``).

        Columns: ``change``, ``layer`` (``accepted`` or ``inferred``), ``statement`` and ``because``, as
        :func:`kg.diff.differences` defines them: losses first, facts before conclusions.
        """
        changes = diff.differences(self.built.graphs, other.built.graphs)
        return _changes("What the other graph has lost and gained", changes)


def findings(data: Paths = (), *, extra: Paths = (), engine: str = "shacl") -> Table:
    """What the shapes find wrong in files or folders: ``data`` (default: what ships), together with ``extra``.

    Columns: ``file``, ``subject``, ``path`` and ``message``, which says how to mend it; no rows, and so a length of
    zero, where all is well. ``engine`` is ``shacl`` or ``pyshacl``. Raises ``InputError`` for what is no RDF.
    """
    found = validate_data(load_data(files(data, extra)), engine)
    return Table("Findings", validate.COLUMNS, tuple(finding.row for finding in found), () if found else ("None.",))


def propose(report: str | Path, data: Paths = (), *, policy: str = DEFAULT_POLICY) -> Proposed:
    """What the accounts in the Turtle file ``report`` would change in the graph of ``data``; nothing is written.

    ``tellings`` has the columns of :meth:`Asked.check`, ``changes`` those of :meth:`Asked.diff`. Raises ``InputError``
    for a file that is no Turtle, and ``FindingsError`` where the shapes find something wrong in it.
    """
    known, new = load_data(files(data)), load_data([_path(report)])
    wrong = add.report_findings(known, new)
    if wrong:
        raise FindingsError("\n".join(map(str, wrong)))
    described = find_policy(read_inputs(add.together(known, new)), policy)
    proposal = add.propose(known, new, *described)
    effects = ", ".join(f"{count} {effect}" for effect, count in proposal.tally().items())
    return Proposed(
        _verdicts("The report's tellings beside known ones", proposal.verdicts, effects),
        _changes("Facts and conclusions that would change", proposal.changes),
    )


def files(data: Paths, extra: Paths = ()) -> list[Path]:
    """The files and folders to load: ``data``, or what ships, and ``extra``; each one path or several.

    Raises ``UsageError`` for what is no path.
    """
    return [*(_paths(data) or [shipped("data")]), *_paths(extra)]


def _paths(given: Paths) -> list[Path]:
    several = [given] if isinstance(given, str | os.PathLike) else given
    if not isinstance(several, Iterable) or isinstance(several, bytes | bytearray | Mapping):
        raise UsageError(f"{given!r} is no path and no list of paths")
    return [_path(one) for one in several]


def _path(given: object) -> Path:
    if not isinstance(given, str | os.PathLike) or not isinstance(os.fspath(given), str) or not os.fspath(given):
        raise UsageError(f"{given!r} is no path")
    return Path(given)


def _verdicts(title: str, found: Sequence[check.Verdict], note: str) -> Table:
    return Table(title, check.COLUMNS, tuple(check.rows(found)), (note,))


def _changes(title: str, changes: Sequence[diff.Change]) -> Table:
    return Table(title, diff.COLUMNS, tuple(change.row for change in changes), _tally(c.change for c in changes))


def _tally(kinds: Iterable[str]) -> tuple[str, ...]:
    """How many there are of each kind, in one sentence."""
    return (", ".join(f"{count} {kind}" for kind, count in Counter(kinds).items()) or "Nothing changes.",)


def _row(tag: str, texts: Iterable[str]) -> str:
    cells = "".join(f'<{tag} style="text-align:left">{escape(text)}</{tag}>' for text in texts)
    return f"<tr>{cells}</tr>"
