"""HTTP doors to brigades."""

from ninja import Router

from rosters.api import brigades, evidence, feeds, hours, members, papers, rota, time, upkeep, water

router = Router(tags=["rosters"])
for part in (brigades, members, evidence, upkeep, water, hours, papers, rota, time, feeds):
    router.add_router("", part.router)

__all__ = ["router"]
