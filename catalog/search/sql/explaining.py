"""The parts of each score on a page, by another SELECT over the CTEs of the same statement."""

from collections.abc import Sequence

from catalog.search.rules.rule import Rule
from catalog.search.sql import rules, scoring, words
from catalog.search.sql.boosts import (
    base_score,
    boosts_after_lift,
    boosts_before_lift,
    min_score_lift,
)
from catalog.search.sql.rule_boosts import boost, boost_values
from catalog.search.sql.section import Section
from catalog.search.sql.values import Values

# What is taken from the boosts of all rules where they are more than rules may add up to.
RULES_LIMIT = "rules_limit"


def rule_part(number: int) -> str:
    """The name of what one of the applied rules adds to a score."""
    return f"rule_{number}"


def rule_part_values(applied: Sequence[Rule]) -> Values:
    values: Values = {}
    for number, rule in enumerate(applied):
        values |= boost_values(rule.boosts, rule_part(number))
    return values


def _rule_parts(s: Section, applied: Sequence[Rule]) -> dict[str, str]:
    if not s.has_rule_boosts:
        return {}
    parts = {rule_part(n): boost(rule.boosts, rule_part(n)) for n, rule in enumerate(applied)}
    together = boost(s.plan.rules.boosts, rules.ALL_RULES)
    return {**parts, RULES_LIMIT: f"page.rule_boost - ({together})"}


def score_parts(s: Section, applied: Sequence[Rule]) -> str:
    """The parts of `page.score`, and of what the `applied` rules add to it."""
    boosts = {
        **boosts_before_lift(s),
        "min_score_lift": min_score_lift(s),
        **boosts_after_lift(s),
        "collapse": "page.score - c.row_score",
        **_rule_parts(s, applied),
    }
    parts = ",\n           ".join(f"'{name}', {boost}" for name, boost in boosts.items())
    return f"""
SELECT page.product_id, d.title, page.score{" + page.rule_boost" if s.has_rule_boosts else ""},
       {"page.pin" if s.has_pins else "NULL::bigint"} AS pin,
       {base_score(s)} AS base_score,
       embedding.joint::text AS joint,
       jsonb_build_object(
           {parts}) AS boosts
FROM page
JOIN row_scores c USING (product_id)
JOIN catalog_product d ON d.id = page.product_id
{words.terms_of(s)}
    {scoring.before_lift(s)}
LEFT JOIN catalog_embedding embedding
       ON embedding.product_id = page.product_id AND embedding.encoder_version_id = {s.version}
      AND embedding.photo_id IS NOT DISTINCT FROM page.photo_id
ORDER BY page.position"""
