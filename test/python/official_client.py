"""Plays HubSpot's official Python client against the emulator: `official_client.py URL TOKEN`.

Prints one JSON line for each call: {"call": name, "ok": true} or {"call": name, "ok": false, "why": text}.
A later call may use what an earlier one left in `made`.
"""

import json
import sys
import tempfile

import hubspot
from hubspot.crm import associations, companies, objects, pipelines, properties, tickets
from hubspot.crm.associations.v4 import AssociationSpec, BatchInputPublicFetchAssociationsBatchRequest

URL, TOKEN = sys.argv[1:]
AT_RISK, OPEN, CLOSED = "800100", "800101", "800102"
client = hubspot.Client.create(access_token=TOKEN, host=URL)
made = {}


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def create_ticket():
    values = {"subject": "From Python", "hs_pipeline": AT_RISK, "hs_pipeline_stage": OPEN}
    created = client.crm.tickets.basic_api.create(tickets.SimplePublicObjectInputForCreate(properties=values, associations=[]))
    made["ticket"] = created.id


def read_ticket():
    read = client.crm.tickets.basic_api.get_by_id(
        made["ticket"], properties=["subject"], properties_with_history=["hs_pipeline_stage"]
    )
    expect(read.properties["subject"] == "From Python", "another subject")
    expect(read.properties_with_history["hs_pipeline_stage"][0].value == OPEN, "no history")


def update_ticket():
    change = tickets.SimplePublicObjectInput(properties={"customer_saved": "Yes"})
    client.crm.tickets.basic_api.update(made["ticket"], change)
    read = client.crm.tickets.basic_api.get_by_id(made["ticket"], properties=["customer_saved"])
    expect(read.properties["customer_saved"] == "Yes", "not written")


def list_tickets():
    expect(len(client.crm.tickets.basic_api.get_page(limit=2).results) == 2, "not two")


def search_tickets():
    by_pipeline = {"propertyName": "hs_pipeline", "operator": "EQ", "value": AT_RISK}
    request = tickets.PublicObjectSearchRequest(
        filter_groups=[{"filters": [by_pipeline]}], properties=["subject"], limit=10, sorts=[], after="0"
    )
    found = client.crm.tickets.search_api.do_search(request)
    expect(found.total >= 3, "too few")


def batch_read():
    request = tickets.BatchReadInputSimplePublicObjectId(
        inputs=[{"id": made["ticket"]}], properties=["subject"], properties_with_history=["subject"]
    )
    expect(len(client.crm.tickets.batch_api.read(request).results) == 1, "not one")


def batch_create():
    values = {"subject": "Batch", "hs_pipeline": AT_RISK, "hs_pipeline_stage": OPEN}
    one = {"properties": values, "associations": []}
    request = tickets.BatchInputSimplePublicObjectBatchInputForCreate(inputs=[one])
    made["batch"] = client.crm.tickets.batch_api.create(request).results[0].id


def batch_update():
    change = {"id": made["batch"], "properties": {"subject": "Batch 2"}}
    request = tickets.BatchInputSimplePublicObjectBatchInput(inputs=[change])
    expect(len(client.crm.tickets.batch_api.update(request).results) == 1, "not one")


def batch_archive():
    client.crm.tickets.batch_api.archive(tickets.BatchInputSimplePublicObjectId(inputs=[{"id": made["batch"]}]))


def archived_read():
    read = client.crm.tickets.basic_api.get_by_id(made["batch"], archived=True)
    expect(read.archived and read.id == made["batch"], "not archived")


def refused_value():
    try:
        wrong = tickets.SimplePublicObjectInput(properties={"customer_saved": "Perhaps"})
        client.crm.tickets.basic_api.update(made["ticket"], wrong)
    except tickets.exceptions.ApiException as error:
        expect(error.status == 400 and "VALIDATION_ERROR" in error.body, "another error")
        return
    raise AssertionError("was accepted")


def list_companies():
    page = client.crm.companies.basic_api.get_page(limit=1, properties=["name", "client_status"])
    made["company"] = page.results[0].id


def update_company():
    change = companies.SimplePublicObjectInput(properties={"client_status": "Active"})
    client.crm.companies.basic_api.update(made["company"], change)


