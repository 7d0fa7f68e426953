"""HTTP doors of incidents."""

from ninja import Router

from incidents.api import desk, places, report

router = Router(tags=["incidents"])
router.add_router("", report.router)
router.add_router("", desk.router)
router.add_router("", places.router)
