from typing import Any

from django import forms
from django.contrib.auth.models import User

from catalog.admin.base import ModelForm
from catalog.models import Membership, Merchant, Role

TAKEN = (
    "This name is taken. If it is the person you mean, whoever runs the shop can add the account "
    "to your merchant. Otherwise choose another."
)


class MemberForm(ModelForm[User]):
    """A new account for a member. Operators may name an existing one, too."""

    role = forms.ChoiceField(choices=Role, initial=Role.VIEWER)

    class Meta:
        model = User
        fields = ("username", "email")
        labels = {"username": "User name"}

    def __init__(self, *args: Any, merchant: Merchant, may_name_existing: bool) -> None:
        super().__init__(*args)
        self._merchant, self._may_name_existing = merchant, may_name_existing
        self.existing: User | None = None
        self.fields["email"].required = not may_name_existing

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        alike = User.objects.filter(username__iexact=name)
        found = alike.filter(username=name).first() or alike.first()
        if found is None:
            return name
        members = Membership.objects.filter(merchant=self._merchant, user=found)
        if members.exists():
            raise forms.ValidationError("This is a member already. Change the role in the list.")
        if not self._may_name_existing:
            raise forms.ValidationError(TAKEN)
        self.existing = found
        return name

    def validate_unique(self) -> None:
        """Leave it to clean_username, which knows whether an existing account may be meant."""

    def account(self) -> User:
        return self.existing or self.instance

    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"])
