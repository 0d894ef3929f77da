from django.urls import path

from trainings.urls.trainings import PROGRAMME, TRAINING
from trainings.views import materials

MATERIALS = f"{PROGRAMME}materials/"

urlpatterns = [
    path(MATERIALS, materials.materials, name="materials"),
    path(f"{MATERIALS}new/", materials.new, name="material_new"),
    path(f"{MATERIALS}<int:pk>/", materials.download, name="material"),
    path(f"{MATERIALS}<int:pk>/<int:number>/", materials.version, name="material_version"),
    path(f"{MATERIALS}<int:pk>/edit/", materials.edit, name="material_edit"),
    path(f"{MATERIALS}<int:pk>/upload/", materials.upload, name="material_upload"),
    path(f"{MATERIALS}<int:pk>/take-out/", materials.take_out, name="material_take_out"),
    path(f"{MATERIALS}<int:pk>/put-back/", materials.put_back, name="material_put_back"),
    path(f"{TRAINING}materials/", materials.of_training, name="training_materials"),
    path(f"{TRAINING}materials/new/", materials.new_of_training, name="training_material_new"),
    # By personal link, as the page of the seat
    path("trainings/seat/<str:token>/materials/<int:pk>/", materials.by_link, name="seat_material"),
]
