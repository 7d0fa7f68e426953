"""The one API object: routers, authentication and the one shape of an error."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from accounts import api as accounts_api
from accounts.auth import actor_auth
from config import errors, wire
from dispatch import api as dispatch_api
from geo import api as geo_api
from incidents import api as incidents_api
from notifications import api as notifications_api
from rosters import api as rosters_api
from watch import api as watch_api

ERROR_SCHEMA = {
    "title": "Error",
    "type": "object",
    "required": ["code", "message", "data"],
    "properties": {
        "code": {"type": "string", "description": "Stable, dotted; what programs decide by."},
        "message": {"type": "string", "description": "A sentence for the person, in his language."},
        "data": {"type": "object", "description": "`fields`, `retry_after`, `request_id` and the like."},
    },
}


class VartaAPI(NinjaAPI):
    """Documents that every route may answer with the one shape of an error."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The schema with `default: Error` on every operation."""
        schema = super().get_openapi_schema(**kwargs)
        schema["components"].setdefault("schemas", {})["Error"] = ERROR_SCHEMA
        answer = {
            "description": "Refused or failed",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
        }
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"].setdefault("default", answer)
        return schema


api = VartaAPI(
    title="Varta",
    version="1",
    description="Neighbourhood watch and community safety.",
    auth=actor_auth,
    docs_url=None,
    parser=wire.StrictParser(),
    renderer=wire.JsonRenderer(),
)


errors.register(api)
api.add_router("", accounts_api.router)
api.add_router("", geo_api.router)
api.add_router("", notifications_api.router)
api.add_router("", incidents_api.router)
api.add_router("", watch_api.router)
api.add_router("", dispatch_api.router)
api.add_router("", rosters_api.router)
