"""pywa, and with PYWA=pywa_async the asynchronous client of the same package: both have the same operations."""

import asyncio
import datetime
import importlib
import os

from operations import *

redirect_httpx()
PACKAGE = os.environ.get("PYWA", "pywa")
pywa, t, templates = [importlib.import_module(PACKAGE + path) for path in ("", ".types", ".types.templates")]
calls, flows = [importlib.import_module(PACKAGE + path) for path in (".types.calls", ".types.flows")]

PORTFOLIO = "2729063490586005"
LINK = "https://files.example.com/file"
wa = pywa.WhatsApp(
    PHONE_NUMBER_ID, ACCESS_TOKEN, waba_id=WABA_ID, app_id=APP_ID, app_secret=APP_SECRET, business_portfolio_id=PORTFOLIO
)


async def send_messages():
    sent = await operation("send message", lambda: wa.send_message(USER, "Hi", preview_url=True))
    await operation("send text", lambda: wa.send_text(USER, "Hi"))
    await operation("reply", lambda: wa.send_message(USER, "Yes", reply_to_message_id=INBOUND_ID, tracker="t1"))
    await operation("send audio", lambda: wa.send_audio(USER, LINK))
    await operation("send voice", lambda: wa.send_voice(USER, file("voice.ogg"), mime_type="audio/ogg"))
    await operation("send document", lambda: wa.send_document(USER, LINK, "a.pdf", "A"))
    await operation("send video", lambda: wa.send_video(USER, LINK, "A"))
    await operation("send image", lambda: wa.send_image(USER, file("photo.png"), "A"))
    await operation("send sticker", lambda: wa.send_sticker(USER, LINK))
    await operation("send location", lambda: wa.send_location(USER, 52.5, 13.4, "Here", "Street 1"))
    name = t.Contact.Name(formatted_name="Ada Lovelace", first_name="Ada")
    contact = t.Contact(name, phones=[t.Contact.Phone(phone="+491701234568", type="CELL")])
    await operation("send contact", lambda: wa.send_contact(USER, contact))
    await operation("send reaction", lambda: wa.send_reaction(USER, "👍", need(sent, "a message").id))
    await operation("remove reaction", lambda: wa.remove_reaction(USER, need(sent, "a message").id))
    await operation("mark as read", lambda: wa.mark_message_as_read(INBOUND_ID))
    await operation("indicate typing", lambda: wa.indicate_typing(INBOUND_ID))


async def send_interactive():
    def send(buttons, header=None):
        return wa.send_message(USER, "What next?", header, "Footer", buttons)

    await operation("send buttons", lambda: send([t.Button("A", "a")], "Title"))
    await operation("send URL button", lambda: send(t.URLButton("Go", "https://example.com")))
    sections = [t.Section("All", [t.SectionRow("A", "a", "First")])]
    await operation("send list", lambda: send(t.SectionList("Choose", sections)))
    flow = t.FlowButton("Open", FLOW_ID, "t1", t.FlowActionType.NAVIGATE, "FIRST")
    await operation("send flow", lambda: send(flow))
    await operation("send call button", lambda: wa.send_message(USER, "Call us", buttons=t.VoiceCallButton("Call")))
    permission = t.CallPermissionRequestButton()
    await operation("ask for a call", lambda: wa.send_message(USER, "May we call?", buttons=permission))
    await operation("send image with buttons", lambda: wa.send_image(USER, LINK, "A", "F", [t.Button("A", "a")]))
    await operation("ask for a location", lambda: wa.request_location(USER, "Where?"))
    await operation("ask for contact information", lambda: wa.request_contact_info(USER, "Who?"))
    await operation("send catalog", lambda: wa.send_catalog(USER, "All", thumbnail_product_sku="p1"))
    await operation("send product", lambda: wa.send_product(USER, CATALOG_ID, "p1", "One"))
    products = [t.ProductsSection("All", ["p1"])]
    await operation("send products", lambda: wa.send_products(USER, CATALOG_ID, products, "Products", "Some"))
    cards = [t.ImageCarouselCard(body="One", buttons=t.URLButton("Go", "https://example.com"), image=LINK) for _ in "ab"]
    await operation("send carousel", lambda: wa.send_carousel(USER, body="Some", cards=cards))


