"""The form by which a buyer answers a need."""

from datetime import date
from functools import cached_property

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buyers import answering
from buyers.figures import number
from buyers.forms.codes import CodeField, FindsCodes
from buyers.forms.needs import PLAUSIBLE, plain
from buyers.models import NeedShare
from core.forms import PortalForm, reason_field
from core.stale import StaleCheck


class AnswerForm(StaleCheck, FindsCodes, PortalForm, forms.ModelForm):
    """The instance comes with its need and organisation. Where a buyer's own values differ from
    those of an indicator they stand as today_<id> and target_<id>."""

    nuts = CodeField(
        scheme="NUTS",
        label=_("Region (NUTS)"),
        required=False,
        help_text=_("Where it is wanted. Tick what the search finds."),
    )
    reason = reason_field()

    class Meta:
        model = NeedShare
        fields = [
            *["quantity", "price_estimate", "currency", "discloses", "replacement_on", "nuts"],
            *["priority", "differences"],
        ]
        widgets = {"differences": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        share = self.instance
        self.given = share.state == NeedShare.State.GIVEN
        if not self.given:
            del self.fields["reason"]
        self.fields["quantity"].help_text = gettext("In %s.") % share.need.unit
        self.fields["quantity"].error_messages["required"] = answering.HOW_MUCH
        # A draft may wait for it.
        self.fields["quantity"].required = self.given or not self.is_bound or "give" in self.data
        self.fields["replacement_on"].validators += PLAUSIBLE
        if not share.pk:
            self.initial["currency"] = "EUR"
        for name in ("quantity", "price_estimate"):
            self.initial[name] = plain(getattr(share, name))
        self.of = list(share.need.indicators.all())
        own = {each.indicator_id: each for each in share.indicators.all()} if share.pk else {}
        for indicator in self.of:
            self._add_indicator(indicator, own.get(indicator.pk))

    def _add_indicator(self, indicator, own) -> None:
        for name, label, value in (
            ("today", gettext("Today"), indicator.baseline),
            ("target", gettext("Target"), indicator.target),
        ):
            self.fields[f"{name}_{indicator.pk}"] = forms.DecimalField(
                label=label,
                max_digits=15,
                decimal_places=3,
                required=False,
                help_text=""
                if value is None
                else gettext("Of the need: %s") % f"{number(value)} {indicator.unit}",
            )
        if own:
            self.initial |= {
                f"today_{indicator.pk}": plain(own.baseline),
                f"target_{indicator.pk}": plain(own.target),
            }

    @cached_property
    def helper(self):
        helper = super().helper
        indicators = [
            Fieldset(
                indicator.name,
                Div(f"today_{indicator.pk}", f"target_{indicator.pk}", css_class="side-by-side"),
                css_class="group close",
            )
            for indicator in self.of
        ]
        helper.layout = Layout(
            "quantity",
            Div("price_estimate", "currency", css_class="side-by-side"),
            "discloses",
            Fieldset(
                gettext("When and where"),
                Div("replacement_on", "priority", css_class="side-by-side"),
                "nuts",
                css_class="group",
            ),
            *indicators,
            Fieldset(gettext("What differs"), "differences", css_class="group"),
            *(name for name in ("reason", "version_seen") if name in self.fields),
        )
        return helper

    def clean(self):
        """A currency without a price says nothing."""
        super().clean()
        if self.cleaned_data.get("price_estimate", 0) is None:
            self.cleaned_data["currency"] = ""
        return self.cleaned_data

    def save(self, *, give: bool, by, on: date):
        """Raises ValidationError."""
        typed = self.cleaned_data
        return answering.answer(
            share=self.instance,
            values={name: typed[name] for name in self.Meta.fields},
            indicators={
                each.pk: {
                    "baseline": typed[f"today_{each.pk}"],
                    "target": typed[f"target_{each.pk}"],
                }
                for each in self.of
            },
            give=give or self.given,
            by=by,
            on=on,
            reason=typed.get("reason", ""),
        )
