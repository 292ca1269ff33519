"""Policies that are no part of the package: in a file or among the data, judged like any other data.

A property that policies do not have, a grade that is none, or a source that no data know must not end in a policy that
accepts everything. A policy's description says how to choose and nothing about the world, and it leaves the policies
that ship as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg.errors import DataError, InputError, meant
from kg.evidence.policy import Policy, read_policies
from kg.evidence.shapes import Finding, shape_findings
from kg.rdf.load import Loaded, parse_data
from kg.rdf.read import read_rdf
from kg.rdf.syntaxes import syntax_of_name
from kg.rdf.terms import CONFLICT, LABEL, RDFS, SKOS, TYPE, shorten

_POLICY = CONFLICT.term("AcceptancePolicy")
_DEFINITION = SKOS.term("definition")
#: What a policy's description may consist of.
_CHOOSING = tuple(
    CONFLICT.term(name)
    for name in (
        "hasReliabilityThreshold",
        "hasCredibilityThreshold",
        "acceptsOnlySource",
        "excludesSource",
        "minimumSources",
        "acceptsHedged",
    )
)
_ALLOWED = (TYPE, LABEL, _DEFINITION, *_CHOOSING, SKOS.term("altLabel"), SKOS.term("note"), RDFS.term("comment"))
_UNKNOWN = "A policy has no property {}{}; take it out."
_SHIPPED = "This policy ships with the package, and no data change it: describe one of your own name."


def is_policy_file(name: str) -> bool:
    """Whether the name of a policy is that of an RDF file."""
    return syntax_of_name(Path(name)) is not None


def read_policy_file(
    path: Path, asserted: Iterable[Triple], shapes: Sequence[Triple], subclasses: Sequence[Triple]
) -> tuple[Policy, tuple[Triple, ...]]:
    """The one policy that ``path`` describes, and the triples that do; ``shapes`` check it together with ``asserted``.

    Raises ``InputError`` for a file that describes no policy or several, or anything else; for one that the shapes
    find fault with, but for a missing name or definition; and for one that has the name of a known policy.
    """
    (file,) = read_rdf((path,))
    described = tuple(parse_data(file))
    policies = {t.subject for t in described if t.predicate == TYPE and t.object == _POLICY}
    if len(policies) != 1:
        raise InputError(f"must describe one conflict:AcceptancePolicy; it describes {len(policies)}", file=path)
    if not all(isinstance(subject, NamedNode) for subject in policies):
        raise InputError("give the policy an IRI instead of a blank node", file=path)
    faults = [*_strange(described, {}), *_violations(described, asserted, shapes, subclasses)]
    if faults:
        raise InputError("; ".join(f"{fault.subject}: {fault.message}" for fault in faults), file=path)
    try:
        refuse_redefinition(described, asserted)
    except DataError as error:
        raise InputError(str(error), file=path) from error
    (policy,) = read_policies(described).values()
    return policy, described


def refuse_redefinition(described: Iterable[Triple], asserted: Iterable[Triple]) -> None:
    """``DataError`` where ``asserted`` says anything else about the policy that ``described`` describes."""
    described = set(described)
    subjects = {triple.subject for triple in described}
    known = {triple for triple in asserted if triple.subject in subjects}
    if known and known != described:
        name = shorten(next(iter(known)).subject.value)  # type: ignore[union-attr]
        raise DataError(f"{name} is in the data already; give the policy a name of its own")


def policy_findings(loaded: Loaded, schemes: Collection[Triple]) -> list[Finding]:
    """What shapes cannot find in the policies among data: unknown properties, and shipped policies that change."""
    shipped = {t.subject for t in schemes if t.predicate == TYPE and t.object == _POLICY}
    policies = {t.subject for t in loaded.asserted if t.predicate == TYPE and t.object == _POLICY} - shipped
    changed = [t for t in (*loaded.asserted, *loaded.accounts) if t.subject in shipped and t not in schemes]
    found = [_finding(triple, _SHIPPED, loaded.file_of) for triple in changed]
    return [*found, *_strange([t for t in loaded.asserted if t.subject in policies], loaded.file_of)]


def _finding(triple: Triple, message: str, file_of: Mapping[str, str]) -> Finding:
    iri = str(getattr(triple.subject, "value", triple.subject))
    return Finding(shorten(iri), shorten(triple.predicate.value), message, file_of.get(iri, ""))


def _strange(described: Sequence[Triple], file_of: Mapping[str, str]) -> Iterator[Finding]:
    """A finding for each statement that is no part of a policy's description."""
    known = [shorten(prop.value) for prop in _ALLOWED]
    policies = {t.subject for t in described if t.predicate == TYPE and t.object == _POLICY}
    for triple in sorted(described, key=str):
        if triple.subject not in policies:
            yield _finding(triple, "A policy's file describes one policy and nothing else.", file_of)
        elif triple.predicate not in _ALLOWED:
            prop = shorten(triple.predicate.value)
            yield _finding(triple, _UNKNOWN.format(prop, meant(prop, known)), file_of)
        elif triple.predicate == TYPE and triple.object != _POLICY:
            yield _finding(triple, "A policy is a conflict:AcceptancePolicy and nothing else.", file_of)


def _violations(
    described: Sequence[Triple], asserted: Iterable[Triple], shapes: Sequence[Triple], subclasses: Sequence[Triple]
) -> list[Finding]:
    """What the shapes find in the policy, given the sources and grades that there are."""
    said = {shorten(t.predicate.value) for t in described}
    optional = {shorten(LABEL.value), shorten(_DEFINITION.value)} - said
    subjects = {shorten(str(getattr(t.subject, "value", t.subject))) for t in described}
    named = {triple.object for triple in described}
    around = [t for t in asserted if t.predicate == TYPE or t.subject in named]
    found = shape_findings([*described, *around, *subclasses], shapes, {})
    return [finding for finding in found if finding.subject in subjects and finding.path not in optional]
