"""The rules of the shop in memory, found by what a search is like and not one by one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from catalog.models import RuleTrigger
from catalog.search.rules.rule import Rule
from catalog.search.rules.situation import Situation
from catalog.search.rules.verdict import (
    WhyNot,
    longest_phrase,
    parts_of,
    phrase_keys_of,
    reasons_against,
)
from catalog.vocabulary.phrases import keys_of

# Rules that one search takes into account.
MAX_APPLIED: Final = 10
_BEFORE: Final = (RuleTrigger.WORDS_ARE, RuleTrigger.WORDS_CONTAIN)


class Verdict(NamedTuple):
    rule: Rule
    why_not: tuple[WhyNot, ...]  # empty if it applies


class _Scope:
    """The rules of one merchant, or of the shop."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._with_words = [rule for rule in rules if rule.trigger.needs_words]
        self._by_category: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            if not rule.trigger.needs_words:
                self._by_category[rule.category].append(rule)
        self._longest = max(map(longest_phrase, self._with_words), default=0)
        # The languages of a shop hardly ever change.
        self._by_phrase = lru_cache(maxsize=1)(self._index_phrases)

    def found(self, situation: Situation) -> Iterator[Rule]:
        """The rules whose words or category are those of the search."""
        for path in ("", *situation.categories):
            yield from self._by_category.get(path, ())
        if self._with_words:
            index = self._by_phrase(situation.languages)
            for words in (*situation.whole, *parts_of(situation, self._longest)):
                for key in keys_of(words, situation.languages):
                    yield from index.get(key, ())

    def _index_phrases(self, languages: tuple[str, ...]) -> Mapping[str, Sequence[Rule]]:
        index: dict[str, list[Rule]] = defaultdict(list)
        for rule in self._with_words:
            for phrase in rule.phrases:
                for key in phrase_keys_of(phrase, languages):
                    index[key].append(rule)
        return dict(index)


class RuleBook:
    """Thread-safe, because nothing changes after it is built.

    `merchants` has the ids of the merchants with rules by their slugs. `only_merchant` is the
    merchant of a shop that has just one: its rules are for all searches.
    """

    def __init__(
        self,
        rules: Sequence[Rule] = (),
        merchants: Mapping[str, int] = MappingProxyType({}),
        only_merchant: int | None = None,
    ) -> None:
        self.rules = tuple(rules)
        self._merchants, self._only_merchant = dict(merchants), only_merchant
        scopes: dict[int | None, list[Rule]] = defaultdict(list)
        for rule in self.rules:
            if rule.active:
                scopes[rule.merchant_id].append(rule)
        self._scopes = {key: _Scope(each) for key, each in scopes.items()}

    def applied(self, situation: Situation) -> tuple[Rule, ...]:
        """Return the rules that apply, in the order in which they do: by words, then others, and
        the oldest first.
        """
        scope = self._scope_of(situation)
        found = {
            rule
            for key in {None, scope} & self._scopes.keys()
            for rule in self._scopes[key].found(situation)
            if not any(reasons_against(rule, situation, scope))
        }
        return tuple(sorted(found, key=_order))[:MAX_APPLIED]

    def verdicts(self, situation: Situation) -> tuple[Verdict, ...]:
        """Return whether each rule applies, those that do first. It looks at every rule."""
        applied, scope = self.applied(situation), self._scope_of(situation)
        others = [rule for rule in self.rules if rule not in applied]
        return (
            *(Verdict(rule, ()) for rule in applied),
            *(Verdict(rule, _why_not(rule, situation, scope)) for rule in others),
        )

    def _scope_of(self, situation: Situation) -> int | None:
        if not situation.merchants:
            return self._only_merchant
        own = len(situation.merchants) == 1
        return self._merchants.get(situation.merchants[0]) if own else None


def _why_not(rule: Rule, situation: Situation, scope: int | None) -> tuple[WhyNot, ...]:
    return tuple(reasons_against(rule, situation, scope)) or (WhyNot.LIMIT,)


def _order(rule: Rule) -> tuple[int, bool, int]:
    words = _BEFORE.index(rule.trigger) if rule.trigger in _BEFORE else len(_BEFORE)
    return words, not rule.category, rule.key
