from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse


@login_not_required
def healthz(request):
    return HttpResponse("ok")


@login_not_required
def readyz(request):
    return HttpResponse("ok")
