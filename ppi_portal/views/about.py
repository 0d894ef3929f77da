"""What this portal is, for anyone who asks."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render


@login_not_required
def about(request):
    return render(request, "ppi_portal/about.html")
