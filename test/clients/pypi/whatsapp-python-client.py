"""whatsapp-python. When it starts it looks at Meta's pages for the newest version of the Graph API, whatever version it
is told; here there is no such page."""

import asyncio

from operations import *

redirect_requests()
redirect_aiohttp()
import requests

ask = requests.get


def without_pages(url, **options):
    if url.startswith("https://developers.facebook.com/"):
        return requests.Response()
    return ask(url, **options)


requests.get = without_pages
from whatsapp import AsyncWhatsApp, WhatsApp

OPTIONS = {"token": ACCESS_TOKEN, "phone_number_id": {1: PHONE_NUMBER_ID}, "version": "v21.0", "update_check": False}
LINK = "https://files.example.com/file"
CLIENTS = {"": WhatsApp, "async ": AsyncWhatsApp}


async def answered(value):
    """The asynchronous methods answer with a future or a task in a coroutine."""
    value = await settle(value)
    return await settle(value)


async def use(kind, client):
    def run(name, call):
        return operation(kind + name, lambda: answered(call()))

    message = client.create_message(to=USER, content="Hi")
    await run("send message", lambda: message.send())
    webhook = inbound_webhook()
    received = client.create_message(data=webhook, to=USER)
    await run("reply", lambda: received.reply("Yes"))
    await run("react", lambda: received.react("👍"))
    await run("mark as read", lambda: received.mark_as_read())
    body = {"type": "body", "parameters": [{"type": "text", "text": "Ada"}]}
    await run("send template", lambda: client.send_template("python_order", USER, [body], "en_US"))
    await run("send location", lambda: client.send_location(52.5, 13.4, "Here", "Street 1", USER))
    await run("send image by link", lambda: client.send_image(LINK, USER, caption="A"))
    await run("send sticker", lambda: client.send_sticker(LINK, USER))
    await run("send audio", lambda: client.send_audio(LINK, USER))
    await run("send video", lambda: client.send_video(LINK, USER, caption="A"))
    await run("send document", lambda: client.send_document(LINK, USER, caption="A"))
    name = {"formatted_name": "Ada Lovelace", "first_name": "Ada"}
    contact = {"name": name, "phones": [{"phone": "+491701234568", "type": "CELL"}]}
    await run("send contacts", lambda: client.send_contacts([contact], USER))
    custom = {"messaging_product": "whatsapp", "type": "text", "text": {"body": "Custom"}}
    await run("send custom JSON", lambda: client.send_custom_json(custom, USER))
    await send_buttons(run, client)
    await use_media(run, client)


async def send_buttons(run, client):
    rows = [{"id": "a", "title": "A", "description": "First"}]
    action = {"button": "Choose", "sections": [{"title": "All", "rows": rows}]}
    menu = {"header": "Title", "body": "What next?", "footer": "Footer", "action": action}
    await run("send list", lambda: client.send_button(menu, USER))
    buttons = [{"type": "reply", "reply": {"id": "a", "title": "A"}}]
    reply = {"type": "button", "body": {"text": "What next?"}, "action": {"buttons": buttons}}
    await run("send reply button", lambda: client.send_reply_button(reply, USER))


async def use_media(run, client):
    made = await run("upload media", lambda: client.upload_media(file("photo.png")))
    media_id = (made or {}).get("id")
    url = await run("get media", lambda: client.query_media_url(need(media_id, "an image")))
    # The asynchronous client answers with all that Meta tells about the file.
    address = url["url"] if isinstance(url, dict) else url
    target = file("python-download")
    await run("download media", lambda: client.download_media(need(address, "a URL"), "image/png", target))
    await run("send image", lambda: client.send_image(need(media_id, "an image"), USER, link=False))
    await run("delete media", lambda: client.delete_media(need(media_id, "an image")))


def inbound_webhook():
    text = {"id": INBOUND_ID, "from": USER, "type": "text", "text": {"body": "Hi"}, "timestamp": "1"}
    contact = {"wa_id": USER, "profile": {"name": "Ada"}}
    value = {"contacts": [contact], "messages": [text], "metadata": {"phone_number_id": PHONE_NUMBER_ID}}
    return {"entry": [{"changes": [{"field": "messages", "value": value}]}]}


async def main():
    make_template("python_order")
    for kind, make in CLIENTS.items():
        await use(kind, make(**OPTIONS))


asyncio.run(main())
