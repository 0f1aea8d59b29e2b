"""Addresses of agreements, text blocks and Word templates; included in those of `network`."""

from django.urls import path

from kim.network.agreements.views import blocks, changing, reading, word_templates

urlpatterns = [
    path("vereinbarungen/", reading.agreement_list, name="agreement_list"),
    path("vereinbarungen/neu/", changing.agreement_new, name="agreement_new"),
    path("vereinbarungen/vorlagen/", word_templates.template_list, name="template_list"),
    path("vereinbarungen/vorlagen/<slug:kind>.docx", word_templates.template_file, name="template_file"),
    path(
        "vereinbarungen/vorlagen/<slug:kind>/zuruecknehmen/",
        word_templates.template_drop,
        name="template_drop",
    ),
    path("vereinbarungen/<int:agreement>/", reading.agreement_detail, name="agreement_detail"),
    path("vereinbarungen/<int:agreement>/text/", changing.agreement_text, name="agreement_text"),
    path("vereinbarungen/<int:agreement>/angaben/", changing.agreement_edit, name="agreement_edit"),
    path("vereinbarungen/<int:agreement>/stand/", changing.agreement_step, name="agreement_step"),
    path("vereinbarungen/<int:agreement>/information/", changing.agreement_inform, name="agreement_inform"),
    path(
        "vereinbarungen/<int:agreement>/fassungen/<int:version>/",
        reading.agreement_version,
        name="agreement_version",
    ),
    path(
        "vereinbarungen/<int:agreement>/unterschiede/",
        reading.agreement_differences,
        name="agreement_differences",
    ),
    path(
        "vereinbarungen/<int:agreement>/vereinbarung.docx",
        reading.agreement_document,
        name="agreement_document",
    ),
    path("textbausteine/", blocks.block_list, name="block_list"),
    path("textbausteine/neu/", blocks.block_new, name="block_new"),
    path("textbausteine/<int:block>/", blocks.block_edit, name="block_edit"),
    path("textbausteine/<int:block>/ordnen/", blocks.block_arrange, name="block_arrange"),
]
