app_name = "workpackages"
urlpatterns = []
