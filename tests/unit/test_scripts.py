"""The explorer's scripts without a browser: how modules are joined, and their units in node's own test runner."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.explorer.html import LARGE, SMALL, STATIC
from kg.explorer.scripts import join_modules, without_comments
from kg.rdf.names import fold, key_of

TESTS = Path(__file__).parents[1] / "scripts"
#: The first version of node whose test runner is settled.
OLDEST = 20


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed: the scripts are tested in the browser alone")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if int(re.findall(r"\d+", version)[0]) < OLDEST:
        pytest.skip(f"node {version.strip()} is older than {OLDEST}: the scripts are tested in the browser alone")
    return found


def run(node: str, *arguments: str, given: str | None = None) -> str:
    """What a run of node prints, which must end well."""
    done = subprocess.run([node, *arguments], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout[-4000:]
    return done.stdout


def write(folder: Path, modules: dict[str, str]) -> None:
    """Modules as files of a folder."""
    for name, text in modules.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_units_of_the_scripts(node: str) -> None:
    files = sorted(map(str, TESTS.glob("*.test.mjs")))
    assert len(files) >= 5
    stated = run(node, "--test", *files)
    assert re.search(r"^# pass [1-9]\d+$", stated, re.MULTILINE), stated[-500:]


#: Names in several scripts, with what makes no difference in some and all in others.
SPELLINGS = (
    "Kat\u0101\u02beib \u1e24izbull\u0101h",
    "U.S. Central Command",
    "\u0643\u064e\u062a\u0627\u0626\u0628",
    "\u06a9\u062a\u0627\u06cc\u0628 \u06f1\u06f2",
    "\u0110\u00f8\u0142 Stra\u00dfe",
    "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3",
    "\u0130stanbul",
    "\u0419\u043e\u0448\u043a\u0430\u0440-\u041e\u043b\u0430",
    "\u4f0a\u6717",
    "\u0939\u093f\u0928\u094d\u0926\u0940",
    "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
    "\ud55c\uad6d",
    "\u304b\u3099\u304c",
    "\u00b4quoted\u00b4",
    "a\u200bb\u200cc",
    "--",
    "\U0001f600",
    "",
)


def test_scripts_fold_names_as_python_does(node: str) -> None:
    module = (STATIC / "model" / "names.js").as_uri()
    script = f"import {{ fold, keyOf }} from '{module}';"
    script += f"console.log(JSON.stringify({json.dumps(SPELLINGS)}.map((text) => [fold(text), keyOf(text)])))"
    folded = json.loads(run(node, "--input-type=module", "-e", script))
    assert folded == [[fold(text), key_of(text)] for text in SPELLINGS]


@pytest.mark.parametrize("entry", [SMALL.entry, LARGE.entry])
def test_joined_scripts_parse(node: str, entry: str) -> None:
    run(node, "--check", "-", given=join_modules(STATIC, entry))


MODULES = {
    "package.json": '{ "type": "module" }\n',
    "main.js": (
        "import { one as first, Two } from './parts/parts.js';\n"
        "import * as all from './parts/parts.js';\n"
        "import './parts/effect.js';\n"
        "console.log(first, new Two().name(), all.three(), Object.keys(all).sort().join());\n"
    ),
    "parts/parts.js": (
        "import { base } from './base.js';\n\n"
        "/** One. */\nexport const one = `${base} and more`.length;\n"
        "export class Two {\n  name() {\n    return this.constructor.name;\n  }\n}\n"
        "export function three() {\n  return hidden();\n}\n"
        "const hidden = () => base + 1;\n"
        "export async function later() {}\n"
    ),
    "parts/base.js": "export const base = 2;\nconsole.log('base');\n",
    "parts/effect.js": "import { base } from './base.js';\nconst hidden = 'its own';\nconsole.log(base, hidden);\n",
}


def test_joined_modules_do_what_the_modules_do(node: str, tmp_path: Path) -> None:
    write(tmp_path, MODULES)
    joined = join_modules(tmp_path, "main.js")
    assert run(node, "-", given=joined) == run(node, str(tmp_path / "main.js"))
    assert joined.count("console.log('base')") == 1
    assert "One." not in joined


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("export default 1;\n", "cannot be joined"),
        ("export let some = 1;\n", "cannot be joined"),
        ("export { base } from './parts/base.js';\n", "cannot be joined"),
        ("import base from './parts/base.js';\n", "cannot be joined"),
        ("import { other, base } from './parts/base.js';\n", "parts/base.js does not export other"),
        ("import './main.js';\n", "imports itself by way of main.js → main.js"),
        ("import './parts/back.js';\n", "imports itself by way of main.js → parts/back.js → main.js"),
    ],
)
def test_what_cannot_be_joined_is_named(tmp_path: Path, text: str, stated: str) -> None:
    back = {"parts/back.js": "import '../main.js';\n"}
    write(tmp_path, {**MODULES, **back, "main.js": text})
    with pytest.raises(InputError, match=re.escape(stated)) as caught:
        join_modules(tmp_path, "main.js")
    assert "main.js" in str(caught.value)


def test_comments_and_empty_lines_are_left_out_and_nothing_else() -> None:
    text = "/** a */\n\nlet url = '//b'; /* c */\n  // d\n  /* e\n */\n/* f */ let g;\n"
    assert without_comments(text) == "let url = '//b'; /* c */\n/* f */ let g;\n"
