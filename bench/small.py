"""`python -m bench.small`: make the province of the environment, and print who asks what of it."""

import json
from dataclasses import asdict

from bench import config


def main() -> None:
    """The last line is JSON: kind of look → requests."""
    config.set_up()
    # These import models, so only now.
    from bench import officers, province

    province.fill(made=province.ensure_database())
    asks = officers.asks()
    print(json.dumps({name: [asdict(ask) for ask in many] for name, many in asks.items()}))


if __name__ == "__main__":
    main()
