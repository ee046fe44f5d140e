# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from . import views

urlpatterns = [
    path("desk/categories/", views.categories, name="desk-categories"),
    path("desk/categories/<uuid:category>/", views.category, name="desk-category"),
]
