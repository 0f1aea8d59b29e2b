"""The same work as plain SQL: what the database alone takes. Nothing is opened, checked or drawn."""

import uuid
from typing import Any

from django.db import connection, connections, models, transaction

from kim.audit.models import AuditEntry
from kim.cases.models import Consultation
from kim.core.ids import new_id

LIST = (
    "FROM cases_case c JOIN districts_municipality m ON m.id = c.municipality_id"
    " WHERE c.district_id = %s AND c.lead_id = %s AND c.status = 'active' AND c.track = 'case_management'"
)
PEOPLE = (
    "SELECT k.*, p.* FROM cases_casemember k JOIN cases_client p ON p.id = k.client_id"
    " WHERE k.left_on IS NULL AND k.case_id IN ({})"
)
PARTS = (
    'SELECT * FROM cases_consultation WHERE case_id = %s ORDER BY "on" DESC',
    'SELECT * FROM cases_casenote WHERE case_id = %s ORDER BY "on" DESC',
    "SELECT * FROM cases_caseperiod WHERE case_id = %s",
    "SELECT * FROM cases_prolongation WHERE case_id = %s",
    "SELECT * FROM cases_need WHERE case_id = %s",
    (
        "SELECT t.* FROM cases_consultation_topics t"
        " JOIN cases_consultation c ON c.id = t.consultation_id WHERE c.case_id = %s"
    ),
)


def rows(sql: str, *values: Any, alias: str = "default") -> list[Any]:
    """Return all rows of a query."""
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _places(values: list[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _keys(ids: list[Any]) -> None:
    rows(f"SELECT id, wrapped FROM core_datakey WHERE id IN ({_places(ids)})", *ids, alias="keys")


def case_list(district: int, lead: int) -> None:
    """Count, 25 cases, their people and the keys of the people."""
    rows(f"SELECT count(*) {LIST}", district, lead)
    cases = [
        row[0]
        for row in rows(
            f"SELECT c.id, c.*, m.name {LIST} ORDER BY c.opened_on DESC, c.number DESC LIMIT 25",
            district,
            lead,
        )
    ]
    people = rows(f"SELECT p.key_id, {PEOPLE.format(_places(cases)).removeprefix('SELECT ')}", *cases)
    _keys([row[0] for row in people])


def case_page(number: str) -> None:
    """A case with its people, everything documented and the keys."""
    case = rows("SELECT id, key_id, cases_case.* FROM cases_case WHERE number = %s", number)[0]
    people = rows(f"SELECT p.key_id, {PEOPLE.format('%s').removeprefix('SELECT ')}", case[0])
    for part in PARTS:
        rows(part, case[0])
    _keys([case[1], *(row[0] for row in people)])


def _copy(model: type[models.Model], source: Any, **changes: Any) -> None:
    """Insert a row like another one, with some other values."""
    columns = [field.column for field in model._meta.concrete_fields]
    chosen = ", ".join("%s" if column in changes else f'"{column}"' for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    values = [changes[column] for column in columns if column in changes]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {chosen} FROM {table} WHERE id = %s", [*values, source]
        )


def _stored(pk: uuid.UUID) -> Any:
    return pk if connection.vendor == "postgresql" else pk.hex


def save_consultation(case: Any, consultation: Any, topic: int, district: int) -> None:
    """A consultation with a topic, the dates of its case and a link of the log, in one transaction."""
    pk = _stored(new_id())
    with transaction.atomic(), connection.cursor() as cursor:
        _copy(Consultation, consultation, id=pk, form_nonce=None)
        cursor.execute(
            "INSERT INTO cases_consultation_topics (consultation_id, lifedomain_id) VALUES (%s, %s)",
            [pk, topic],
        )
        cursor.execute(
            "UPDATE cases_case SET closes_on = closes_on, version = version + 1 WHERE id = %s", [case]
        )
        cursor.execute("UPDATE audit_chainhead SET number = number + 1 WHERE district_id = %s", [district])
        head, last = rows(
            "SELECT h.number, e.id FROM audit_chainhead h JOIN audit_auditentry e"
            " ON e.district_id = h.district_id AND e.number = h.number - 1 WHERE h.district_id = %s",
            district,
        )[0]
        _copy(AuditEntry, last, id=_stored(new_id()), number=head)


def frozen_month(month: Any) -> None:
    """All counts of a frozen month."""
    rows(
        "SELECT c.level, c.territory, c.measure, c.track, c.value FROM monitoring_frozencount c"
        " JOIN monitoring_frozenmonth m ON m.id = c.month_id WHERE m.month = %s",
        month,
    )
