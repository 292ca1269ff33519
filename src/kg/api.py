"""The package from Python and from a notebook: ``kg.build()`` gives a :class:`KnowledgeGraph`."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.analyse import find_analysis, paths
from kg.analyse.networks import network
from kg.answers import Proposed, Table
from kg.dossier.portrait import Portrait
from kg.dossier.show import show_in_store
from kg.errors import FindingsError, UsageError
from kg.evidence import shapes
from kg.evidence.coverage import coverage
from kg.evidence.records import Evidence
from kg.exchange.formats import ALL, FORMATS, of_dataset
from kg.explorer.notebook import Network, cell_frame
from kg.explorer.page import TITLE, explorer_page
from kg.limits import limits
from kg.pipeline import DEFAULT_POLICY, build_workspace, find_faults, find_policy, load_data, load_looked_at, prepare
from kg.proofs import explanations
from kg.rdf.names import NEAR
from kg.rdf.read import shipped
from kg.rdf.write import write_parts
from kg.reason import DEFAULT_ENGINE
from kg.review import add, check, diff, withdraw
from kg.review.validate import new_findings, together, validate_beside
from kg.sparql import find
from kg.sparql.backends import open_store
from kg.sparql.connection import connect, queried
from kg.sparql.frames import Kind
from kg.sparql.store import workspace_store
from kg.workspace import Workspace

__all__ = ["KnowledgeGraph", "build", "connect", "propose", "validate"]

if TYPE_CHECKING:
    import networkx
    import pandas
    import polars
    import rdflib
    from pyoxigraph import Store

#: A file or folder, or several.
Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


class KnowledgeGraph:
    """A built graph in memory; its methods answer what ``kg`` answers on the command line under the same names."""

    def __init__(self, built: Workspace) -> None:
        self.built = built

    @property
    def evidence(self) -> Evidence:
        """Accounts and sources by IRI."""
        return self.built.evidence

    @cached_property
    def store(self) -> Store:
        """The Oxigraph store that holds the layers as named graphs."""
        return workspace_store(self.built)

    @cached_property
    def dataset(self) -> rdflib.Dataset:
        """The layers as an ``rdflib.Dataset`` over Oxigraph; its default graph is the union of all."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset as RdflibDataset

        return RdflibDataset(store=OxigraphStore(store=self.store), default_union=True)

    def query(self, text: str, *, frame: Kind = "polars", **params: str) -> polars.DataFrame | pandas.DataFrame:
        """The answer to a catalogue query by name, with its parameters, or to SPARQL text: see
        :func:`kg.sparql.connection.queried`.

        The graph is in memory, where nothing can stop a query; ``kg.connect`` asks within limits.
        """
        return queried(open_store(self.store), text, params, frame)

    def network(self, form: str = "multi", **choice: Any) -> networkx.Graph:
        """Actors and events with their accepted and inferred edges, as the ontology declares them.

        ``form`` is ``multi``, which shows itself in a notebook, ``simple`` or ``bipartite``; ``choice`` are the
        conditions (``grade``, ``at``, ``since``, ``until``, ``inferred``, ``only``) of
        :func:`kg.analyse.networks.network`, which defines both.
        """
        made = network(self.built, form, **choice)
        return Network.of(made, self.evidence, self.built.provenance) if form == "multi" else made

    def explorer(self, title: str = TITLE) -> str:
        """The explorer as one HTML page, which also switches to other policies."""
        return explorer_page(self.built, title)

    def export(self, form: str, out: str | Path, layers: Sequence[str] = (ALL,)) -> None:
        """Write the graph in a format of :data:`kg.exchange.formats.FORMATS` to ``out``, a file or folder.

        ``layers`` are ``asserted``, ``accounts``, ``accepted``, ``inferred``, ``decisions``, or ``all`` four layers.
        """
        write_parts(of_dataset(form, self.built, layers), FORMATS[form].suffix, Path(out))

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
        """How ``start`` reaches ``end`` (prefixed names, IRIs or names): the ``limit`` shortest paths, step by step.

        Defined, with its columns, by :func:`kg.analyse.paths.path_table`. No rows and a note where there is no path;
        ``UsageError`` for an actor, a family or a grade that is not known.
        """
        options: dict[str, Any] = {"families": families, "directed": directed, "grade": grade, "limit": limit}
        found = paths.path_table(self.built, start, end, **options)
        return Table(found.title, found.columns, found.rows, found.notes)

    def find(self, text: str) -> Table:
        """The actors, events, places and sources that ``text`` may name, in any script, the best first.

        Defined, with its columns, by :func:`kg.sparql.find.find`. No rows, and names that are near in a note, where
        nothing has a name like it.
        """
        found = find.find_in_workspace(self.built, text)
        near = "" if found else find.near(find.find_in_workspace(self.built, text, NEAR))
        notes = () if found else (f"Nothing is called {text!r}{near}",)
        return Table(f"What {text!r} may name", find.COLUMNS, tuple(found), notes)

    def show(self, name: str, most: int = 25) -> Portrait:
        """The dossier of an actor, event, place or source: names, ties, disputes, accounts, as plain data.

        ``name`` is a prefixed name, an IRI or a name in any script; no table has more than ``most`` rows. Raises
        ``UsageError``, which names what is near, where nothing or several things are called so.
        """
        return show_in_store(self.store, name, most)

    def explain(self, subject: str, predicate: str, value: str, *, every: bool = False) -> explanations.Explanation:
        """The shortest proof of a statement, down to accounts and sources; with ``every``, each minimal proof.

        The terms are prefixed names (``actor:iran``), IRIs, names, or as ``value`` a literal in Turtle's syntax. Raises
        ``UsageError``, which names what is near, for a statement that neither is accepted nor follows.
        """
        triple = explanations.read_statement(self.built, subject, predicate, value)
        explainer = explanations.Explainer(self.built)
        return explainer.every(triple, limits().proofs) if every else explainer.shortest(triple)

    def check(self, source: str) -> Table:
        """The verdict on each statement of ``source`` (``source:seed-report``, slug or name), the gravest first.

        It is compared with the sources that the graph's policy admits. Columns: ``verdict`` (``contradicted``,
        ``partly``, ``corroborated`` or ``alone``, as :mod:`kg.review.check` defines them), ``statement``, ``about``,
        the respects in which others agree, differ or are vague, and the statements that agree and differ, each with
        its grade. The note holds tally, support and reach. ``UsageError`` for a source without statements.
        """
        checked = check.check_source(self.built.inputs, source, self.built.policy)
        return _verdicts(f"Double-check of {source}", checked.verdicts, check.check_summary(checked))

    def withdraw(self, *names: str) -> Table:
        """What is lost without these accounts (``account:…``), or the accounts of these sources (``source:…``).

        Columns: ``change`` (a fact ``lost``, ``gained`` or ``changed``; what ``no longer follows`` or ``follows
        anew``), ``statement``, what is accepted ``now``, and ``why``. The graph itself stays as it is. ``UsageError``
        for a name that is neither an account nor a source.
        """
        found = withdraw.withdraw_accounts(self.built, withdraw.read_names(self.built, names))
        rows = withdraw.withdrawal_rows(found)
        return Table(f"Without {', '.join(names)}", withdraw.COLUMNS, tuple(rows), _tally(row[0] for row in rows))

    def diff(self, other: KnowledgeGraph) -> Table:
        """The facts and conclusions that only this graph has (``lost``), or only ``other`` (``gained``).

        Columns: ``change``, ``layer`` (``accepted`` or ``inferred``), ``statement`` and ``because``, as
        :func:`kg.review.diff.differences` defines them: losses first, facts before conclusions.
        """
        changes = diff.differences(self.built.graphs, other.built.graphs)
        return _changes("What the other graph has lost and gained", changes)

    def _repr_html_(self) -> str:
        """The explorer inside a notebook cell: a sandboxed frame that needs no other file."""
        return cell_frame(self.explorer())


