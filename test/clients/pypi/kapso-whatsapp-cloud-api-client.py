"""kapso-whatsapp-cloud-api. Its calls, conversations, contacts and lists of messages are those of Kapso's own proxy."""

import asyncio

from operations import *
from kapso_whatsapp import WhatsAppClient

client = WhatsAppClient(access_token=ACCESS_TOKEN, base_url=GRAPH_URL, max_retries=0)
NUMBER = {"phone_number_id": PHONE_NUMBER_ID}
TO = {**NUMBER, "to": USER}
LINK = "https://files.example.com/file"


async def send_messages():
    send = client.messages
    sent = await operation("send text", lambda: send.send_text(**TO, body="Hi", preview_url=True))
    context = {"message_id": INBOUND_ID}
    await operation("reply", lambda: send.send_text(**TO, body="Yes", context=context))
    await operation("send audio", lambda: send.send_audio(**TO, audio={"link": LINK}))
    await operation("send document", lambda: send.send_document(**TO, document={"link": LINK, "filename": "a.pdf"}))
    await operation("send video", lambda: send.send_video(**TO, video={"link": LINK, "caption": "A"}))
    await operation("send sticker", lambda: send.send_sticker(**TO, sticker={"link": LINK}))
    location = {"latitude": 52.5, "longitude": 13.4, "name": "Here", "address": "Street 1"}
    await operation("send location", lambda: send.send_location(**TO, location=location))
    contact = {"name": {"formatted_name": "Ada Lovelace", "first_name": "Ada"}, "phones": [{"phone": "+491701234568"}]}
    await operation("send contacts", lambda: send.send_contacts(**TO, contacts=[contact]))
    reaction = lambda: {"message_id": need(sent, "a message").messages[0].id, "emoji": "👍"}
    await operation("send reaction", lambda: send.send_reaction(**TO, reaction=reaction()))
    await operation("mark as read", lambda: send.mark_read(**NUMBER, message_id=INBOUND_ID, typing_indicator=True))


async def send_interactive():
    send = client.messages
    to = {**TO, "body_text": "What next?"}
    buttons = [{"id": "a", "title": "A"}]
    await operation("send buttons", lambda: send.send_interactive_buttons(**to, buttons=buttons, header_text="Title"))
    rows = [{"id": "a", "title": "A", "description": "First"}]
    sections = [{"title": "All", "rows": rows}]
    await operation("send list", lambda: send.send_interactive_list(**to, button_text="Choose", sections=sections))
    await operation("send catalog", lambda: send.send_interactive_catalog(**to, thumbnail_product_retailer_id="p1"))
    link = {"display_text": "Go", "url": "https://example.com"}
    await operation("send link", lambda: send.send_interactive_cta_url(**to, parameters=link))
    flow = {"flow_id": FLOW_ID, "flow_cta": "Open", "flow_token": "t1", "flow_message_version": "3"}
    await operation("send flow", lambda: send.send_interactive_flow(**to, parameters=flow))
    await operation("ask for a location", lambda: send.send_interactive_location_request(**to))
    product = {"catalog_id": CATALOG_ID, "product_retailer_id": "p1"}
    await operation("send product", lambda: send.send_interactive_product(**to, **product))
    products = [{"title": "All", "product_items": [{"product_retailer_id": "p1"}]}]
    more = {"catalog_id": CATALOG_ID, "sections": products, "header_text": "Products"}
    await operation("send product list", lambda: send.send_interactive_product_list(**to, **more))


async def use_media():
    with open(file("photo.png"), "rb") as photo:
        content = photo.read()
    upload = {"file": content, "type": "image/png", "filename": "photo.png"}
    made = await operation("upload media", lambda: client.media.upload(**NUMBER, **upload))
    media_id = lambda: need(made, "an image").id
    await operation("get media", lambda: client.media.get(media_id=media_id()))
    await operation("download media", lambda: client.media.download(media_id=media_id()))
    await operation("send image", lambda: client.messages.send_image(**TO, image={"id": media_id(), "caption": "A"}))
    await operation("delete media", lambda: client.media.delete(media_id=media_id()))


async def use_templates():
    account = {"business_account_id": WABA_ID}
    body = {"type": "BODY", "text": "Hi {{1}}!", "example": {"body_text": [["Ada"]]}}
    names = {"name": "kapso_py", "language": "en_US", "category": "UTILITY", "components": [body]}
    made = await operation("create template", lambda: client.templates.create(**account, **names))
    await operation("get template", lambda: client.templates.get(template_id=need(made, "a template")["id"]))
    await operation("list templates", lambda: client.templates.list(**account, status="APPROVED", limit=5))
    parameters = [{"type": "text", "text": "Ada"}]
    components = [{"type": "body", "parameters": parameters}]
    template = {"name": "kapso_py", "language": {"code": "en_US"}, "components": components}
    await operation("send template", lambda: client.messages.send_template(**TO, template=template))
    await operation("delete template", lambda: client.templates.delete(**account, name="kapso_py"))


async def use_numbers():
    numbers = client.phone_numbers
    new = {"phone_number_id": NEW_NUMBER_ID}
    await operation("request code", lambda: numbers.request_code(**new, code_method="SMS"))
    code = control("GET", f"/phone-numbers/{NEW_NUMBER_ID}/verification-code")["code"]
    await operation("verify code", lambda: numbers.verify_code(**new, code=code))
    await operation("register", lambda: numbers.register(**new, pin="123456"))
    await operation("deregister", lambda: numbers.deregister(**new))
    await operation("get settings", lambda: numbers.get_settings(**NUMBER))
    check = {"enable_identity_key_check": True}
    await operation("update settings", lambda: numbers.update_settings(**NUMBER, user_identity_change=check))
    await operation("update profile", lambda: numbers.update_business_profile(**NUMBER, about="A shop", vertical="RETAIL"))
    await operation("get profile", lambda: numbers.get_business_profile(**NUMBER))


async def use_flows():
    flows = client.flows
    layout = {"type": "SingleColumnLayout", "children": [{"type": "TextBody", "text": "Hi"}]}
    definition = {"version": "7.0", "screens": [{"id": "FIRST", "title": "First", "terminal": True, "layout": layout}]}
    made = await operation("create flow", lambda: flows.create(waba_id=WABA_ID, name="First", categories=["OTHER"]))
    flow = lambda: {"flow_id": need(made, "a flow")["id"]}
    await operation("update flow", lambda: flows.update_asset(**flow(), asset=definition))
    await operation("get flow", lambda: flows.get(**flow()))
    await operation("preview flow", lambda: flows.get_preview(**flow()))
    await operation("list flows", lambda: flows.list(waba_id=WABA_ID))
    await operation("publish flow", lambda: flows.publish(**flow()))
    await operation("deprecate flow", lambda: flows.deprecate(**flow()))
    draft = await operation("create draft", lambda: flows.create(waba_id=WABA_ID, name="Second", categories=["OTHER"]))
    await operation("delete flow", lambda: flows.delete(flow_id=need(draft, "a draft")["id"]))
    await operation("deploy flow", lambda: flows.deploy(definition, waba_id=WABA_ID, name="Third"))


async def main():
    for part in (send_messages, send_interactive, use_media, use_templates, use_numbers, use_flows):
        await part()


asyncio.run(main())
