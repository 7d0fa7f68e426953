"""HTTP doors to dispatch."""

from ninja import Router

from dispatch.api import air_raids, callouts, patrol, reports

router = Router()
router.add_router("", patrol.router)
router.add_router("", callouts.router)
router.add_router("", air_raids.router)
router.add_router("", reports.router)

__all__ = ["router"]
