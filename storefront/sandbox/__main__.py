"""`python -m storefront.sandbox`: the stand-in for 4Over, started alone."""

import argparse
from pathlib import Path

from storefront.sandbox.serve import serve

parser = argparse.ArgumentParser(prog="storefront.sandbox", description=__doc__)
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, default=9400)
parser.add_argument("--size", type=int, default=120, help="how many products")
parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
parser.add_argument("--seed", type=int, default=4, help="another seed is another catalog")
parser.add_argument("--state", type=Path, help="folder that remembers; without it nothing is kept")
parser.add_argument(
    "--seconds-per-step", type=float, default=20, help="from one status to the next; 0 stands still"
)
given = parser.parse_args()
serve(
    given.host,
    given.port,
    size=given.size,
    latency=given.latency,
    seed=given.seed,
    state=given.state,
    clock_seconds_per_step=given.seconds_per_step,
)
