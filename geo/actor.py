"""Who acts at the server's own console. Places know no people, so the one actor they bring is their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Operator:
    """The operator of the installation, acting through the command `id`; may do everything to places."""

    id: str

    @property
    def kind(self) -> str:
        """Stands in the audit trail beside the command's name."""
        return "system"

    @property
    def label(self) -> str:
        """As the audit trail shows it."""
        return f"Varta: {self.id}"

    @property
    def is_system(self) -> bool:
        """Policies ask this first."""
        return True

    def has(self, capability: Any) -> bool:
        """Every capability over places."""
        return True

    def has_in_areas(self, capability: Any, area_ids: frozenset[str]) -> bool:
        """Every capability, wherever."""
        return True