async def use_media():
    media = await operation("upload media", lambda: wa.upload_media(file("photo.png")))
    found = await operation("get media", lambda: wa.get_media_url(need(media, "an image").id))
    await operation("get media bytes", lambda: wa.get_media_bytes(need(found, "a URL").url))
    options = {"path": os.path.dirname(file("x")), "filename": "pywa-download.png"}
    await operation("download media", lambda: wa.download_media(url=need(found, "a URL").url, **options))
    await operation("stream media", lambda: read_all(wa.stream_media(need(found, "a URL").url)))
    await operation("delete media", lambda: wa.delete_media(need(media, "an image").id))


async def read_all(chunks):
    if hasattr(chunks, "__aiter__"):
        return [chunk async for chunk in chunks]
    return list(await settle(chunks))


async def use_templates():
    body = templates.BodyText("Hi {{1}}, welcome!", "Ada")
    reply = templates.QuickReplyButton(text="Stop")
    language = templates.TemplateLanguage.ENGLISH_US
    category = templates.TemplateCategory.UTILITY

    def template(name, *components):
        return templates.Template(name=name, language=language, category=category, components=list(components))

    order = template("pywa_order", body, templates.Buttons(buttons=[reply]))
    made = await operation("create template", lambda: wa.create_template(order))
    image = templates.HeaderImage(file("photo.png"))
    other = await operation("create template with an image", lambda: wa.create_template(template("pywa_image", image, body)))
    await operation("create template from the library", lambda: wa.create_template(library_template(language, category)))
    params = [body.params("Ada"), reply.params(callback_data="stop", index=0)]
    await operation("send template", lambda: wa.send_template(USER, "pywa_order", language, params))
    marketing = {"params": params, "use_mm_lite_api": True}
    await operation("send marketing template", lambda: wa.send_template(USER, "pywa_order", language, **marketing))
    await operation("get template", lambda: wa.get_template(need(made, "a template").id))
    await operation("list templates", lambda: wa.get_templates(statuses=[templates.TemplateStatus.APPROVED], name="pywa"))
    hello = [templates.BodyText("Hello {{1}}, welcome!", "Ada")]
    await operation("update template", lambda: wa.update_template(need(made, "a template").id, new_components=hello))
    await more_templates(language, made, other)
    await operation("delete template", lambda: wa.delete_template("pywa_order"))


def library_template(language, category):
    names = {"name": "pywa_library", "library_template_name": "delivery_update_1"}
    return templates.LibraryTemplate(**names, category=category, language=language)


async def more_templates(language, made, other):
    button = templates.CopyCodeOTPButton(text="Copy")
    options = {"name": "pywa_otp", "languages": [language], "otp_button": button, "code_expiration_minutes": 5}
    await operation("upsert authentication template", lambda: wa.upsert_authentication_template(**options))
    end = datetime.datetime.now()
    dates = {"start": end - datetime.timedelta(days=7), "end": end}
    ids = lambda: (need(made, "a template").id, (other or made).id)
    await operation("compare templates", lambda: wa.compare_templates(*ids(), **dates))
    await operation("archive templates", lambda: wa.archive_templates(ids()[:1]))
    await operation("unarchive templates", lambda: wa.unarchive_templates(ids()[:1]))
    await operation("migrate templates", lambda: wa.migrate_templates(source_waba_id=WABA_ID))
    control("POST", "/templates/review", {"template": "pywa_order", "event": "PAUSED"})
    await operation("unpause template", lambda: wa.unpause_template(ids()[0]))


