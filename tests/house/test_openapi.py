"""The API's description by other people's rules: a client made from it must not stumble."""

from __future__ import annotations

import json
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.house.tree import ROOT


def faults(document: dict[str, Any]) -> list[str]:
    """What breaks OpenAPI 3.1 in a document, and where."""
    found = OpenAPIV31SpecValidator(document).iter_errors()
    return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}" for fault in found]


def test_the_openapi_file_is_valid() -> None:
    document = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert document["openapi"].startswith("3.1.")
    assert len(document["paths"]) > 100
    assert faults(document) == []


def test_the_validator_sees_a_fault() -> None:
    answer = {"200": {"description": "x", "content": {"text/plain": {"schema": {"type": "nothing"}}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1"},
        "paths": {"/x": {"get": {"responses": answer}}},
    }
    assert len(faults(document)) == 1
