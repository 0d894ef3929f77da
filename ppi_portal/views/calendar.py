from django.shortcuts import render


def month(request):
    return render(request, "ppi_portal/calendar.html")


def agenda(request):
    return render(request, "ppi_portal/agenda.html")


def address(request):
    return render(request, "ppi_portal/calendar_address.html")


def feed(request, token):
    return render(request, "ppi_portal/calendar.html")
