from django import forms

# Browsers fill the code in from a password manager, and do not store it.
_ONE_TIME = {"autocomplete": "one-time-code", "spellcheck": "false"}


class CodeForm(forms.Form):
    code = forms.CharField(
        max_length=40,
        label="Code",
        help_text="Six digits from your authenticator app, or one of your recovery codes.",
        widget=forms.TextInput(attrs={**_ONE_TIME, "autofocus": True}),
    )


class SetUpForm(forms.Form):
    password = forms.CharField(
        strip=False,
        label="Your password",
        help_text="So that nobody else can set this up on your unlocked screen.",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        max_length=40,
        label="Code",
        help_text="The six digits that the app shows at the moment.",
        widget=forms.TextInput(attrs=_ONE_TIME),
    )
