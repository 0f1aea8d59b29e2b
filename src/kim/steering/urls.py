"""Addresses of `steering`."""

from django.urls import path

from kim.steering import views

app_name = "steering"
urlpatterns = [
    path("", views.group_list, name="group_list"),
    path("neu/", views.group_new, name="group_new"),
    path("<int:group>/", views.group_detail, name="group_detail"),
    path("<int:group>/bearbeiten/", views.group_edit, name="group_edit"),
    path("<int:group>/beenden/", views.group_end, name="group_end"),
    path("<int:group>/fortsetzen/", views.group_resume, name="group_resume"),
    path("<int:group>/loeschen/", views.group_delete, name="group_delete"),
    path("<int:group>/ergebnisse/neu/", views.result_new, name="result_new"),
    path("<int:group>/ergebnisse/<int:result>/", views.result_edit, name="result_edit"),
    path("<int:group>/ergebnisse/<int:result>/loeschen/", views.result_delete, name="result_delete"),
]
