"""What the pages of proposals are asked for, by their address and by their form."""

import re
from dataclasses import dataclass
from typing import Final

from django import forms

from catalog.inspection.groups import TICKED
from catalog.models import ProposalState
from catalog.models.proposal import ProposalQuerySet

PER_PAGE: Final = 60
_MAX_KEY: Final = 2**63 - 1
# By the button that is pressed: the state that it needs, and the one that it asks for.
ACTIONS: Final = {
    "accept": (ProposalState.OPEN, ProposalState.ACCEPTING),
    "dismiss": (ProposalState.OPEN, ProposalState.DISMISSED),
    "undo": (ProposalState.ACCEPTED, ProposalState.UNDOING),
    "reopen": (ProposalState.DISMISSED, ProposalState.OPEN),
}
# Pages list these. The others are on their way.
LISTED: Final = (ProposalState.OPEN, ProposalState.ACCEPTED, ProposalState.DISMISSED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A group of proposals of a merchant in a state."""

    merchant: int
    field: str
    value: str
    state: ProposalState

    def of(self, proposals: ProposalQuerySet) -> ProposalQuerySet:
        return proposals.filter(
            merchant=self.merchant, field=self.field, value=self.value, state=self.state
        )


class _Keys(forms.Field):
    """The ticked rows, at most as many as a page has."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: object) -> list[int]:
        keys = [str(key) for key in value] if isinstance(value, list) else []
        if len(keys) > PER_PAGE or not all(re.fullmatch("[0-9]{1,18}", key) for key in keys):
            raise forms.ValidationError("The page is not valid any more. Open it again.")
        return [int(key) for key in keys]


class GroupForm(forms.Form):
    merchant = forms.IntegerField(min_value=1, max_value=_MAX_KEY)
    field = forms.CharField(max_length=100, strip=False)
    value = forms.CharField(max_length=500, strip=False)
    state = forms.ChoiceField(choices=[(state, state.label) for state in LISTED], required=False)

    def wanted(self) -> Wanted:
        """Of a valid form."""
        data = self.cleaned_data
        state = ProposalState(data["state"] or ProposalState.OPEN)
        return Wanted(data["merchant"], data["field"], data["value"], state)


class DecisionForm(GroupForm):
    action = forms.ChoiceField(choices=[(name, name) for name in ACTIONS])
    everything = forms.BooleanField(required=False)
    # What the page could have shown: "everything" takes nothing that was proposed later.
    last = forms.IntegerField(min_value=0, max_value=_MAX_KEY, required=False)
    ids = _Keys(required=False)
    locks = forms.BooleanField(required=False)

    def clean(self) -> None:
        if not self.cleaned_data.get("ids") and not self.cleaned_data.get("everything"):
            raise forms.ValidationError("Tick at least one product.")

    def chosen(self, proposals: ProposalQuerySet) -> ProposalQuerySet:
        """The proposals that the decision is about, which still are in the state it needs."""
        needed, _ = ACTIONS[self.cleaned_data["action"]]
        group = self.wanted().of(proposals).filter(state=needed)
        if not self.cleaned_data["everything"]:
            return group.filter(pk__in=self.cleaned_data["ids"])
        group = group.filter(pk__lte=self.cleaned_data["last"] or 0)
        is_accepted = self.cleaned_data["action"] == "accept"
        return group.filter(confidence__gte=TICKED) if is_accepted else group
