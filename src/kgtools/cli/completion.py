"""`kgtools completion`: the script that teaches a shell to complete kgtools."""

from __future__ import annotations

import click

__all__ = ["completion"]


@click.command(epilog='Example: eval "$(kgtools completion bash)"')
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that switches on completion in a SHELL."""
    from click.shell_completion import get_completion_class

    completion_class = get_completion_class(shell)
    assert completion_class is not None
    click.echo(completion_class(ctx.find_root().command, {}, "kgtools", "_KGTOOLS_COMPLETE").source())
