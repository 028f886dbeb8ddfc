"""A FastAPI server that receives webhooks with pywa's asynchronous client, and counts the handlers that are called, by
kind of webhook. Every handler that pywa has is there. `GET /counts` answers the counts."""

import json
import os
import socket
from collections import Counter

import uvicorn
from fastapi import FastAPI
from pywa_async import WhatsApp, handlers

app = FastAPI()
client = WhatsApp(
    os.environ["PHONE_NUMBER_ID"],
    os.environ["ACCESS_TOKEN"],
    server=app,
    webhook_endpoint="/webhook",
    verify_token=os.environ["VERIFY_TOKEN"],
    app_secret=os.environ["APP_SECRET"],
    waba_id=os.environ["WABA_ID"],
)
handled = Counter()
raw = Counter()


def kind_of(update):
    """What a webhook tells: the same words as in the test."""
    change = update["entry"][0]["changes"][0]
    value = change["value"]
    if "messages" in value:
        message = value["messages"][0]
        inner = message.get(message["type"], {})
        of = inner.get("type") if message["type"] in ("interactive", "system") else None
        return " ".join(filter(None, ["message", message["type"], of]))
    if "statuses" in value:
        return f"{'call ' if change['field'] == 'calls' else ''}status {value['statuses'][0]['status']}"
    if "calls" in value:
        return f"call {value['calls'][0]['event']}"
    return change["field"]


async def count(_client, update):
    handled[kind_of(update.raw)] += 1


async def count_raw(_client, update):
    raw[kind_of(json.loads(update.raw))] += 1


def leaves(kind):
    return [leaf for one in kind.__subclasses__() for leaf in leaves(one)] or [kind]


for handler in leaves(handlers.Handler):
    if handler is not handlers.RawUpdateHandler:
        client.add_handlers(handler(count))
client.add_handlers(handlers.RawUpdateHandler(count_raw))


@app.get("/counts")
async def counts():
    return {"handled": handled, "raw": raw}


listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen()
print(json.dumps({"url": f"http://127.0.0.1:{listener.getsockname()[1]}"}), flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])
