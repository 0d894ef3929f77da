"""Choosing codes of the official lists: by word or by code, with JavaScript and without it.

    class PlanForm(FindsCodes, PortalForm, forms.ModelForm):
        cpv = CodesField(scheme="CPV")
        nuts = CodeField(scheme="NUTS", required=False)

Beside each field stands a search box. Its button sends the form, which comes back with what was
found as boxes to tick and with all that was typed; `static/js/codes.js` finds while one types.
What the boxes send are codes; the field's value are rows of ClassificationCode.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from buyers import codes
from buyers.models import ClassificationCode
from core.text import fold

SHOWN = 20  # matches at once
LONGEST_SEARCH = 100
MOST = 20  # codes of one field


class CodePicker(forms.Widget):
    """The chosen codes, a search box, and what it found. `several`: boxes, else one of them."""

    template_name = "buyers/code_picker.html"
    is_picker = True  # templates/bootstrap5/field.html: a group with a legend
    use_fieldset = True

    class Media:
        js = [forms.Script("js/codes.js", defer=True)]

    def __init__(self, attrs=None, *, scheme: str, several: bool):
        super().__init__(attrs)
        self.scheme, self.several = scheme, several
        self.search = self.searched = ""

    def value_from_datadict(self, data, files, name):
        """Also keeps what stands in the search box."""
        self.search = data.get(f"{name}_search", "")[:LONGEST_SEARCH]
        self.searched = data.get(f"{name}_searched", "")
        self.pressed = f"{name}_find" in data
        if hasattr(data, "getlist"):
            values = data.getlist(name)
        else:
            values = data.get(name) or []
            values = [values] if isinstance(values, str) else list(values)
        values = [value for value in values if value]
        return values if self.several else (values[0] if values else "")

    def value_omitted_from_data(self, data, files, name):
        return False  # no box is ticked: none is chosen

    def asks(self) -> bool:
        """Whether this was sent to search: by the button, or with words not looked up yet."""
        text = fold(self.search)
        return bool(text) and (self.pressed or text != fold(self.searched))

    def id_for_label(self, id_):
        return f"{id_}_search" if id_ else id_

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        wanted = list(dict.fromkeys(value or []) if self.several else filter(None, [value]))
        known = {}
        if readable := [each for each in wanted if codes.SHAPES[self.scheme].fullmatch(each)]:
            rows = ClassificationCode.objects.of(self.scheme).filter(code__in=readable[:MOST])
            known = dict(rows.values_list("code", "label"))
        found = codes.find(self.scheme, self.search, SHOWN + 1 + len(known))
        found = [row for row in found if row.code not in known]
        context["widget"] |= {
            "scheme": self.scheme,
            "several": self.several,
            "kind": "checkbox" if self.several else "radio",
            "chosen": [(code, known[code]) for code in wanted if code in known],
            "found": [(row.code, row.label) for row in found[:SHOWN]],
            "more": len(found) > SHOWN,
            "search": self.search,
            "address": reverse("buyers:codes"),
        }
        return context


class CodesField(forms.Field):
    """Several codes of a list; its value is a list of rows."""

    several = True
    default_error_messages = {
        "unknown": _("“%(code)s” is no code of the list %(scheme)s."),
        "many": _("Choose at most %(most)d codes."),
    }

    def __init__(self, *, scheme: str, **kwargs):
        self.scheme = scheme
        kwargs.setdefault("widget", CodePicker(scheme=scheme, several=self.several))
        super().__init__(**kwargs)

    def prepare_value(self, value):
        """Rows and ids, as a model form gives them, become codes."""
        if value and not isinstance(value[0], str):
            return [row.code for row in value]
        return value or []

    def to_python(self, value):
        wanted = list(dict.fromkeys(value or []))
        if len(wanted) > MOST:
            raise ValidationError(self.error_messages["many"], "many", {"most": MOST})
        rows = self._rows(wanted)
        for code in wanted:
            if code not in rows:
                shown = {"code": code.replace("\0", "")[:40], "scheme": self.scheme}
                raise ValidationError(self.error_messages["unknown"], "unknown", shown)
        return [rows[code] for code in wanted]

    def _rows(self, wanted: list[str]) -> dict[str, ClassificationCode]:
        readable = [code for code in wanted if codes.SHAPES[self.scheme].fullmatch(code)]
        found = ClassificationCode.objects.of(self.scheme).filter(code__in=readable)
        return {row.code: row for row in found} if readable else {}

    def has_changed(self, initial, data):
        return set(self.prepare_value(initial)) != set(data or [])


class CodeField(CodesField):
    """One code of a list; its value is the row or None."""

    several = False

    def prepare_value(self, value):
        if isinstance(value, int):  # the id that a model form has of a foreign key
            row = ClassificationCode.objects.filter(pk=value).first()
            return row.code if row else ""
        return getattr(value, "code", value) or ""

    def to_python(self, value):
        rows = super().to_python([value] if value else [])
        return rows[0] if rows else None

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != (data or "")


class FindsCodes:
    """Mixin named before the form: what was sent only to search codes is not carried out."""

    def is_valid(self):
        """False for a search, and without errors: nobody has finished yet."""
        valid = super().is_valid()
        if self.is_bound and self.seeks_codes():
            self._errors = ErrorDict()
            return False
        return valid

    def seeks_codes(self) -> bool:
        pickers = (field.widget for field in self.fields.values())
        return any(widget.asks() for widget in pickers if isinstance(widget, CodePicker))