async def use_account():
    await operation("get account", lambda: wa.get_business_account())
    await operation("update account", lambda: wa.update_business_account_settings(disable_marketing_messages_on_cloud_api=True))
    await operation("list shared accounts", lambda: wa.get_shared_business_accounts())
    await operation("list owned accounts", lambda: wa.get_owned_business_accounts())
    await operation("get number", lambda: wa.get_business_phone_number())
    await operation("list numbers", lambda: wa.get_business_phone_numbers())
    await operation("update profile", lambda: wa.update_business_profile(about="A shop", industry=t.Industry.RETAIL))
    picture = {"profile_picture": file("photo.jpg")}
    await operation("update profile picture", lambda: wa.update_business_profile(**picture))
    await operation("get profile", lambda: wa.get_business_profile())
    await operation("update display name", lambda: wa.update_display_name("A new name"))
    await operation("get settings", lambda: wa.get_business_phone_number_settings())
    check = t.UserIdentityChangeSettings(enable_identity_key_check=True)
    await operation("update settings", lambda: wa.update_business_phone_number_settings(user_identity_change=check))
    commands = [t.Command("book", "Books a table")]
    await operation("update automation", lambda: wa.update_conversational_automation(["Book a table"], commands))
    await operation("get commerce settings", lambda: wa.get_commerce_settings())
    await operation("update commerce settings", lambda: wa.update_commerce_settings(True, True))
    await operation("set public key", lambda: wa.set_business_public_key(PUBLIC_KEY))
    await operation("block users", lambda: wa.block_users([USER]))
    await operation("list blocked users", lambda: wa.get_blocked_users())
    await operation("unblock users", lambda: wa.unblock_users([USER]))


async def use_numbers():
    number = {"country_calling_code": 49, "phone_number": "1701234599", "verified_name": "A shop"}
    await operation("create number", lambda: wa.create_phone_number(**number))
    new = {"phone_id": NEW_NUMBER_ID}
    await operation("request code", lambda: wa.request_verification_code(code_method="SMS", language_code="en_US", **new))
    code = control("GET", f"/phone-numbers/{NEW_NUMBER_ID}/verification-code")["code"]
    await operation("verify number", lambda: wa.verify_phone_number(code, **new))
    await operation("register number", lambda: wa.register_phone_number("123456", **new))
    await operation("deregister number", lambda: wa.deregister_phone_number(**new))
    await operation("set username", lambda: wa.set_username("a_shop"))
    await operation("get username", lambda: wa.get_current_username())
    await operation("list reserved usernames", lambda: wa.get_reserved_usernames())
    await operation("delete username", lambda: wa.delete_username())


async def use_callbacks():
    token = await operation("get app token", lambda: wa.get_app_access_token(APP_ID, APP_SECRET))
    callback = (WEBHOOK_URL, VERIFY_TOKEN)
    await operation(
        "set app callback", lambda: wa.set_app_callback_url(APP_ID, need(token, "a token"), *callback, ["messages"])
    )
    await operation("override account callback", lambda: wa.override_waba_callback_url(*callback))
    await operation("delete account callback", lambda: wa.delete_waba_callback_url())
    await operation("override number callback", lambda: wa.override_phone_callback_url(*callback))
    await operation("delete number callback", lambda: wa.delete_phone_callback_url())


async def use_qr_codes():
    made = await operation("create QR code", lambda: wa.create_qr_code("Hello", "PNG"))
    code = lambda: need(made, "a code").code
    await operation("get QR code", lambda: wa.get_qr_code(code(), image_type="SVG"))
    await operation("list QR codes", lambda: wa.get_qr_codes())
    await operation("update QR code", lambda: wa.update_qr_code(code(), "Good day"))
    await operation("delete QR code", lambda: wa.delete_qr_code(code()))


