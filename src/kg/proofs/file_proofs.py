"""Why a statement follows from files: its proof as numbered steps, or in PROV-O, with the file of each premise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from pyoxigraph import BlankNode, Literal, RdfFormat, Triple, parse

from kg.errors import UsageError
from kg.proofs.closure_prover import ClosureProver
from kg.proofs.proof import Proof
from kg.proofs.provenance import statement_iri, step_triples
from kg.proofs.table9 import PROFILE
from kg.rdf.nesting import refuse_deep
from kg.rdf.resources import term_text
from kg.rdf.tables import one_line
from kg.rdf.terms import DCT, PREFIXES
from kg.rdf.write import turtle
from kg.reason.inputs import InputFiles
from kg.reason.rules import Term
from kg.reason.rules.schema import Schema


@dataclass(frozen=True)
class FileProof:
    """A proof from files: ``files`` has for each premise that is stated the names of those that state it."""

    proof: Proof
    files: Mapping[Triple, tuple[str, ...]]
    schema: Schema

    def steps(self) -> str:
        """A line for each step with its number: premises first, with their files, the statement last."""
        lines, numbers = [], dict[int, int]()
        for number, step in enumerate(self.proof.steps(), 1):
            numbers[id(step)] = number
            lines.append(f"{number}. {one_line(f'{self._statement(step)}  {self._reason(step, numbers)}')}\n")
        return "".join(lines)

    def prov(self) -> str:
        """The proof in PROV-O, as Turtle (:mod:`kg.proofs.provenance`); a premise has its files as ``dct:source``."""
        found: set[Triple] = set()
        for step in self.proof.steps():
            premises = (premise.triple for premise in step.premises)
            found.update(step_triples(step.triple, self._statement(step), step.rule, step.axiom, premises))
            node = statement_iri(step.triple)
            found.update(Triple(node, DCT.term("source"), Literal(name)) for name in self.files.get(step.triple, ()))
        return turtle(sorted(found, key=str))

    def _statement(self, step: Proof) -> str:
        return " ".join(map(self._text, (step.triple.subject, step.triple.predicate, step.triple.object)))

    def _text(self, term: Term) -> str:
        # What is not an expression of the ontology keeps its label.
        return self.schema.name(term) if isinstance(term, BlankNode) else term_text(term)  # type: ignore[arg-type]

    def _reason(self, step: Proof, numbers: Mapping[int, int]) -> str:
        if step.is_fact:
            return f"[{', '.join(self.files[step.triple])}]"
        axiom = "" if step.axiom == PROFILE else f": {step.axiom}"
        premises = ", ".join(str(numbers[id(premise)]) for premise in step.premises)
        return f"[{step.rule}{axiom}]" + (f" from {premises}" if premises else "")


def explain_files(files: InputFiles, statement: str) -> FileProof:
    """A proof of a statement (see :func:`read_statement`) from RDF files of facts and of an ontology.

    The proof is short, where not the shortest. Raises ``UsageError`` where the statement cannot be read, or neither is
    stated nor follows, and otherwise what :func:`kg.reason.files.close_files` does.
    """
    triple = read_statement(statement)
    prover = ClosureProver.of_sources(files.named())
    proof = prover.why(triple)
    return FileProof(proof, prover.sources(proof.facts()), prover.schema)


def read_statement(text: str) -> Triple:
    """The one triple that a text states, as N-Triples or with the package's prefixes; ``UsageError`` for any other.

    >>> print(read_statement("<urn:a> a owl:Thing"))
    <urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2002/07/owl#Thing>
    """
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    content = f"{prefixes}{text.strip().removesuffix('.')} .".encode("utf-8", "surrogatepass")
    try:
        refuse_deep(content, RdfFormat.TURTLE, None)
        (triple,) = (quad.triple for quad in parse(content, RdfFormat.TURTLE))
    except (SyntaxError, ValueError) as error:
        raise UsageError(f"{text!r} is no statement: write subject, predicate and object, as N-Triples does") from error
    return cast(Triple, triple)
