"""The form by which a merchant corrects how a file was read."""

from collections.abc import Mapping
from typing import Any

from django import forms

from catalog.ingest.checking.understood import nameable_columns
from catalog.ingest.column_memory import columns_of
from catalog.ingest.dialects.registry import dialect_choices, find_dialect
from catalog.ingest.formats.encodings import ENCODINGS
from catalog.ingest.read_options import ReadOptions
from catalog.models import CheckReport, ImportRun
from catalog.money import CURRENCIES

IGNORE = "-"
MARKS = [("", "as the prices of the file show"), (".", "1.299 has decimals, 1,299 has none"),
          (",", "1,299 has decimals, 1.299 has none")]  # fmt: skip


class ReadOptionsForm(forms.Form):
    """`columns` are those of the check's report. A blank name keeps the column's own."""

    dialect = forms.ChoiceField(label="Kind of table", choices=dialect_choices, required=False)
    encoding = forms.ChoiceField(required=False)
    currency = forms.ChoiceField(label="Currency of prices without one", required=False)
    decimal_mark = forms.ChoiceField(label="Number format", choices=MARKS, required=False)

    def __init__(self, data: Any = None, *, run: ImportRun, report: CheckReport) -> None:
        self.columns = columns_of(report)
        options = ReadOptions.of_run(run)
        super().__init__(data, initial=_initial(options))
        _set_choices(self.fields["encoding"], _encodings(report.understood.get("previews", {})))
        own = f"{run.merchant.currency}, as in your merchant record"
        _set_choices(self.fields["currency"], [("", own), *((c, c) for c in sorted(CURRENCIES))])
        self._add_columns(run, report, options.names or {})

    def _add_columns(self, run: ImportRun, report: CheckReport, names: Mapping[str, str]) -> None:
        known = nameable_columns(find_dialect(tuple(self.columns), name=run.dialect))
        for number, column in enumerate(report.understood.get("columns", [])):
            chosen = names.get(column["column"])
            choices = [("", "as it is named"), (IGNORE, "leave it out"), *((n, n) for n in known)]
            if chosen and chosen not in known:
                choices.append((chosen, chosen))
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=column["column"],
                choices=choices,
                required=False,
                initial=IGNORE if chosen == "" else chosen,
                help_text=column["meaning"],
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for number, column in enumerate(self.columns):
            name = cleaned.get(f"column_{number}", "")
            if name in taken and name not in ("", IGNORE):
                self.add_error(f"column_{number}", f'"{taken[name]}" stands for {name} already.')
            taken.setdefault(name, column)
        return cleaned

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column_{number}"] for number in range(len(self.columns))]

    def options(self) -> ReadOptions:
        """Return the valid form's choices."""
        cleaned = self.cleaned_data
        return ReadOptions(
            dialect=cleaned["dialect"],
            encoding=cleaned["encoding"],
            currency=cleaned["currency"],
            decimal_mark=cleaned["decimal_mark"],
            names=self._names(),
        )

    def _names(self) -> dict[str, str]:
        chosen = {
            column: self.cleaned_data[f"column_{number}"]
            for number, column in enumerate(self.columns)
        }
        return {
            column: "" if name == IGNORE else name
            for column, name in chosen.items()
            if name not in ("", column)
        }


def _initial(options: ReadOptions) -> dict[str, str]:
    names = ("dialect", "encoding", "currency", "decimal_mark")
    return {name: getattr(options, name) for name in names}


def _encodings(previews: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the encodings, each with the text as it reads it."""
    labelled = [
        (name, f"{label}: {previews[name]}" if name in previews else label)
        for name, label in ENCODINGS.items()
    ]
    return [("", "detected"), *labelled]


def _set_choices(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
    field.choices = choices
