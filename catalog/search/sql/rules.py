"""What merchandising rules do in the statement: products left out, pinned ones and their boosts."""

from catalog.search.rules.effects import MAX_TOTAL, RuleEffects
from catalog.search.sql.rule_boosts import boost, boost_values
from catalog.search.sql.section import Section
from catalog.search.sql.values import Values
from catalog.search.sql.words import scored_hits

# The prefix of the bound values of all boosts together.
ALL_RULES = "rules"


def not_hidden(products: str) -> str:
    """The same products without the hidden ones, so that nothing finds or counts these."""
    return f"""SELECT id FROM ({products}) visible
    WHERE id NOT IN (SELECT unnest(%(hidden)s::bigint[]))"""


def pinned(s: Section) -> str:
    """The pinned products that pass the filters, and their order. They need not be of the kind
    that the words name: a rule may say what answers a search.
    """
    return f"""
pinned{s.suffix} AS MATERIALIZED (
    SELECT p.id AS product_id, pins.place AS pin
    FROM unnest(%(pins)s::bigint[]) WITH ORDINALITY pins (id, place)
    JOIN ({s.pinnable}) p USING (id)
)"""


def pinned_hits(s: Section) -> str:
    """The pinned products as candidates, whatever their vectors are."""
    return scored_hits(s, "pinned_hits", f"SELECT product_id AS id FROM pinned{s.suffix}")


def pinned_besides(s: Section) -> str:
    """How many pinned products are not of the kind that the words name, and so not `filtered`."""
    return f"""(SELECT count(*) FROM pinned{s.suffix}
                  WHERE product_id NOT IN (SELECT id FROM filtered{s.suffix}))"""


def row_columns(s: Section) -> str:
    """What rules say of a product, beside its score: a boost orders, and does not judge."""
    place = ",\n           pinned.pin AS row_pin" if s.has_pins else ""
    boosts = f",\n           {rule_boost(s)} AS row_boost" if s.has_rule_boosts else ""
    return place + boosts


def rule_boost(s: Section) -> str:
    """How far all rules together raise or lower a product `d`."""
    return f"greatest({-MAX_TOTAL}, least({MAX_TOTAL}, {boost(s.plan.rules.boosts, ALL_RULES)}))"


def join_pins(s: Section) -> str:
    return (
        f"\n    LEFT JOIN pinned{s.suffix} pinned ON pinned.product_id = d.id" if s.has_pins else ""
    )


def preferred_size(s: Section) -> str:
    """The order in which rules prefer the sizes of a group: a pinned one before all others."""
    return "row_pin NULLS LAST, " if s.has_pins else ""


def size_boost(s: Section) -> str:
    return "row_boost + " if s.has_rule_boosts else ""


def group_columns(s: Section, order: str) -> str:
    """What rules say of a group: the place of its first pinned size, and the boost of the size that
    represents it.
    """
    place = ",\n           min(row_pin) AS pin" if s.has_pins else ""
    boosts = (
        f",\n           (array_agg(row_boost ORDER BY {order}))[1] AS rule_boost"
        if s.has_rule_boosts
        else ""
    )
    return place + boosts


def grouped_columns(s: Section) -> str:
    place = ",\n           coalesce(g.pin, row_pin) AS pin" if s.has_pins else ""
    boosts = (
        ",\n           coalesce(g.rule_boost, row_boost) AS rule_boost" if s.has_rule_boosts else ""
    )
    return place + boosts


def page_columns(s: Section) -> str:
    return f"{', rule_boost' if s.has_rule_boosts else ''}{', pin' if s.has_pins else ''}"


def hit_columns(s: Section) -> str:
    """What is returned of a hit besides: its boost, and whether it is pinned."""
    if not s.has_pins and not s.has_rule_boosts:
        return ""
    return (
        f", {'rule_boost' if s.has_rule_boosts else '0'}"
        f", {'pin IS NOT NULL' if s.has_pins else 'FALSE'}"
    )


def rule_values(effects: RuleEffects) -> Values:
    return {
        **({"hidden": list(effects.hidden)} if effects.hidden else {}),
        **({"pins": list(effects.pins)} if effects.pins else {}),
        **boost_values(effects.boosts, ALL_RULES),
    }
