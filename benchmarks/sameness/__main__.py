"""Record what everybody gets from the demonstration of a checkout, or compare two recordings.

python -m benchmarks.sameness record FOLDER [--checkout PATH] [--port N]
python -m benchmarks.sameness compare BEFORE AFTER [--assets] [--full]

`record` knows of the checkout only `manage.py` and HTTP, so that it also records states in which modules have moved:
every page that the public and each person of the demonstration reach by links, every download, answer of the API and
feed, the words of each PDF and every mail; then the people work (acts.py), and all is recorded again. Each answer is
one file, as it came. `compare` makes what is volatile the same (volatile.py), then compares byte for byte, then HTML as
it shows (showing.py). It exits with 0 when nothing differs but block whitespace.
"""

import argparse
import sys
from pathlib import Path

from benchmarks.sameness.comparison import compare
from benchmarks.sameness.recording import record


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    recorder = commands.add_parser("record")
    recorder.add_argument("folder", type=Path)
    recorder.add_argument("--checkout", type=Path, default=Path.cwd(), help="whose demonstration (the current folder)")
    recorder.add_argument("--port", type=int, default=8170)
    comparer = commands.add_parser("compare")
    comparer.add_argument("before", type=Path)
    comparer.add_argument("after", type=Path)
    comparer.add_argument("--assets", action="store_true", help="also compare which styles and scripts a page loads")
    comparer.add_argument("--full", action="store_true", help="show every changed line, not the first of each file")
    options = parser.parse_args()
    if options.command == "record":
        return record(options.folder, options.checkout.resolve(), options.port)
    return compare(options.before, options.after, assets=options.assets, full=options.full)


if __name__ == "__main__":
    sys.exit(main())
