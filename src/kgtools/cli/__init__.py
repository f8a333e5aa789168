"""The command line: one module a command, all in :data:`COMMANDS`.

A command's module is imported when the command is run or its help is asked for, so that ``kgtools --help`` loads
nothing heavy. stdout is the result and stderr is talk. Exit codes: 0 done or conforms, 1 does not conform,
2 wrong usage, bad input or internal error, 3 could not be evaluated, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import sys
import warnings
from collections.abc import Sequence

import click

from kgtools import __version__
from kgtools.cli._contexts import put_in_force
from kgtools.errors import (
    CacheWarning,
    InferenceWarning,
    InputOrderWarning,
    KgtoolsError,
    LeftOutWarning,
    PrefixWarning,
    nearest,
    printable,
)

__all__ = ["COMMANDS", "message_of", "run"]

#: every command: its name, and the one line that `kgtools --help` shows. The module is `kgtools.cli.<name>`, and
#: it holds a click command of that name.
COMMANDS: tuple[tuple[str, str], ...] = (
    ("query", "Run a stored query, or SPARQL of your own."),
    ("update", "Change RDF files in place with SPARQL Update."),
    ("queries", "List the stored queries, or describe one."),
    ("show", "Show what the graph knows about one thing, with sources."),
    ("cite", "Cite a thing or a claim: text, BibTeX, CSL-JSON, nanopublication."),
    ("articles", "List the articles of a project, add one, or compare one with the others."),
    ("sources", "Check your copies of the articles against the spans of the graph."),
    ("validate", "Validate data against SHACL shapes."),
    ("check", "Check the quality of the ontology and the graph."),
    ("reason", "Infer what follows from the ontology, and whether it is consistent."),
    ("explain", "Explain why a triple follows, or why the graph is inconsistent."),
    ("format", "Format Turtle and TriG files in one style."),
    ("diff", "Compare two graphs by content: files, folders, or git revisions."),
    ("export", "Write the graph, or any RDF files, in another format."),
    ("endpoint", "Show what is behind the address of a SPARQL endpoint."),
    ("pack", "Write a graph as Parquet for SQL engines."),
    ("serve", "Serve the graph over HTTP: pages, SPARQL and stored queries."),
    ("site", "Write the pages of the graph as files for any web host."),
    ("build", "Build the accepted and derived graphs from the claims."),
    ("init", "Make an empty graph project."),
    ("cache", "List or clear the cache of large files."),
    ("config", "Print the settings in force, and where each comes from."),
    ("completion", "Print the line that enables shell completion."),
)

_EXAMPLES = """\b
Examples:
  kgtools query remaining-authors
  kgtools query -q 'SELECT ?person { ?person a talent:Person }'
  kgtools validate
  kgtools export --graph accepted -o accepted.ttl

--project, --context, --contexts, -v and --quiet can also follow the command.

\b
Exit codes: 0 done, or the data conforms; 1 the data does not conform;
2 wrong usage, bad input or internal error; 3 could not be evaluated."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, _ in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"kgtools.cli.{cmd_name}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        names = {parameter.name for parameter in command.params}
        command.params += [option for option in _global_options() if option.name not in names]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # the table has the lines, so that help imports no command
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            near = nearest(args[0], self.list_commands(ctx), max_names=1)
            hint = f'did you mean "{near[0]}"?' if near else "`kgtools --help` lists them."
            raise click.UsageError(f'there is no command "{args[0]}"; {hint}', ctx)
        return super().resolve_command(ctx, args)


def _global_options() -> list[click.Option]:
    """The options of all commands once more, to stand behind a command as well as before it."""

    def keep(ctx: click.Context, option: click.Parameter, value: object) -> None:
        if value not in (None, False, 0):
            name = str(option.name)
            ctx.obj[name] = ctx.obj[name] + value if isinstance(value, int) and name == "verbose" else value

    # eager, so that what is read for another option is read from the right project; hidden: `kgtools --help` has them
    option = functools.partial(click.Option, expose_value=False, is_eager=True, hidden=True, callback=keep)
    context = functools.partial(option, multiple=True, callback=put_in_force)
    return [
        option(["--project"], metavar="DIR"),
        context(["--context"], metavar="IRI=FILE"),
        context(["--contexts"], metavar="DIR"),
        option(["-v", "--verbose"], count=True),
        option(["--quiet"], is_flag=True),
    ]


