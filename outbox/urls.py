from django.urls import path

from outbox import views

app_name = "outbox"
urlpatterns = [
    path("outbox/", views.outbox, name="list"),
    path("outbox.<format:format>", views.outbox_export, name="list_export"),
    path("outbox/<int:pk>/", views.mail, name="mail"),
    path("outbox/<int:pk>/body/", views.body, name="body"),
    path("outbox/<int:pk>/attachments/<int:number>/", views.attachment, name="attachment"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
