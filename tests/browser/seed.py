"""What the browser tests find in the city: run as `python -m tests.browser.seed` against their database."""

from __future__ import annotations

import django

django.setup()

from accounts.roles import Role, ScopeKind  # noqa: E402
from geo.models import AreaKind  # noqa: E402
from tests.browser import (  # noqa: E402
    seed_archive,
    seed_callout,
    seed_desk,
    seed_members,
    seed_resident,
    seed_rota,
    seed_upkeep,
)
from tests.browser.seed_names import OFFICER, RESIDENT  # noqa: E402
from tests.factories.accounts import make_user  # noqa: E402
from tests.factories.geo import make_area, square  # noqa: E402


def main() -> None:
    """A served city with one beat, a resident and a patrol officer."""
    city = make_area("Вінниця", kind=AreaKind.CITY, boundary=square(side_m=14_000), code="vinnytsia")
    make_area("Центр", boundary=square(side_m=4_000), parent=city, code="beat-1")
    make_user(RESIDENT)
    make_user(OFFICER, name="Ігор Патрульний", grants=[(Role.PATROL_OFFICER, ScopeKind.AREA, city.pk)])
    seed_desk.seed(city)
    seed_resident.seed()
    seed_callout.seed(city)
    seed_members.seed(city)
    seed_rota.seed(city)
    seed_upkeep.seed()
    seed_archive.seed(city)


if __name__ == "__main__":
    main()
