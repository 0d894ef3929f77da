from django.shortcuts import render


def desk(request):
    return render(request, "ppi_portal/desk.html")