@click.group(
    cls=_Commands,
    epilog=_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
)
@click.option(
    "--project", metavar="DIR", help="The project's folder (default: upward from here, else the shipped one)."
)
@click.option(
    "--context",
    metavar="IRI=FILE",
    multiple=True,
    expose_value=False,
    callback=put_in_force,
    help="Read this file in place of a JSON-LD context of the web (nothing is fetched); may be repeated.",
)
@click.option(
    "--contexts",
    metavar="DIR",
    multiple=True,
    expose_value=False,
    callback=put_in_force,
    help="Look for JSON-LD contexts of the web in this folder; may be repeated.",
)
@click.option("-v", "--verbose", count=True, help="Print more on stderr; -vv adds the traceback of an error.")
@click.option("--quiet", is_flag=True, help="Print only errors on stderr.")
@click.version_option(__version__, "-V", "--version", message="kgtools %(version)s")
@click.pass_context
def kgtools(ctx: click.Context, project: str | None, verbose: int, quiet: bool) -> None:
    """kgtools turns a folder of RDF into a validated, queryable, citable knowledge graph."""
    ctx.obj = {**(ctx.obj or {}), "project": project, "verbose": verbose, "quiet": quiet}
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
        ctx.exit(0)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code. Every error is one plain line on stderr.

    `arguments` are the words after the name of the command (without them: those of the process).

    >>> run(["--version"])
    kgtools ...
    0
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    with warnings.catch_warnings():
        warnings.showwarning = functools.partial(_show_warning, set(), "--quiet" in words)
        return _run(words, alone=arguments is None)


def _run(arguments: Sequence[str], *, alone: bool) -> int:
    """Run a command line, `alone` where the process does nothing else: then its standard output is the command's."""
    try:
        try:
            result = kgtools.main(args=arguments, prog_name="kgtools", standalone_mode=False, obj={"alone": alone})
            if sys.stdout is not None:
                sys.stdout.flush()
        except click.exceptions.Exit as left:
            return left.exit_code
        return result if isinstance(result, int) else 0
    except SystemExit:
        # how click leaves when the reader of stdout has gone (`| head`): nobody is left to tell
        _discard_stdout()
        return 2
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted")
        _discard_stdout()
        return 130
    except BrokenPipeError:
        _discard_stdout()
        return 2
    except click.ClickException as error:
        _say("error: " + _sentence(error.format_message()))
        if isinstance(error, click.UsageError) and error.ctx is not None:
            _say(f"try: {error.ctx.command_path} --help")
        return 2
    except KgtoolsError as error:
        _trace(arguments)
        for one in (error, *error.others):
            _say(f"error: {_one_line(message_of(one), most=2_000)}")
        return error.exit_code
    except OSError as error:
        _trace(arguments)
        name = f"{error.filename}: " if error.filename else ""
        _say(f"error: {_one_line(name + (error.strerror or str(error)).lower())}.")
        return 2
    except Exception as error:
        _trace(arguments)
        _say(
            f"error: this is a bug in kgtools ({type(error).__name__}: {_one_line(str(error))}); "
            "run it again with -vv and report what it prints."
        )
        return 2


def _show_warning(
    messages: set[str], quiet: bool, message: Warning | str, category: type[Warning], *_: object, **__: object
) -> None:
    """A warning of ours is a line on stderr, once; those of libraries are for who writes programs."""
    # not asked of click: a query may be answered in another thread, where it has no context
    ours = issubclass(category, (CacheWarning, InferenceWarning, InputOrderWarning, LeftOutWarning, PrefixWarning))
    if ours and not quiet and str(message) not in messages:
        messages.add(str(message))
        _say(f"{'remark' if issubclass(category, CacheWarning) else 'warning'}: {_one_line(str(message))}")


def message_of(error: KgtoolsError) -> str:
    """The sentence of an error, with the option that a user has where it names an argument of Python.

    >>> from kgtools.errors import LimitError
    >>> message_of(LimitError("this took too long; raise the limit (`timeout`).", argument="timeout"))
    'this took too long; raise the limit (--timeout).'
    """
    if not error.argument:
        return str(error)
    return str(error).replace(f"`{error.argument}`", f"--{error.argument.replace('_', '-')}")


def _sentence(text: str) -> str:
    line = _one_line(text)
    return line if line.endswith((".", "?", "!")) else line + "."


def _one_line(text: str, *, most: int = 500) -> str:
    """`text` on one line, without what a terminal would act on: messages may hold what stood in a file."""
    return printable(" ".join(text.split()))[:most]


def _trace(arguments: Sequence[str]) -> None:
    """With -vv, or -v twice: where the error came from."""
    if sum(len(a) - 1 if a.strip("v") == "-" else a == "--verbose" for a in arguments) > 1:
        import traceback

        traceback.print_exc()


def _say(line: str) -> None:
    with contextlib.suppress(OSError):
        click.echo(line, err=True)


def _discard_stdout() -> None:
    # Python flushes stdout at exit; with the reader gone that would end in a second error
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
