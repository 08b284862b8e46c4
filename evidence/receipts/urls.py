from evidence.receipts import views
from iapb.access.rights import Right
from iapb.routes import route

urlpatterns = [
    route("files/<uuid:file>/receipt/", views.receipt, name="receipt", rule=Right.READ),
    route("receipts/check/", views.check, name="check_receipt", rule=Right.READ),
    route("receipts/verify_receipt.py", views.script, name="receipt_script", rule=Right.READ),
    route("api/files/<uuid:file>/receipt/", views.ApiReceipt.as_view(), name="api_file_receipt", rule=Right.READ),
]
