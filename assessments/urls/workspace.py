"""/assessments/: what a city's own people see."""

from django.urls import URLPattern, path

from assessments.urls import results
from assessments.views import answers, carry, evidence, outcomes, submission, workspace

app_name = "assessments"
urlpatterns: list[URLPattern] = [
    path("", workspace.assessments, name="assessments"),
    path("start/", workspace.start, name="start"),
    path("evidence/<int:evidence_id>/", evidence.file, name="evidence_file"),
    path("<int:pk>/", workspace.assessment, name="assessment"),
    path("<int:pk>/outcomes/", outcomes.outcomes, name="outcomes"),
    path("<int:pk>/carry-over/", carry.report, name="carry_over"),
    path("<int:pk>/carried/", carry.carried, name="carried"),
    path("<int:pk>/undo-carry-over/", carry.undo, name="undo_carry_over"),
    path("<int:pk>/check/", submission.check, name="check"),
    path("<int:pk>/submit/", submission.submit, name="submit"),
    path("<int:pk>/action/", submission.action, name="action"),
    *results.urlpatterns,
    # Any word may be a criterion's code: the fixed words stand above.
    path("<int:pk>/<str:code>/", answers.criterion, name="criterion"),
    path("<int:pk>/<str:code>/<str:requirement>/", answers.answer, name="answer"),
]
