from iapb.access.rights import Right
from iapb.routes import route
from interviews.api import documents as api_documents
from interviews.api import interviews as api_interviews
from interviews.api import joint as api_joint
from interviews.api import one_account as api_one_account
from interviews.api import telling as api_telling
from interviews.api import things as api_things
from interviews.api import training as api_training
from interviews.api import witnesses as api_witnesses
from interviews.views import drafts, facts, items, joint, one_account, records, telling, witnesses

REGISTER, IDENTITY, ONE_ACCOUNT = Right.REGISTER, Right.IDENTITY, Right.ONE_ACCOUNT

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
    route("interviews/<uuid:pk>/record/", records.interview, name="interview_record", rule=Right.READ),
    route("interviews/<uuid:pk>/together/", joint.hear_together, name="hear_together", rule=REGISTER),
    route("heard-together/<uuid:pk>/", joint.heard_together, name="heard_together", rule=REGISTER),
    route("heard-together/<uuid:pk>/take-off/", joint.take_off, name="take_off_interview", rule=REGISTER),
    route("interviews/<uuid:pk>/things/new/", records.new_thing, name="new_thing", rule=REGISTER),
    route("interviews/<uuid:pk>/read-back/", telling.read_back, name="read_back", rule=Right.READ),
    route("read-backs/<uuid:pk>/sign/", telling.sign, name="sign_read_back", rule=REGISTER),
    route("interviews/<uuid:pk>/pictures/", telling.pictures, name="pictures_shown", rule=Right.READ),
    route("interviews/<uuid:pk>/left-out/", telling.leave_out, name="leave_out", rule=REGISTER),
    route("things/<uuid:pk>/", records.thing, name="thing", rule=REGISTER),
    route("things/<uuid:pk>/photograph/", records.photograph, name="photograph_thing", rule=REGISTER),
    route("one-account/", one_account.desk, name="one_account", rule=ONE_ACCOUNT),
    route("one-account/release/", one_account.release, name="release_registrations", rule=ONE_ACCOUNT),
    route("one-account/<uuid:pk>/", one_account.pair, name="perhaps_same", rule=ONE_ACCOUNT),
    route("interviewers/", records.interviewers, name="interviewers", rule=REGISTER),
    route("interviewers/certificates/new/", records.new_certificate, name="new_certificate", rule=REGISTER),
    route("interviewers/guides/new/", records.new_guide, name="new_guide", rule=REGISTER),
    route("interviewers/guides/<uuid:pk>/", records.guide, name="guide", rule=REGISTER),
    route("documents/", items.document_list, name="documents", rule=REGISTER),
    route("documents/<uuid:pk>/change/", items.change_document, name="change_document", rule=REGISTER),
    route("items/<uuid:pk>/contents/", facts.contents, name="contents", rule=REGISTER),
    route("items/<uuid:pk>/persons/new/", facts.new_person, name="new_person", rule=REGISTER),
    route("persons/<uuid:pk>/name/", facts.person_name, name="person_name", rule=IDENTITY),
    route("drafts/<slug:form>/<uuid:subject>/", drafts.save, name="save_draft", rule=REGISTER),
    route("drafts/<uuid:pk>/discard/", drafts.discard, name="discard_draft", rule=REGISTER),
    route("api/witnesses/", api_witnesses.Witnesses.as_view(), name="api_witnesses", rule=REGISTER),
    route("api/witnesses/<uuid:pk>/", api_witnesses.WitnessPage.as_view(), name="api_witness", rule=REGISTER),
    route("api/witnesses/<uuid:pk>/status/", api_witnesses.Statuses.as_view(), name="api_statuses", rule=REGISTER),
    route("api/witnesses/<uuid:pk>/risk/", api_witnesses.Risks.as_view(), name="api_risks", rule=REGISTER),
    route("api/interviews/", api_interviews.Interviews.as_view(), name="api_interviews", rule=REGISTER),
    route("api/interviews/<uuid:pk>/", api_interviews.InterviewPage.as_view(), name="api_interview", rule=REGISTER),
    route(
        "api/interviews/<uuid:pk>/move/",
        api_interviews.InterviewMove.as_view(),
        name="api_move_interview",
        rule=REGISTER,
    ),
    route("api/interviews/<uuid:pk>/together/", api_joint.Together.as_view(), name="api_together", rule=REGISTER),
    route("api/heard-together/<uuid:pk>/", api_joint.HeardTogether.as_view(), name="api_heard_together", rule=REGISTER),
    route("api/interviews/<uuid:pk>/things/", api_things.Things.as_view(), name="api_things", rule=REGISTER),
    route(
        "api/interviews/<uuid:pk>/read-backs/",
        api_telling.ReadBacks.as_view(),
        name="api_read_backs",
        rule=REGISTER,
    ),
    route(
        "api/read-backs/<uuid:pk>/signatures/",
        api_telling.Signatures.as_view(),
        name="api_signatures",
        rule=REGISTER,
    ),
    route("api/interviews/<uuid:pk>/showings/", api_telling.Showings.as_view(), name="api_showings", rule=REGISTER),
    route("api/interviews/<uuid:pk>/left-out/", api_telling.LeftOut.as_view(), name="api_left_out", rule=REGISTER),
    route("api/things/<uuid:pk>/", api_things.Chain.as_view(), name="api_chain", rule=REGISTER),
    route("api/one-account/", api_one_account.Pairs.as_view(), name="api_one_account", rule=ONE_ACCOUNT),
    route("api/one-account/release/", api_one_account.Release.as_view(), name="api_release", rule=ONE_ACCOUNT),
    route("api/one-account/<uuid:pk>/", api_one_account.Pair.as_view(), name="api_perhaps_same", rule=ONE_ACCOUNT),
    route("api/certificates/", api_training.Certificates.as_view(), name="api_certificates", rule=REGISTER),
    route("api/guides/", api_training.Guides.as_view(), name="api_guides", rule=REGISTER),
    route("api/guides/<uuid:pk>/read/", api_training.Readers.as_view(), name="api_guide_read", rule=REGISTER),
    route("api/documents/", api_documents.Documents.as_view(), name="api_documents", rule=REGISTER),
    route("api/documents/<uuid:pk>/", api_documents.DocumentPage.as_view(), name="api_document", rule=REGISTER),
    route("api/items/<uuid:pk>/persons/", api_documents.Persons.as_view(), name="api_persons", rule=REGISTER),
    route("api/items/<uuid:pk>/contents/", api_documents.Contents.as_view(), name="api_contents", rule=REGISTER),
]
