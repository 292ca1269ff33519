"""Names of things: what makes no difference, which thing a name stands for, and what is near."""

import pytest
from pyoxigraph import Literal, NamedNode

from kg.errors import UsageError
from kg.rdf.names import Names, fold, key_of, names_in
from kg.rdf.terms import PREFIXES, SKOS

ACTOR = PREFIXES["actor"]
ARABIC = "\u0643\u062a\u0627\u0626\u0628 \u0627\u0644\u0623\u0631\u0632"
PERSIAN = "\u06a9\u062a\u0627\u06cc\u0628 \u0627\u0644\u0627\u0631\u0632"
VOWELLED = "\u0643\u064e\u062a\u064e\u0627\u0626\u0650\u0628 \u0627\u0644\u0623\u0631\u0632"


def names() -> Names:
    return Names(
        (ACTOR + slug, name)
        for slug, *own in (
            ("cedar-brigades", "Cedar Brigades", "Kat\u0101\u02beib al-Arz", ARABIC, "CB", "cedar-brigades"),
            ("coast-battalion", "Coast Battalion", "CB", "coast-battalion"),
            ("north", "Northland", "Republic of the North", "north"),
            ("south", "Southland", "south"),
        )
        for name in own
    )


@pytest.mark.parametrize(
    "text",
    [
        "Cedar Brigades", "CEDAR BRIGADES", "cedar-brigades", "CedarBrigades", "Kata'ib al-Arz", "KATA\u2019IB AL ARZ",
        "kataib alarz", ARABIC, PERSIAN, VOWELLED, "actor:cedar-brigades", f"<{ACTOR}cedar-brigades>",
        f"{ACTOR}cedar-brigades",
    ],
)  # fmt: skip
def test_one_thing_has_many_spellings(text: str) -> None:
    assert names().resolve(text).value == ACTOR + "cedar-brigades"


def test_a_name_of_several_is_refused_with_all_of_them() -> None:
    with pytest.raises(
        UsageError, match=r"'cb' is the name of several: actor:cedar-brigades \(Cedar Brigades\), actor:coast"
    ):
        names().resolve("cb")
    assert names().resolve("cb", {ACTOR + "coast-battalion"}).value == ACTOR + "coast-battalion"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Cedar Brigdes", "did you mean actor:cedar-brigades (Cedar Brigades)?"),
        ("kataeb al arz", "did you mean actor:cedar-brigades (Cedar Brigades)?"),
        ("actr:north", "did you mean actor:north?"),
        ('"Northland"', "is a literal, which can only be an object"),
        ("8", "is a literal, which can only be an object"),
        ("--", "nor the name of anything"),
        ("", "nor the name of anything"),
    ],
)
def test_an_unknown_name_is_answered_with_what_is_near(text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        names().resolve(text)
    assert said in str(refused.value)


def test_a_slug_gives_way_to_the_thing_that_has_it_as_a_name_too() -> None:
    place = PREFIXES["place"] + "north"
    both = Names(
        [(ACTOR + "north", "North"), (ACTOR + "north", "north"), (place, "The north (region)"), (place, "north")]
    )
    assert both.find("North") == (ACTOR + "north",)
    other = Names([(ACTOR + "land", "North"), (place, "The north (region)"), (place, "north")])
    assert other.find("North") == (ACTOR + "land", place)


def test_a_number_can_be_a_name_and_a_literal_an_object() -> None:
    numbered = Names([(ACTOR + "seven", "1920")])
    assert numbered.resolve("1920").value == ACTOR + "seven"
    assert isinstance(numbered.read("1920"), Literal)
    assert names().read("northland") == NamedNode(ACTOR + "north")


def test_search_gives_the_best_first_with_the_name_that_fitted() -> None:
    found = names().search("cedar brigdes")
    assert [(one.iri, one.name) for one in found] == [(ACTOR + "cedar-brigades", "Cedar Brigades")]
    assert 77 <= found[0].score < 100
    assert [(one.name, one.score) for one in names().search("cb")] == [("CB", 100), ("CB", 100)]
    assert [one.name for one in names().search("republic north")] == ["Republic of the North"]
    assert names().search("nor thwest passage") == names().search("") == names().search("ca") == []
    assert {one.iri for one in names().search("northland", alike=0.6)} == {ACTOR + "north", ACTOR + "south"}


def test_english_labels_come_first_and_every_kind_of_name_counts() -> None:
    thing = NamedNode(ACTOR + "x")
    described = {
        thing: {
            SKOS.term("prefLabel"): (Literal("\u00c4", language="de"), Literal("B", language="en")),
            SKOS.term("hiddenLabel"): (Literal("C"), NamedNode("urn:no-name")),
        }
    }
    assert [name for _, name in names_in(described)] == ["B", "\u00c4", "C", "x"]


def test_marks_that_make_letters_are_kept() -> None:
    assert fold("\u0939\u093f\u0928\u094d\u0926\u0940") != fold("\u0939\u0928\u0926")
    assert key_of("\u304b\u3099") == key_of("\u304c") != key_of("\u304b")