def build(
    data: Paths = (),
    *,
    extra: Paths = (),
    policy: str = DEFAULT_POLICY,
    as_of: str | None = None,
    valid_at: str | None = None,
    reasoner: str = DEFAULT_ENGINE,
) -> KnowledgeGraph:
    """Build the graph of ``data`` (a file or folder, or several; default: what ships), and of ``extra``, in memory.

    ``policy`` is ``cautious``, ``corroborated``, ``permissive``, ``only:<source>`` or a Turtle file; ``as_of`` takes
    only what was on record on that date, ``valid_at`` only what held, or had happened, on it; ``reasoner`` is
    ``auto``, ``polars``, ``spark`` or ``owlrl`` (:mod:`kg.reason`).
    """
    return KnowledgeGraph(
        build_workspace(files(data, extra), policy=policy, as_of=as_of, valid_at=valid_at, engine=reasoner)
    )


def validate(data: Paths = (), *, extra: Paths = (), engine: str = "shacl") -> Table:
    """What the shapes find wrong in the files or folders ``data``, beside what ships, to which they may refer.

    Without ``data`` it is what ships that is judged, and ``extra`` together with it. Columns: ``file``, ``subject``,
    ``path`` and ``message``, which says how to mend it; no rows, and so a length of zero, where all is well. ``engine``
    is ``shacl`` or ``pyshacl``. Raises ``InputError`` for what is no RDF.
    """
    if given := _paths(data):
        loaded, found = validate_beside([*given, *_paths(extra)], (), engine)
    else:
        loaded = load_data(files(data, extra))
        found = find_faults(loaded, engine)
    notes = () if found else (f"None; {coverage(loaded)}.",)
    return Table("Findings", shapes.COLUMNS, tuple(finding.row for finding in found), notes)


def propose(report: str | Path, data: Paths = (), *, extra: Paths = (), policy: str = DEFAULT_POLICY) -> Proposed:
    """What the accounts in the file ``report`` would change in the graph of ``data`` and ``extra``; nothing is written.

    ``verdicts`` has the columns of :meth:`KnowledgeGraph.check`, ``changes`` those of
    :meth:`KnowledgeGraph.diff`. Raises ``InputError`` for a file that is no Turtle, and ``FindingsError`` where the
    shapes find something wrong in it.
    """
    known, new = load_looked_at(files(data, extra)), load_looked_at([_path(report)])
    wrong = new_findings(known, new)
    if wrong:
        raise FindingsError("\n".join(map(str, wrong)))
    described = find_policy(prepare(together(known, new)), policy)
    proposal = add.propose_changes(known, new, *described)
    effects = ", ".join(f"{count} {effect}" for effect, count in proposal.tally().items())
    return Proposed(
        _verdicts("The report compared with known accounts", proposal.verdicts, effects),
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
    return Table(title, check.COLUMNS, tuple(check.verdict_rows(found)), (note,))


def _changes(title: str, changes: Sequence[diff.Change]) -> Table:
    return Table(title, diff.COLUMNS, tuple(change.row for change in changes), _tally(c.change for c in changes))


def _tally(kinds: Iterable[str]) -> tuple[str, ...]:
    """How many there are of each kind, in one sentence."""
    return (", ".join(f"{count} {kind}" for kind, count in Counter(kinds).items()) or "Nothing changes.",)