def create_note():
    to_ticket = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 228}
    note = objects.SimplePublicObjectInputForCreate(
        properties={"hs_note_body": "Hello", "hs_timestamp": "2026-11-28T09:00:00Z"},
        associations=[{"to": {"id": made["ticket"]}, "types": [to_ticket]}],
    )
    made["note"] = client.crm.objects.basic_api.create("notes", note).id


def create_task():
    task = objects.SimplePublicObjectInputForCreate(
        properties={"hs_task_subject": "Call", "hs_timestamp": "2026-12-01T09:00:00Z", "hs_task_status": "NOT_STARTED"},
        associations=[],
    )
    client.crm.objects.basic_api.create("tasks", task)


def list_invoices():
    page = client.crm.commerce.invoices.basic_api.get_page(limit=1)
    expect("createdate" in page.results[0].properties, "no createdate")


def associate_by_default():
    client.crm.associations.v4.basic_api.create_default("tickets", made["ticket"], "companies", made["company"])


def list_associations():
    page = client.crm.associations.v4.basic_api.get_page("tickets", made["ticket"], "companies")
    expect(str(page.results[0].to_object_id) == made["company"], "another company")


def associate_with_label():
    primary = AssociationSpec(association_category="HUBSPOT_DEFINED", association_type_id=26)
    client.crm.associations.v4.basic_api.create("tickets", made["ticket"], "companies", made["company"], [primary])


def batch_associations():
    request = BatchInputPublicFetchAssociationsBatchRequest(inputs=[{"id": made["ticket"]}])
    read = client.crm.associations.v4.batch_api.get_page("tickets", "notes", request)
    expect(str(read.results[0].to[0].to_object_id) == made["note"], "another note")


def dissociate():
    client.crm.associations.v4.basic_api.archive("tickets", made["ticket"], "companies", made["company"])


def list_pipelines():
    labels = [pipeline.label for pipeline in client.crm.pipelines.pipelines_api.get_all("tickets").results]
    expect("At-Risk" in labels, "no At-Risk pipeline")


def list_stages():
    stages = client.crm.pipelines.pipeline_stages_api.get_all("tickets", AT_RISK).results
    expect([stage.id for stage in stages] == [OPEN, CLOSED], "other stages")


def read_property():
    read = client.crm.properties.core_api.get_by_name("tickets", "customer_saved")
    expect([option.value for option in read.options] == ["Yes", "No"], "other options")


def list_owners():
    made["owner"] = client.crm.owners.owners_api.get_page().results[0].id


def read_owner():
    expect(client.crm.owners.owners_api.get_by_id(int(made["owner"])).id == made["owner"], "another owner")


def list_users():
    expect(len(client.settings.users.users_api.get_page().results) == 5, "not five")


def list_teams():
    names = [team.name for team in client.settings.users.teams_api.get_all().results]
    expect("Finance" in names, "no team Finance")


def upload_file():
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(b"We leave.")
        file.flush()
        stored = client.files.files_api.upload(
            file=file.name, folder_path="/", file_name="notice.pdf", options=json.dumps({"access": "PRIVATE"})
        )
    made["file"] = stored.id


def read_file():
    expect(client.files.files_api.get_by_id(made["file"]).name == "notice", "another name")


def archive_ticket():
    client.crm.tickets.basic_api.archive(made["ticket"])


CALLS = [
    create_ticket, read_ticket, update_ticket, list_tickets, search_tickets, batch_read, batch_create, batch_update,
    batch_archive, archived_read, refused_value, list_companies, update_company, create_note, create_task, list_invoices,
    associate_by_default, list_associations, associate_with_label, batch_associations, dissociate, list_pipelines,
    list_stages, read_property, list_owners, read_owner, list_users, list_teams, upload_file, read_file, archive_ticket,
]  # fmt: skip

for call in CALLS:
    try:
        call()
        print(json.dumps({"call": call.__name__, "ok": True}))
    except Exception as error:
        print(json.dumps({"call": call.__name__, "ok": False, "why": f"{type(error).__name__}: {error}"[:500]}))
