"""Addresses of partners, meetings and maps, below those of the network."""

from django.urls import path

from kim.network.partners.views import meetings, network_map, partners

urlpatterns = [
    path("partner/", partners.partner_list, name="partner_list"),
    path("partner/neu/", partners.partner_new, name="partner_new"),
    path("partner/<int:partner>/", partners.partner_detail, name="partner_detail"),
    path("partner/<int:partner>/bearbeiten/", partners.partner_edit, name="partner_edit"),
    path("partner/<int:partner>/stand/", partners.partner_state, name="partner_state"),
    path("partner/<int:partner>/ansprechperson/", partners.contact_new, name="contact_new"),
    path("partner/ansprechpersonen/<int:contact>/", partners.contact_edit, name="contact_edit"),
    path("partner/gespraeche/<int:talk>/", partners.talk_edit, name="talk_edit"),
    path("treffen/", meetings.meeting_list, name="meeting_list"),
    path("treffen/neu/", meetings.meeting_new, name="meeting_new"),
    path("treffen/<int:meeting>/", meetings.meeting_edit, name="meeting_edit"),
    path("karte/", network_map.network_map, name="network_map"),
    path("karte/<territory:territory>/", network_map.network_map, name="network_map_of"),
]
