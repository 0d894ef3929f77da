"""The feasibility plan: /projects/ppi4waste/groups/cities/plan/."""

GROUP = "projects/<slug:slug>/groups/<slug:group>/"
PLAN = GROUP + "plan/"

urlpatterns = []