async def use_flows():
    text = {"type": "TextBody", "text": "Hi"}
    layout = {"type": "SingleColumnLayout", "children": [text]}
    definition = {"version": "7.0", "screens": [{"id": "FIRST", "title": "First", "terminal": True, "layout": layout}]}
    other = [flows.FlowCategory.OTHER]
    made = await operation("create flow", lambda: wa.create_flow("First", other, flow_json=definition))
    flow = lambda: need(made, "a flow").id
    await operation("update flow", lambda: wa.update_flow_json(flow(), definition))
    await operation("rename flow", lambda: wa.update_flow_metadata(flow(), name="Renamed"))
    await operation("get flow", lambda: wa.get_flow(flow()))
    await operation("list flows", lambda: wa.get_flows())
    await operation("list flow assets", lambda: wa.get_flow_assets(flow()))
    await operation("publish flow", lambda: wa.publish_flow(flow()))
    metric = (t.FlowMetricName.ENDPOINT_REQUEST_COUNT, t.FlowMetricGranularity.DAY)
    await operation("get flow metrics", lambda: wa.get_flow_metrics(flow(), *metric))
    await operation("deprecate flow", lambda: wa.deprecate_flow(flow()))
    await operation("migrate flows", lambda: wa.migrate_flows(WABA_ID, ["First"]))
    draft = await operation("create draft", lambda: wa.create_flow("Second", other))
    await operation("delete flow", lambda: wa.delete_flow(need(draft, "a draft").id))


async def use_calls():
    offer, answer = [calls.SessionDescription(sdp_type=kind, sdp="v=0\r\n") for kind in ("offer", "answer")]
    await operation("get call permissions", lambda: wa.get_call_permissions(USER))
    call = await operation("call", lambda: wa.initiate_call(USER, offer))
    call_id = lambda: need(call, "a call").id
    await operation("pre-accept call", lambda: wa.pre_accept_call(call_id(), answer))
    await operation("accept call", lambda: wa.accept_call(call_id(), answer))
    await operation("reject call", lambda: wa.reject_call(call_id()))
    await operation("terminate call", lambda: wa.terminate_call(call_id()))


async def use_groups():
    made = await operation("create group", lambda: wa.create_group(subject="Friends", description="Of ours"))
    groups = await operation("list groups", lambda: wa.get_groups())
    group = lambda: need(next(iter(need(groups, "a group")), None), "a group").id
    await operation("get group", lambda: wa.get_group(group()))
    await operation("update group", lambda: wa.update_group_settings(group(), subject="Best", profile_picture=file("photo.jpg")))
    await operation("get invite link", lambda: wa.get_group_invite_link(group()))
    await operation("reset invite link", lambda: wa.reset_group_invite_link(group()))
    await operation("list join requests", lambda: wa.get_group_join_requests(group()))
    await operation("approve join requests", lambda: wa.approve_group_join_requests(group(), ["r1"]))
    await operation("reject join requests", lambda: wa.reject_group_join_requests(group(), ["r1"]))
    await operation("remove participants", lambda: wa.remove_group_participants(group(), [USER]))
    sent = await operation("send to a group", lambda: wa.send_message(group(), "Hi all"))
    pinned = lambda: (group(), need(sent, "a message").id)
    await operation("pin message", lambda: wa.pin_message(*pinned(), expiration_days=7))
    await operation("unpin message", lambda: wa.unpin_message(*pinned()))
    await operation("delete group", lambda: wa.delete_group(group()))


async def use_signups():
    texts = ("Join us", "You joined", "https://example.com/privacy")
    made = await operation("create signup", lambda: wa.create_signup(*texts, accept_policy=True))
    await operation("list signups", lambda: wa.get_signups())
    await operation("get signup", lambda: wa.get_signup(need(made, "a signup").id))
    await operation("update signup", lambda: wa.update_signup(need(made, "a signup").id, message="Come"))


PUBLIC_KEY = """-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr/wMnpULKaHh3uGLovdT
2mdOb1oQkdzZ2bDrqPC9uuwkZf7NkGjkYWkV0pwYTcxXuKz0bWsG3CJyG3WmZ0iV
-----END PUBLIC KEY-----"""


async def main():
    parts = [send_messages, send_interactive, use_media, use_templates, use_account, use_numbers, use_callbacks]
    for part in [*parts, use_qr_codes, use_flows, use_calls, use_groups, use_signups]:
        await part()


asyncio.run(main())
