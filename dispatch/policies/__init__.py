"""Who may do what in dispatch; `callouts` has the fire brigades' part."""

from dispatch.policies.patrol import (
    TAKEABLE,
    can_act_on_duty,
    can_assign,
    can_keep_units,
    can_list_units,
    can_see_unit,
    can_sign_off,
    can_sign_on,
    can_take,
    can_work,
    incident_actions,
    visible_units,
)

__all__ = [
    "TAKEABLE",
    "can_act_on_duty",
    "can_assign",
    "can_keep_units",
    "can_list_units",
    "can_see_unit",
    "can_sign_off",
    "can_sign_on",
    "can_take",
    "can_work",
    "incident_actions",
    "visible_units",
]
