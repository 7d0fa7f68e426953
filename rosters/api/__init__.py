"""HTTP doors to brigades."""

from ninja import Router

from rosters.api import feeds, rota, time

router = Router(tags=["rosters"])
router.add_router("", rota.router)
router.add_router("", time.router)
router.add_router("", feeds.router)

__all__ = ["router"]
