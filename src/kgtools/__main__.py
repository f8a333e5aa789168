"""``python -m kgtools`` is the command line."""

from kgtools.cli import main

if __name__ == "__main__":
    main()
