"""`python -m deputy_station` and `deputy-station`: the window, or with a command the same without one."""

import gc
import sys


def start_window(location: str | None) -> int:
    """Start the window; Qt is loaded here and nowhere before."""
    # Loading makes thousands of objects that all stay: collecting among them is time lost before the first
    # paint. `app.run` lets the collector go on once the window stands.
    gc.disable()
    from deputy_station import app

    return app.run(location)


def main() -> int:
    """Run the command line of this process."""
    try:
        # Loading takes half a second, in which Ctrl+C must not end in a traceback either.
        from deputy_station import cli

        return cli.main(start_window=start_window)
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
