"""`flask sandbox`, or `python -m storefront.sandbox`: the stand-in for 4Over, started alone."""

from pathlib import Path

import click

from storefront.sandbox.serve import PORT, serve


@click.command("sandbox")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=PORT, show_default=True)
@click.option("--size", default=120, show_default=True, help="How many products it prints.")
@click.option("--latency", default=0.0, show_default=True, help="Seconds before each answer.")
@click.option(
    "--as-slow-as-real",
    is_flag=True,
    help="0.4 to 0.9 s for a read and 30 to 50 s for an order, instead of --latency.",
)
@click.option("--seed", default=4, show_default=True, help="Another seed is another catalog.")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder that remembers its orders; without it, nothing is kept.",
)
@click.option(
    "--seconds-per-step",
    default=20.0,
    show_default=True,
    help="From one status of a job to the next; 0 stands still.",
)
def sandbox(
    host: str,
    port: int,
    size: int,
    latency: float,
    as_slow_as_real: bool,
    seed: int,
    state: Path | None,
    seconds_per_step: float,
) -> None:
    """Start the sandbox: a server that speaks 4Over's API, for practice."""
    try:
        serve(
            host,
            port,
            size=size,
            latency=latency,
            as_slow_as_real=as_slow_as_real,
            seed=seed,
            state=state,
            clock_seconds_per_step=seconds_per_step,
        )
    except OSError as trouble:
        raise click.ClickException(
            f"The sandbox cannot listen on {host}, port {port}: {trouble.strerror}."
        ) from None
