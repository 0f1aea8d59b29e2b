from django import forms
from django.template.loader import render_to_string
from pytest_django.asserts import assertInHTML

from kim.core.renderers import widget_kind


class Entry(forms.Form):
    held_on = forms.DateField(label="Datum", help_text="Tag des Gesprächs")
    kind = forms.ChoiceField(label="Art", choices=[("phone", "Telefon"), ("visit", "Besuch")])
    topics = forms.MultipleChoiceField(
        label="Themen",
        choices=[("housing", "Wohnen"), ("work", "Beruf")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    track = forms.ChoiceField(label="Weg", choices=[("a", "Rat")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Einverstanden")
    note = forms.CharField(label="Notiz", widget=forms.Textarea(attrs={"class": "own"}), required=False)
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("Das passt nicht zusammen.")


def test_every_widget_has_its_mark_up():
    kinds = {name: widget_kind(field.widget) for name, field in Entry().fields.items()}
    assert kinds == {
        "held_on": "input",
        "kind": "select",
        "topics": "pills",
        "track": "radios",
        "agreed": "check",
        "note": "input",
        "token": "input",
    }


def test_a_list_of_several_lines_is_framed_like_a_text_field():
    assert widget_kind(forms.SelectMultiple()) == "input"


def test_a_fresh_form_has_labels_hints_and_no_errors():
    html = str(Entry())
    assertInHTML('<label class="kern-label" for="id_held_on">Datum</label>', html)
    assert 'id="id_held_on_helptext">Tag des Gesprächs</div>' in html
    assert 'aria-describedby="id_held_on_helptext"' in html
    assert "error" not in html


def test_the_fields_that_may_stay_empty_say_so():
    html = str(Entry())
    assert html.count("(freiwillig)") == 2


def test_hidden_fields_are_sent_and_have_no_label():
    html = str(Entry())
    assert html.count('name="token"') == 1
    assert 'for="id_token"' not in html


def test_a_class_of_the_widget_is_kept():
    assert 'class="kern-form-input__input own"' in str(Entry()["note"])


def test_errors_stand_on_top_and_at_the_field():
    html = str(Entry({"held_on": "<gestern>"}))
    assert html.index("Das passt nicht zusammen.") < html.index('name="held_on"')
    assert '<a href="#id_held_on">Datum</a>' in html
    assert 'id="id_held_on_error"' in html
    assert 'aria-describedby="id_held_on_helptext id_held_on_error"' in html
    assert "<gestern>" not in html


def test_links_of_the_summary_lead_to_something_that_exists():
    html = str(Entry({}))
    targets = [part.split('"', 1)[0] for part in html.split('href="#')[1:]]
    assert targets == ["id_held_on", "id_kind", "id_track", "id_agreed"]
    assert all(html.count(f'id="{target}"') == 1 for target in targets)


def test_an_error_in_a_hidden_field_is_not_swallowed():
    assert html_of_summary(Entry({})).count("<li>") == 6


def html_of_summary(form):
    return render_to_string("core/_form_errors.html", {"form": form})


def test_choices_are_pills_and_radios_with_one_label_each():
    html = str(Entry({"topics": ["work"], "track": "a"}))
    assert html.count('class="pill"') == 2
    assert 'value="work" id="id_topics_1" checked' in html
    assert html.count('class="kern-form-check__radio"') == 1


def test_what_was_typed_is_escaped_in_labels_of_choices():
    field = forms.MultipleChoiceField(choices=[("x", "<b>fett</b>")], widget=forms.CheckboxSelectMultiple)
    form = type("Wild", (forms.Form,), {"wild": field})()
    assert "&lt;b&gt;fett&lt;/b&gt;" in str(form)
