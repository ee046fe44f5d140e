# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "linli.platform.forms"
    label = "xforms"  # Django has an app of the name forms
