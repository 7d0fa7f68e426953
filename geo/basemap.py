"""The ground of the map as a MapLibre style: a PMTiles file, or plain ground with our own areas.

No text layers: they would need font files from somewhere else; names are drawn by the page. Pure.
"""

from __future__ import annotations

from typing import Any

Style = dict[str, Any]

LIGHT = {
    "ground": "#F6F7F9",
    "land": "#EEF0F3",
    "water": "#CFE0EC",
    "green": "#DFEBDD",
    "building": "#E2E5EA",
    "road": "#FFFFFF",
    "line": "#7C8A9C",
    "night": "#16335B",
}
DARK = {
    "ground": "#0E1621",
    "land": "#131D2A",
    "water": "#0A2233",
    "green": "#15261F",
    "building": "#1C2937",
    "road": "#2A394B",
    "line": "#5F7085",
    "night": "#8DB8F2",
}
ATTRIBUTION = "© OpenStreetMap contributors"
"""Of a PMTiles basemap: those to be had are made of OpenStreetMap's data."""


def style(*, dark: bool, tiles: str, credit: str = "", basemap: Style | None = None) -> Style:
    """The style for one theme. `tiles` is the address pattern of our area tiles, `basemap` a TileJSON;
    `credit` names whoever drew the areas, where their licence asks for it.
    """
    colours = DARK if dark else LIGHT
    sources: Style = {
        "areas": {
            "type": "vector",
            "tiles": [tiles],
            "minzoom": 0,
            "maxzoom": 15,
            "attribution": credit,
        }
    }
    layers: list[Style] = [
        {"id": "ground", "type": "background", "paint": {"background-color": colours["ground"]}}
    ]
    if basemap is not None:
        sources["basemap"] = {**basemap, "attribution": ATTRIBUTION}
        layers += _raster() if basemap["type"] == "raster" else _vector(colours)
    layers += _areas(colours)
    return {"version": 8, "name": "Varta", "sources": sources, "layers": layers}


def _raster() -> list[Style]:
    paint = {"raster-saturation": -0.6, "raster-opacity": 0.85}
    return [{"id": "basemap", "type": "raster", "source": "basemap", "paint": paint}]


def _vector(colours: dict[str, str]) -> list[Style]:
    """Layers of the Protomaps schema, the usual content of a PMTiles basemap."""
    fills = (("earth", "land"), ("landuse", "green"), ("water", "water"), ("buildings", "building"))
    layers: list[Style] = [
        {
            "id": f"basemap-{layer}",
            "type": "fill",
            "source": "basemap",
            "source-layer": layer,
            "filter": ["==", ["geometry-type"], "Polygon"],
            "paint": {"fill-color": colours[colour]},
        }
        for layer, colour in fills
    ]
    width = ["interpolate", ["exponential", 1.6], ["zoom"], 8, 0.4, 14, 2.5, 18, 14]
    roads: Style = {
        "id": "basemap-roads",
        "type": "line",
        "source": "basemap",
        "source-layer": "roads",
        "layout": {"line-cap": "round", "line-join": "round"},
        "paint": {"line-color": colours["road"], "line-width": width},
    }
    return [*layers, roads]


def _areas(colours: dict[str, str]) -> list[Style]:
    served = ["get", "served"]
    fill: Style = {
        "id": "area-fill",
        "type": "fill",
        "source": "areas",
        "source-layer": "areas",
        "filter": ["all", ["==", ["get", "kind"], "city"], served],
        "paint": {"fill-color": colours["night"], "fill-opacity": 0.03},
    }
    line: Style = {
        "id": "area-line",
        "type": "line",
        "source": "areas",
        "source-layer": "areas",
        "layout": {"line-join": "round"},
        "paint": {
            "line-color": colours["line"],
            "line-width": ["match", ["get", "kind"], ["country", "oblast"], 1.6, ["raion", "city"], 1.1, 0.7],
            "line-opacity": ["match", ["get", "kind"], ["beat", "neighbourhood"], 0.5, 0.8],
        },
    }
    return [fill, line]
