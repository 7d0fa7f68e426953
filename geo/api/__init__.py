"""HTTP doors to places."""

from ninja import Router

from geo.api import areas, maps, places

router = Router(tags=["places"])
router.add_router("", areas.router)
router.add_router("", maps.router)
router.add_router("", places.router)

__all__ = ["router"]
