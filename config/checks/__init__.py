"""System checks: what is unsafe, and what an installation still lacks. Run by `manage.py check --deploy`.

`E` is unsafe, `W` wants mending, `I` is something this version or this installation does not give. Each id
stands in docs/operations.md. Those of `database` run with `--database default`.
"""

from config.checks import database, settings, version

__all__ = ["database", "settings", "version"]
