"""The map as data: pyvis builds nodes, edges and options; the browser only draws them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from pyvis.network import Network

from graphkit.errors import Phrase
from graphkit.graph import LINE_KINDS, Lines, lines
from graphkit.i18n import text
from graphkit.layouts.layout import HEIGHT, Guide, Layout, Shown
from graphkit.layouts.places import TREE, Arrangement, places
from graphkit.layouts.tree import top_down
from graphkit.legend import legend
from graphkit.marks import (
    LEG_STYLES,
    LINE_COLOURS,
    LINE_GROUPS,
    OURS_COLOUR,
    ROLE_BORDERS,
    ROUTE_COLOUR,
    SUPPORT_COLOURS,
    SUPPORT_GLYPHS,
    SUPPORT_INKS,
    support_level,
)
from graphkit.model import Account
from graphkit.schema import split_ids
from graphkit.walk import NO_WALK, OTHERWISE, Leg, Walk

SIZES = ("influence", "power", "same")
COVERAGES = ("known", "unknown")
MOST_PEOPLE = 1500  # a focused map; more is unreadable, and vis-network slows down (bench)
_MANY_LINES = 60  # personal lines; more of them are drawn paler, until one is pointed at
_OURS_LEFT, _OURS_APART = 300.0, 56.0  # where our team stands: left of everybody, one below the other


@dataclass(frozen=True)
class Chosen:
    """Whom to show. Units, roles ("" is none) and levels of support (None is unknown); () is all.

    coverage : "known" (one of us has a trust of at least 1), "unknown", or "" for all.
    """

    units: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    supports: tuple[int | None, ...] = ()
    coverage: str = ""


EVERYBODY = Chosen()


@dataclass(frozen=True)
class MapView:
    """What the browser draws.

    left_out counts the people who are not on it, by reason: "filter", "steps" (too far from the person in the middle)
    and "room" (a focused map has MOST_PEOPLE at most). frame names the arrangement: of another one the whole is shown.
    legs : the meetings of a route or a plan, drawn on top.
    """

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    legs: list[dict[str, Any]]
    guides: list[dict[str, Any]]
    options: dict[str, Any]
    legend: list[dict[str, Any]]
    left_out: Mapping[str, int]
    frame: str
    revision: str


@lru_cache(maxsize=32)
def map_view(
    account: Account,
    *,
    arrangement: Arrangement = TREE,
    size: str = "influence",
    groups: tuple[str, ...] = tuple(group for group in LINE_GROUPS if group != "ours"),
    chosen: Chosen = EVERYBODY,
    walk: Walk = NO_WALK,
    always: tuple[str, ...] = (),
    language: str = "en",
) -> MapView:
    """The map of an account.

    arrangement : where people stand. size : the measure that sets the size of a person. groups : which lines are drawn,
    keys of LINE_GROUPS. chosen : whom to show. walk : a route or a plan to draw on top. always : ids of
    people who are shown whatever is chosen and however many there are.
    """
    layout = places(account, arrangement)
    shown, left_out = _shown(account, layout, chosen, (*walk.people, *always))
    network = Network(directed=True)
    trust = best_trust(account)
    _add_people(network, account, layout, shown, size, trust, walk, language)
    _add_ours(network, account, layout, shown, "ours" in groups, walk)
    _add_lines(network, account, layout, shown, groups, bool(walk.legs), language)
    legs = _legs(network, walk)
    network.set_options(json.dumps(_OPTIONS))
    known = any(level >= 1 for level in trust.values())
    states = {leg["state"] for leg in legs}
    key = legend(account, shown, size=size, groups=groups, trusted=known, states=states, language=language)
    guides = [_guide(guide, language) for guide in layout.guides]
    drawn = json.dumps([network.nodes, network.edges, legs, guides, key], sort_keys=True)
    revision = hashlib.blake2b(drawn.encode(), digest_size=8).hexdigest()
    frame = f"{arrangement}{walk.members}"
    return MapView(network.nodes, network.edges, legs, guides, network.options, key, left_out, frame, revision)


def line_id(source: str, kind: str, target: str) -> str:
    """What a line is called on the map; `line_of` reads it back."""
    return json.dumps([source, kind, target], ensure_ascii=False)


def line_of(id_: str) -> tuple[str, str, str]:
    """Source, kind and target of a line on the map."""
    source, kind, target = json.loads(id_)
    return source, kind, target


def best_trust(account: Account) -> dict[str, float]:
    """The highest trust that anybody of ours has with each person; people whom nobody knows are not in it."""
    known = account.contacts.dropna(subset=["trust"]).groupby("person")["trust"].max()
    return {str(person): float(trust) for person, trust in known.items()}


def matching(account: Account, chosen: Chosen) -> Shown:
    """Who is chosen; shape (n,)."""
    people = account.people
    fits = np.ones(len(people), bool)
    if chosen.units:
        fits &= people["unit"].isin(chosen.units).to_numpy()
    if chosen.roles:
        fits &= np.array([bool(set(split_ids(cell) or [""]) & set(chosen.roles)) for cell in people["role"]], bool)
    if chosen.supports:
        fits &= np.array([support_level(rating) in chosen.supports for rating in people["support"]], bool)
    if chosen.coverage:
        trust = best_trust(account)
        known = np.array([trust.get(id_, 0) >= 1 for id_ in people["id"]], bool)
        fits &= known if chosen.coverage == "known" else ~known
    return fits


def _shown(account: Account, layout: Layout, chosen: Chosen, always: Sequence[str]) -> tuple[Shown, dict[str, int]]:
    people = account.people
    wanted = people["id"].isin(always).to_numpy() & layout.shown
    fits = (matching(account, chosen) & layout.shown) | wanted
    drawn = fits.copy()
    if fits.sum() > MOST_PEOPLE:  # the top of the chart first
        depth = top_down(account).positions[:, 1] / HEIGHT
        rank = np.where(fits, depth - people["power"].fillna(0).to_numpy(), np.inf)
        drawn &= np.isin(np.arange(len(people)), np.argsort(rank, kind="stable")[:MOST_PEOPLE]) | wanted
    counts = {"steps": ~layout.shown, "filter": layout.shown & ~fits, "room": fits & ~drawn}
    return drawn, {reason: int(those.sum()) for reason, those in counts.items() if those.any()}


def _sizes(account: Account, size: str) -> list[float]:
    """Radius of each person in pixels; the smallest where the measure is unknown."""
    if size == "same":
        return [12.0] * len(account.people)
    return list((7 + 2 * account.people[size].fillna(0)).tolist())


def _add_people(
    network: Network,
    account: Account,
    layout: Layout,
    shown: Shown,
    size: str,
    trust: Mapping[str, float],
    walk: Walk,
    language: str,
) -> None:
    people = account.people
    sizes, positions = _sizes(account, size), layout.positions.tolist()
    met, hoped = _met(walk.legs), _met(leg for leg in walk.legs if leg.state != OTHERWISE)
    labels, titles = account.labels, people["title"].tolist()
    power = people["power"].fillna(0).tolist()
    rows = zip(people["id"], people["role"], people["support"], people["confidence"], strict=True)
    for row, (id_, roles, support, confidence) in enumerate(rows):
        if not shown[row]:
            continue
        role, level = next(iter(split_ids(roles)), ""), support_level(support)
        decides = role == "decision_maker"
        x, y = positions[row]
        network.add_node(
            id_,
            label=" ",  # the browser writes the name itself, as large as it can be read
            name=labels[id_],
            detail="" if titles[row] == labels[id_] else titles[row],
            glyph=SUPPORT_GLYPHS[level],
            ink=SUPPORT_INKS[level],
            beside=layout.beside,
            rank=(0 if id_ in met else 1 if decides else 2) * 10 - power[row],
            trust=trust.get(id_, 0),
            faded=bool(met) and id_ not in met,
            title=tooltip(account, id_, language),
            shape="dot",
            size=sizes[row],
            x=x,
            y=y,
            borderWidth=5 if id_ in hoped else 4 if role else 1.5,
            borderWidthSelected=6,
            color=_fill(SUPPORT_COLOURS[level], ROUTE_COLOUR if id_ in hoped else ROLE_BORDERS[role]),
            opacity=0.3 if met and id_ not in met else 1,
            shapeProperties={"borderDashes": [4, 3] if confidence == "assumed" or level is None else False},
        )


def _met(legs: Iterable[Leg]) -> set[str]:
    """The people at the ends of legs."""
    return {id_ for leg in legs for id_ in ((leg.target,) if leg.ours else (leg.source, leg.target))}


def _fill(background: str, border: str) -> dict[str, Any]:
    picked = {"background": background, "border": OURS_COLOUR}
    return {"background": background, "border": border, "highlight": picked, "hover": picked}


def _add_ours(network: Network, account: Account, layout: Layout, shown: Shown, drawn: bool, walk: Walk) -> None:
    """Our team, and whom of the people each of us knows."""
    placed = layout.positions[layout.shown]
    left, top = placed.min(axis=0) if len(placed) else (0.0, 0.0)
    contacts = account.contacts[account.contacts["person"].isin(account.people["id"][shown])]
    members = set(contacts["member"]) if drawn else set()
    walking = {leg.source for leg in walk.legs if leg.ours}
    for number, (id_, name) in enumerate(zip(account.team["id"], account.team["name"], strict=True)):
        faded = bool(walk.legs) and id_ not in walking
        if id_ in members or id_ in walk.members:
            network.add_node(
                f"our {id_}",
                label=" ",
                name=name,
                detail="",
                glyph="",
                beside=True,
                rank=-10 if id_ in walking else 5,
                trust=0,
                faded=faded,
                title=name,
                shape="square",
                size=10,
                x=float(left) - _OURS_LEFT,
                y=float(top) + number * _OURS_APART,
                color=_fill(OURS_COLOUR, OURS_COLOUR),
                opacity=0.3 if faded else 1,
            )
    if drawn:
        for member, person, trust in zip(contacts["member"], contacts["person"], contacts["trust"], strict=True):
            style = {
                "color": _stroke("ours", faded=bool(walk.legs)),
                "width": 1.5 if np.isnan(trust) else 1 + 1.2 * trust,
            }
            network.add_edge(f"our {member}", person, id=line_id(member, "contact", person), smooth=_CURVED, **style)


def tooltip(account: Account, id_: str, language: str) -> str:
    """What we know of a person in four lines; what we do not know is said to be unknown."""
    person = account.person(id_)
    unknown = text("word.support.unknown", language)
    ratings = [
        f"{text(f'word.column.{name}', language)}: {unknown if value is None else f'{value:g}'}"
        for name, value in (("power", person.power), ("influence", person.influence))
    ]
    level = support_level(person.support)
    support = text(f"word.support.{'unknown' if level is None else level}", language)
    roles = Phrase(tuple(f"word.role.{role}" for role in person.role)).say(language)
    head = [person.name, " · ".join(part for part in (person.title, person.unit) if part), roles]
    ratings.append(f"{text('word.column.support', language)}: {support}")
    return "\n".join([*(line for line in head if line), " · ".join(ratings)])


def _add_lines(
    network: Network,
    account: Account,
    layout: Layout,
    shown: Shown,
    groups: Sequence[str],
    faded: bool,
    language: str,
) -> None:
    found = lines(account)
    ids = account.people["id"].tolist()
    group_of = {kind: group for group, kinds in LINE_GROUPS.items() for kind in kinds}
    assumed = _assumed_ties(account)
    drawn = shown[found.source] & shown[found.target]
    crowded = int(drawn.sum()) - int((drawn & found.of("reports_to", "dotted_to")).sum()) > _MANY_LINES
    for number in np.flatnonzero(drawn).tolist():
        source, target = ids[found.source[number]], ids[found.target[number]]
        kind = LINE_KINDS[found.kind[number]]
        if group_of[kind] in groups:
            style = _edge(found, number, group_of[kind], (source, target, kind) in assumed, language)
            style["color"] = _stroke(group_of[kind], faded=faded, crowded=crowded)
            if layout.risers is not None and kind == "reports_to":  # at right angles, as on a printed chart
                riser = layout.risers[found.source[number]].tolist()
                style |= {"hidden": True, "elbow": True, "riser": None if np.isnan(riser[0]) else riser}
            network.add_edge(source, target, id=line_id(source, kind, target), **style)


def _assumed_ties(account: Account) -> set[tuple[str, str, str]]:
    assumed = account.ties[account.ties["confidence"].eq("assumed")]
    return set(zip(assumed["source"], assumed["target"], assumed["kind"], strict=True))


def _stroke(group: str, *, faded: bool = False, crowded: bool = False) -> dict[str, Any]:
    colour = LINE_COLOURS[group]
    opacity = 0.15 if faded else 0.65 if crowded else 0.35 if group == "formal" else 0.9
    return {"color": colour, "highlight": colour, "hover": colour, "opacity": opacity}


def _edge(found: Lines, number: int, group: str, assumed: bool, language: str) -> dict[str, Any]:
    kind, strength = LINE_KINDS[found.kind[number]], float(found.strength[number])
    known = text("word.support.unknown", language) if np.isnan(strength) else f"{strength:g}"
    title = text(f"word.line.{kind}", language)
    if group != "formal":
        title += f" · {text('word.column.strength', language)}: {known}"
    return {
        "title": title,
        "width": 1.5 if np.isnan(strength) else 0.8 + 0.8 * strength,
        "dashes": [6, 5] if assumed or kind == "dotted_to" else False,
        "arrows": "to" if kind == "influences" else "",
        "label": "✕" if kind == "rival" else "",
        "smooth": False if group == "formal" else _CURVED,
    }


def _legs(network: Network, walk: Walk) -> list[dict[str, Any]]:
    """Each meeting between two who are on the map, with its number and its looks."""
    drawn = set(network.get_nodes())
    legs = [(f"our {leg.source}" if leg.ours else leg.source, leg) for leg in walk.legs]
    return [
        {"from": source, "to": leg.target, "number": leg.number, "state": leg.state, **LEG_STYLES[leg.state]}
        for source, leg in legs
        if source in drawn and leg.target in drawn
    ]


def _guide(guide: Guide, language: str) -> dict[str, Any]:
    words = text(f"screen.map.place.{guide.key}", language, **dict(guide.params)) if guide.key else guide.words
    frame = {"x": guide.x, "y": guide.y, "width": guide.width, "height": guide.height}
    return {"shape": guide.shape, "words": words} | frame


_CURVED = {"enabled": True, "type": "curvedCW", "roundness": 0.18}
_OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "tooltipDelay": 150, "dragNodes": False, "hideEdgesOnDrag": False, "zoomSpeed": 0.6},
    "nodes": {"font": {"size": 13}},
    "edges": {"selectionWidth": 2, "arrows": {"to": {"scaleFactor": 0.6}}},
    "layout": {"improvedLayout": False},
}
