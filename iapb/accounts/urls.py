"""Sign-in, one's own account, and the pages of account administrators."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from django.views.decorators.http import require_http_methods

from iapb.accounts.views import bodies, invitations, languages, own, people, roles, second_factor, teams
from iapb.routes import PUBLIC, SIGNED_IN, before_second_factor, route

# The library's forms answer any method.
form = require_http_methods(["GET", "HEAD", "POST"])
ADMINISTER = "accounts.administer"

urlpatterns = [
    route("sign-in/", form(account.login), name="sign_in", rule=PUBLIC),
    # The library looks its own name up.
    route("sign-in/", form(account.login), name="account_login", rule=PUBLIC),
    route("sign-in/code/", form(mfa.authenticate), name="mfa_authenticate", rule=PUBLIC),
    route("language/", languages.choose, name="language_of_browser", rule=PUBLIC),
    route("sign-out/", before_second_factor(own.sign_out), name="account_logout", rule=SIGNED_IN),
    route("confirm/", own.confirm, name="account_reauthenticate", rule=SIGNED_IN),
    route("confirm/code/", form(mfa.reauthenticate), name="mfa_reauthenticate", rule=SIGNED_IN),
    route("invitation/", invitations.accept, name="accept_invitation", rule=PUBLIC),
    route("invitation/<str:token>/", invitations.open_link, name="invitation", rule=PUBLIC),
    route("account/", own.account, name="my_account", rule=SIGNED_IN),
    route("account/language/", before_second_factor(own.language), name="choose_language", rule=SIGNED_IN),
    route("account/password/", form(own.password), name="account_change_password", rule=SIGNED_IN),
    route("account/second-factor/", before_second_factor(second_factor.enrol), name="second_factor", rule=SIGNED_IN),
    route("account/second-factor/new-telephone/", second_factor.replace, name="replace_factor", rule=SIGNED_IN),
    route("account/recovery-codes/", second_factor.codes, name="recovery_codes", rule=SIGNED_IN),
    route("account/recovery-codes/new/", second_factor.new_codes, name="new_recovery_codes", rule=SIGNED_IN),
    route("account/sessions/end-others/", own.end_other_sessions, name="end_other_sessions", rule=SIGNED_IN),
    route("account/sessions/<int:pk>/end/", own.end_session, name="end_session", rule=SIGNED_IN),
    route("account/tokens/new/", own.make_token, name="make_token", rule=SIGNED_IN),
    route("account/tokens/<uuid:pk>/revoke/", own.revoke_token, name="revoke_token", rule=SIGNED_IN),
    route("people/", people.listing, name="people", rule=ADMINISTER),
    route("people/invite/", people.invite, name="invite_person", rule=ADMINISTER),
    route("people/<uuid:pk>/", people.person, name="person", rule=ADMINISTER),
    route("people/<uuid:pk>/link/", people.new_link, name="new_link", rule=ADMINISTER),
    route("people/<uuid:pk>/link/withdraw/", people.withdraw_link, name="withdraw_link", rule=ADMINISTER),
    route("people/<uuid:pk>/body/", people.move_to_body, name="move_to_body", rule=ADMINISTER),
    route("people/<uuid:pk>/roles/", people.grant_role, name="grant_role", rule=ADMINISTER),
    route("people/<uuid:pk>/teams/", people.add_to_team, name="add_to_team", rule=ADMINISTER),
    route("people/<uuid:pk>/suspend/", people.suspend, name="suspend_person", rule=ADMINISTER),
    route("people/<uuid:pk>/reactivate/", people.reactivate, name="reactivate_person", rule=ADMINISTER),
    route("people/<uuid:pk>/deactivate/", people.deactivate, name="deactivate_person", rule=ADMINISTER),
    route("people/<uuid:pk>/recovery/", people.ask_recovery, name="ask_recovery", rule=ADMINISTER),
    route("recoveries/<uuid:pk>/confirm/", people.confirm_recovery, name="confirm_recovery", rule=ADMINISTER),
    route("recoveries/<uuid:pk>/withdraw/", people.withdraw_recovery, name="withdraw_recovery", rule=ADMINISTER),
    route("roles/", roles.listing, name="roles", rule=ADMINISTER),
    route("roles/<uuid:pk>/confirm/", roles.confirm, name="confirm_role", rule=ADMINISTER),
    route("roles/<uuid:pk>/end/", roles.end, name="end_role", rule=ADMINISTER),
    route("roles/<uuid:pk>/renew/", roles.renew, name="renew_role", rule=ADMINISTER),
    route("roles/<uuid:pk>/decline-renewal/", roles.decline_renewal, name="decline_renewal", rule=ADMINISTER),
    route("bodies/", bodies.listing, name="bodies", rule=ADMINISTER),
    route("bodies/new/", bodies.new, name="new_body", rule=ADMINISTER),
    route("bodies/<uuid:pk>/", bodies.body, name="body", rule=ADMINISTER),
    route("teams/", teams.listing, name="teams", rule=ADMINISTER),
    route("teams/new/", teams.new, name="new_team", rule=ADMINISTER),
    route("teams/<uuid:pk>/", teams.team, name="team", rule=ADMINISTER),
    route("teams/<uuid:pk>/members/", teams.add_member, name="add_member", rule=ADMINISTER),
    route("memberships/<uuid:pk>/end/", teams.end_membership, name="end_membership", rule=ADMINISTER),
]
