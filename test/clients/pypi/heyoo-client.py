"""heyoo."""

import asyncio

from operations import *

redirect_requests()
from heyoo import WhatsApp

client = WhatsApp(ACCESS_TOKEN, PHONE_NUMBER_ID)
LINK = "https://files.example.com/file"


async def main():
    sent = await operation("send message", lambda: client.send_message("Hi", USER))
    await operation("reply", lambda: client.reply_to_message(INBOUND_ID, USER, "Yes"))
    await operation("send reaction", lambda: client.send_reaction("👍", need(sent, "a message")["messages"][0]["id"], USER))
    make_template("heyoo_order")
    body = {"type": "body", "parameters": [{"type": "text", "text": "Ada"}]}
    await operation("send template", lambda: client.send_template("heyoo_order", USER, [body], "en_US"))
    await operation("send location", lambda: client.send_location(52.5, 13.4, "Here", "Street 1", USER))
    await operation("send image by link", lambda: client.send_image(LINK, USER, caption="A"))
    await operation("send sticker", lambda: client.send_sticker(LINK, USER))
    await operation("send audio", lambda: client.send_audio(LINK, USER))
    await operation("send video", lambda: client.send_video(LINK, USER, caption="A"))
    await operation("send document", lambda: client.send_document(LINK, USER, caption="A", filename="a.pdf"))
    name = {"formatted_name": "Ada Lovelace", "first_name": "Ada"}
    contact = {"name": name, "phones": [{"phone": "+491701234568", "type": "CELL"}]}
    await operation("send contacts", lambda: client.send_contacts([contact], USER))
    custom = {"messaging_product": "whatsapp", "type": "text", "text": {"body": "Custom"}}
    await operation("send custom JSON", lambda: client.send_custom_json(custom, USER))
    rows = [{"id": "a", "title": "A", "description": "First"}]
    action = {"button": "Choose", "sections": [{"title": "All", "rows": rows}]}
    menu = {"header": "Title", "body": "What next?", "footer": "Footer", "action": action}
    await operation("send list", lambda: client.send_button(menu, USER))
    buttons = [{"type": "reply", "reply": {"id": "a", "title": "A"}}]
    reply = {"type": "button", "body": {"text": "What next?"}, "action": {"buttons": buttons}}
    await operation("send reply button", lambda: client.send_reply_button(reply, USER))
    await operation("mark as read", lambda: client.mark_as_read(INBOUND_ID))
    await use_media()


async def use_media():
    made = await operation("upload media", lambda: client.upload_media(file("photo.png")))
    media_id = (made or {}).get("id")
    url = await operation("get media", lambda: client.query_media_url(need(media_id, "an image")))
    target = file("heyoo-download")
    await operation("download media", lambda: client.download_media(need(url, "a URL"), "image/png", target))
    await operation("send image", lambda: client.send_image(need(media_id, "an image"), USER, link=False))
    await operation("delete media", lambda: client.delete_media(need(media_id, "an image")))


asyncio.run(main())
