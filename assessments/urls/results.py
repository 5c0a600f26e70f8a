"""/assessments/<id>/...: what came of a submission."""

from django.urls import path

from assessments.views import results

urlpatterns = [
    path("<int:pk>/scorecard/", results.scorecard, name="scorecard"),
    path("<int:pk>/roadmap/", results.roadmap_page, name="roadmap"),
    path("<int:pk>/ask-review/", results.ask_review, name="ask_review"),
    path("<int:pk>/accept-report/", results.accept_report, name="accept_report"),
]
