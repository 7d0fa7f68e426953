"""HTTP doors to brigades."""

from ninja import Router

from rosters.api import brigades, feeds, members, rota, time

router = Router(tags=["rosters"])
for part in (brigades, members, rota, time, feeds):
    router.add_router("", part.router)

__all__ = ["router"]
