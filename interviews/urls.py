from iapb.access.rights import Right
from iapb.routes import route
from interviews import api
from interviews.views import drafts, facts, items, witnesses

REGISTER, IDENTITY = Right.REGISTER, Right.IDENTITY

urlpatterns = [
    route("witnesses/", witnesses.listing, name="witnesses", rule=REGISTER),
    route("witnesses/new/", witnesses.new, name="new_witness", rule=REGISTER),
    route("witnesses/<uuid:pk>/", witnesses.witness, name="witness", rule=Right.READ),
    route("witnesses/<uuid:pk>/identity/", witnesses.identity, name="identity", rule=IDENTITY),
    route("witnesses/<uuid:pk>/identity/correct/", witnesses.correct_identity, name="correct_identity", rule=IDENTITY),
    route("witnesses/<uuid:pk>/status/", facts.status, name="status", rule=REGISTER),
    route("witnesses/<uuid:pk>/risk/", facts.risk, name="risk", rule=REGISTER),
    route("witnesses/<uuid:pk>/interviews/new/", items.new_interview, name="new_interview", rule=REGISTER),
    route("witnesses/<uuid:pk>/documents/new/", items.new_document, name="new_document", rule=REGISTER),
    route("interviews/", items.interview_list, name="interviews", rule=REGISTER),
    route("interviews/<uuid:pk>/change/", items.change_interview, name="change_interview", rule=REGISTER),
    route("interviews/<uuid:pk>/move/", items.move_interview, name="move_interview", rule=REGISTER),
    route("documents/", items.document_list, name="documents", rule=REGISTER),
    route("documents/<uuid:pk>/change/", items.change_document, name="change_document", rule=REGISTER),
    route("items/<uuid:pk>/contents/", facts.contents, name="contents", rule=REGISTER),
    route("items/<uuid:pk>/persons/new/", facts.new_person, name="new_person", rule=REGISTER),
    route("persons/<uuid:pk>/name/", facts.person_name, name="person_name", rule=IDENTITY),
    route("drafts/<slug:form>/<uuid:subject>/", drafts.save, name="save_draft", rule=REGISTER),
    route("drafts/<uuid:pk>/discard/", drafts.discard, name="discard_draft", rule=REGISTER),
    route("api/witnesses/", api.Witnesses.as_view(), name="api_witnesses", rule=REGISTER),
    route("api/witnesses/<uuid:pk>/", api.WitnessPage.as_view(), name="api_witness", rule=REGISTER),
    route("api/witnesses/<uuid:pk>/status/", api.Statuses.as_view(), name="api_statuses", rule=REGISTER),
    route("api/witnesses/<uuid:pk>/risk/", api.Risks.as_view(), name="api_risks", rule=REGISTER),
    route("api/interviews/", api.Interviews.as_view(), name="api_interviews", rule=REGISTER),
    route("api/interviews/<uuid:pk>/", api.InterviewPage.as_view(), name="api_interview", rule=REGISTER),
    route("api/interviews/<uuid:pk>/move/", api.InterviewMove.as_view(), name="api_move_interview", rule=REGISTER),
    route("api/documents/", api.Documents.as_view(), name="api_documents", rule=REGISTER),
    route("api/documents/<uuid:pk>/", api.DocumentPage.as_view(), name="api_document", rule=REGISTER),
    route("api/items/<uuid:pk>/persons/", api.Persons.as_view(), name="api_persons", rule=REGISTER),
    route("api/items/<uuid:pk>/contents/", api.Contents.as_view(), name="api_contents", rule=REGISTER),
]
