"""`make mutants`: how many small sabotages of money and orders the tests notice."""

import argparse
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from mutants.mutations import Mutant, sample
from mutants.runner import NOBODY, UNFIT, Runner

# What a slip costs money, or an order: each file's tests must notice nine of ten.
WATCHED = [
    "storefront/money.py",
    "storefront/quotes/*.py",
    "storefront/checkout/placing.py",
    "storefront/checkout/totals.py",
    "storefront/orders/pushing/*.py",
    "storefront/orders/cancellation.py",
    "storefront/orders/release.py",
    "storefront/orders/status_checks.py",
    "storefront/orders/tracking.py",
    "storefront/partner/*.py",
    "storefront/payments/*.py",
    "storefront/payments/*/*.py",
    "storefront/fourover/replies/*.py",
    "storefront/fourover/transport.py",
    "storefront/sync/planning.py",
    "storefront/sync/applying.py",
]
MAY_LIVE = Path(__file__).with_name("may_live.toml")
MUST = 0.9


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", default=WATCHED)
    parser.add_argument("--tests", nargs="*", default=["tests"])
    parser.add_argument("--sample", type=int, default=30, help="mutants of each file")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()

    paths = sorted(str(path) for pattern in asked.files for path in Path().glob(pattern))
    mutants = [mutant for path in paths for mutant in sample(path, asked.sample, asked.seed)]
    runner = Runner(mutants)
    without = [f"-pno:{plugin}" for plugin in ("randomly", "xdist", "cacheprovider", "terminal")]
    pytest.main([*without, "--capture=no", "-m", "not browser", *asked.tests], plugins=[runner])
    if len(runner.killers) < len(mutants):
        return 1
    return report(paths, runner, asked.sample, asked.seed)


def report(paths: list[str], runner: Runner, size: int, seed: int) -> int:
    """The table, then who lives and why he may. 1 if a file misses the goal."""
    reasons = tomllib.loads(MAY_LIVE.read_text())
    commit = subprocess.check_output(["git", "rev-parse", "--short", "HEAD"], text=True).strip()
    print(f"{size} mutants of each file, seed {seed}, at {commit}\n")
    print("| file | killed | of | % | never executed |\n| --- | --- | --- | --- | --- |")
    missed = 0
    for path in paths:
        those = [
            one for one, killer in runner.killers.items() if one.path == path and killer != UNFIT
        ]
        if not those:
            continue
        killed = sum(runner.killers[mutant] != NOBODY for mutant in those)
        unseen = sum(not runner.executing[mutant] for mutant in those)
        missed += killed < MUST * len(those)
        print(f"| {path} | {killed} | {len(those)} | {100 * killed / len(those):.0f} | {unseen} |")
    print(f"\n{missed} files under {MUST:.0%}.\n\nAlive:")
    for mutant in runner.killers:
        if runner.killers[mutant] == NOBODY:
            print(f"- {mutant}: {reason(mutant, reasons)}")
    return int(missed > 0)


def reason(mutant: Mutant, reasons: dict[str, str]) -> str:
    return reasons.get(f"{mutant.path} {mutant.function}: {mutant.change}", "no reason known")


if __name__ == "__main__":
    sys.exit(main())
