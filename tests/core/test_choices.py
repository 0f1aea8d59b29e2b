"""Choosing several rows: what is no row is said so, whatever was sent."""

import pytest
from django import forms

from kim.core.choices import RowsField
from kim.districts.models import Municipality


@pytest.mark.parametrize("sent", [["99999999999999999999"], ["-99999999999999999999"], ["x"], ["4711"], "1"])
def test_what_is_no_row_is_refused(scoped, sent):
    field = RowsField(Municipality.objects.order_by("pk"))

    with pytest.raises(forms.ValidationError):
        field.clean(sent)


def test_rows_are_chosen(scoped, lindenau):
    assert list(RowsField(Municipality.objects.order_by("pk")).clean([str(lindenau.pk)])) == [lindenau]
