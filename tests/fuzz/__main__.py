"""``python -m fuzz --target NAME --seconds N --seed N``: run one fuzz target, or all, and say how much was tried."""

import argparse
import importlib
import sys

from fuzz.harness import TARGETS


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--target", choices=("all", *TARGETS), default="all")
    parser.add_argument("--seconds", type=float, default=60, help="for each target")
    parser.add_argument("--seed", type=int, default=0, help="the same seed tries the same inputs in the same order")
    asked = parser.parse_args()
    failed = 0
    for name in TARGETS if asked.target == "all" else (asked.target,):
        try:
            print(f"{name}: {importlib.import_module(f'fuzz.{name}').run(asked.seconds, asked.seed)} inputs, no find")
        except AssertionError as find:
            failed = 1
            print(f"{name}: {find}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
