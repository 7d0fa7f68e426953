"""Whether an outline may stand where it was drawn: inside the area above it, but for a small share.

Reports carry the ids of all areas over them and above these, and the police see what carries theirs: an
area drawn over a neighbouring city would show that city's reports to whoever serves the area's own city.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from geo import policies, queries
from geo.actions.drafts import AreaDraft
from geo.geojson import refusal
from geo.models import Area

OUTSIDE_SHARE = 0.01
"""How much of an area may lie outside: outlines from two surveys differ along their common edge by metres."""


def require_inside(
    actor: policies.AreaActor, draft: AreaDraft, area: Area | None, above: Sequence[str]
) -> None:
    """The operator and administrators of the whole country draw anywhere; an outline that stays may stay.

    `area` is what stands there now, `above` the path of the draft's parent. Raises Invalid with the share.
    """
    if area and area.parent_id == draft.parent_id and area.boundary.equals_exact(draft.boundary):
        return
    path = above or ([str(area.pk)] if area else ())
    root = Area.objects.filter(pk=path[0]).first() if path else None
    if policies.draws_anywhere(actor, root):
        return
    if not above:
        # Whoever has a city by its area would widen the city, and with it the right.
        raise refusal("root", _("The outline of an area without one above it is set on the server."))
    frame = queries.area(policies.frame_of(actor, draft.kind, above))
    share = queries.share_outside(draft.boundary, frame.pk)
    if share > OUTSIDE_SHARE:
        message = _("%(share)s %% of this area lie outside %(name)s; at most %(most)d %% may.")
        told = {"share": f"{share * 100:.1f}", "name": frame.name, "most": round(OUTSIDE_SHARE * 100)}
        error = refusal("outside", message % told)
        error.data["share"] = round(share, 4)
        raise error
