"""What a script of a client needs: the emulator in place of Meta's address, and one operation at a time, told as a line
of JSON. An operation is right when it did not raise and every request of it was answered with success; the emulator
knows the answers, whatever the client makes of them."""

import inspect
import json
import os
import urllib.request

META = ("https://graph.facebook.com", "https://api.facebook.com")
GRAPH_URL = os.environ["GRAPH_URL"]
ACCESS_TOKEN = os.environ["ACCESS_TOKEN"]
PHONE_NUMBER_ID = os.environ["PHONE_NUMBER_ID"]
# A number that is not verified yet.
NEW_NUMBER_ID = os.environ["NEW_NUMBER_ID"]
WABA_ID = os.environ["WABA_ID"]
APP_ID = os.environ["APP_ID"]
APP_SECRET = os.environ["APP_SECRET"]
VERIFY_TOKEN = os.environ["VERIFY_TOKEN"]
WEBHOOK_URL = os.environ["WEBHOOK_URL"]
USER = os.environ["USER_NUMBER"]
# The message that the user wrote.
INBOUND_ID = os.environ["INBOUND_ID"]
CATALOG_ID = os.environ["CATALOG_ID"]
FLOW_ID = os.environ["FLOW_ID"]


def file(name):
    return os.path.join(os.environ["FILES"], name)


def moved(url):
    for address in META:
        if url.startswith(address):
            return GRAPH_URL + url[len(address) :]
    return url


def redirect_requests():
    """Lets what a client sends with requests go to the emulator."""
    import requests

    send = requests.Session.send

    def to_emulator(session, request, **options):
        request.url = moved(request.url)
        return send(session, request, **options)

    requests.Session.send = to_emulator


def redirect_httpx():
    """Lets what a client sends with httpx go to the emulator."""
    import httpx

    def move(request):
        request.url = httpx.URL(moved(str(request.url)))
        request.headers["host"] = request.url.netloc.decode()

    send, send_async = httpx.Client.send, httpx.AsyncClient.send

    def to_emulator(client, request, **options):
        move(request)
        return send(client, request, **options)

    async def to_emulator_async(client, request, **options):
        move(request)
        return await send_async(client, request, **options)

    httpx.Client.send, httpx.AsyncClient.send = to_emulator, to_emulator_async


def redirect_aiohttp():
    """Lets what a client sends with aiohttp go to the emulator."""
    import aiohttp

    ask = aiohttp.ClientSession._request

    async def to_emulator(session, method, url, **options):
        return await ask(session, method, moved(str(url)), **options)

    aiohttp.ClientSession._request = to_emulator


def control(method, path, body=None):
    """The control API of the emulator."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(GRAPH_URL + "/_emulator" + path, data, method=method)
    request.add_header("content-type", "application/json")
    with urllib.request.urlopen(request) as response:
        return json.load(response)


class Needed(Exception):
    """What an operation raises that needs the result of one that failed."""


def need(value, what):
    if value is None:
        raise Needed("it needs " + what)
    return value


async def settle(value):
    return await value if inspect.isawaitable(value) else value


is_any_missing = False


async def operation(name, run):
    """Runs an operation and tells how it went. Returns what the client answered; None when it failed."""
    global is_any_missing
    before = len(control("GET", "/requests"))
    value = error = None
    try:
        value = await settle(run())
    except Exception as reason:
        error = reason
    requests = control("GET", "/requests")[before:]
    outcome = judge(requests, error)
    is_any_missing = is_any_missing or outcome == "missing"
    asked = [f"{one['method']} {one['path']} {status(one)}" for one in requests]
    told = {"operation": name, "outcome": outcome, "asked": asked}
    if error is not None:
        told["error"] = f"{type(error).__name__}: {error}"
    print(json.dumps(told), flush=True)
    return value if outcome == "right" else None


def status(request):
    return request.get("answer", {}).get("status", 0)


def judge(requests, error):
    statuses = [status(one) for one in requests]
    if 501 in statuses or (isinstance(error, Needed) and is_any_missing):
        return "missing"
    is_right = error is None and statuses and all(200 <= one < 300 for one in statuses)
    return "right" if is_right else "failed"


def graph(method, path, body=None):
    """Asks the Graph API without the client, for what a client needs and cannot make."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{GRAPH_URL}/v25.0{path}", data, method=method)
    request.add_header("content-type", "application/json")
    request.add_header("authorization", "Bearer " + ACCESS_TOKEN)
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def make_template(name):
    """Makes a template with one text in its body."""
    body = {"type": "BODY", "text": "Hi {{1}}!", "example": {"body_text": [["Ada"]]}}
    template = {"name": name, "language": "en_US", "category": "UTILITY", "components": [body]}
    graph("POST", f"/{WABA_ID}/message_templates", template)
