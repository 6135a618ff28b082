"""`python -m deputy_station` and `deputy-station`: the window, or with a command the same without one."""

import sys

from deputy_station import cli


def start_window(location: str | None) -> int:
    """Start the window; Qt is loaded here and nowhere before."""
    from deputy_station import app

    return app.run(location)


def main() -> int:
    """Run the command line of this process."""
    return cli.main(start_window=start_window)


if __name__ == "__main__":
    sys.exit(main())
