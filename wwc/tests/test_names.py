"""Everything that the admin shows has a name that can be translated."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.test import RequestFactory
from django.utils.functional import Promise

from cities.models import User

APPS = ("assessments", "cities", "criteria", "forum", "wwc")
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
DESKS = [(model, desk) for model, desk in admin.site._registry.items() if model in MODELS]


@pytest.mark.parametrize("app", APPS)
def test_apps_have_names(app: str) -> None:
    assert isinstance(apps.get_app_config(app).verbose_name, Promise)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_models_have_names_for_one_and_for_many(model: type[Model]) -> None:
    assert isinstance(model._meta.verbose_name, Promise)
    assert isinstance(model._meta.verbose_name_plural, Promise)


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "desk"), DESKS, ids=lambda item: getattr(item, "__name__", ""))
def test_columns_and_fields_of_the_admin_have_names(model: type[Model], desk: Any) -> None:
    unnamed = [name for name in shown(desk) if not isinstance(label(model, desk, name), Promise)]
    assert unnamed == []


def test_the_admin_itself_has_names() -> None:
    for name in (admin.site.site_header, admin.site.site_title, admin.site.index_title):
        assert isinstance(name, Promise)


def shown(desk: Any) -> Iterator[str]:
    request = RequestFactory().get("/admin/")
    request.user = User.objects.create_superuser("root@example.org", full_name="Root")
    names = {*desk.list_display, *flatten_fieldsets(desk.get_fieldsets(request))}
    yield from names - {"__str__"}


def label(model: type[Model], desk: Any, name: str) -> object:
    try:
        return model._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # not relations
    except FieldDoesNotExist:
        return getattr(desk, name).short_description
