from django import forms

# Browsers offer it from a password manager, and do not remember it.
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
        help_text="So that nobody sets it up who only finds your screen unlocked.",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        max_length=40,
        label="Code",
        help_text="The six digits that the app shows now.",
        widget=forms.TextInput(attrs=_ONE_TIME),
    )
