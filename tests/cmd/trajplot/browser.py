"""A headless Chromium, driven through chromedriver by W3C WebDriver over HTTP: what html.t
looks at pages with. Needs nothing but the standard library."""

import base64
import json
import subprocess
import time
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """Use as a context; both processes end with it."""

    def __init__(self, width=1280, height=800, arguments=()):
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.driver.stdout:
            if "successfully on port" in line:
                self.root = "http://127.0.0.1:" + line.rstrip(".\n").split()[-1]
                break
        options = {
            "args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars",
                     "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
                     f"--window-size={width},{height}", *arguments]}
        logs = {"browser": "ALL", "performance": "ALL"}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": logs}
        try:
            answer = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
            self.root += "/session/" + answer["sessionId"]
        except Exception:
            self.driver.terminate()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.ask("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()

    def ask(self, method, path, body=None):
        data = None if method != "POST" else json.dumps(body or {}).encode()
        request = urllib.request.Request(
            self.root + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None

    def open(self, url):
        self.ask("POST", "/url", {"url": url})

    def run(self, script, *arguments):
        """What the script returns."""
        return self.ask("POST", "/execute/sync", {"script": script, "args": arguments})

    def run_async(self, script, *arguments):
        """What the script hands to its last argument."""
        return self.ask("POST", "/execute/async", {"script": script, "args": arguments})

    def settle(self):
        """Until two more frames are drawn."""
        self.run_async("const done = arguments[0];"
                       "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0)));")

    def wait(self, script, seconds=20):
        """Until the script returns something true; that, or None after so many seconds. A script
        that fails, as one does whose page is being left, is tried again."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if value := self.run(script):
                    return value
            except RuntimeError as error:
                print("#", str(error).splitlines()[0], flush=True)
            time.sleep(0.05)
        return None

    def pointer(self, *steps):
        """Steps are ("move", x, y), ("down",), ("up",)."""
        actions = []
        for step in steps:
            if step[0] == "move":
                actions.append({"type": "pointerMove", "duration": 20, "origin": "viewport",
                                "x": round(step[1]), "y": round(step[2])})
            else:
                actions.append({"type": "pointer" + step[0].capitalize(), "button": 0})
        self.act({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"},
                  "actions": actions})

    def wheel(self, x, y, delta):
        self.act({"type": "wheel", "id": "wheel", "actions": [
            {"type": "scroll", "x": round(x), "y": round(y), "deltaX": 0, "deltaY": delta}]})

    def keys(self, text):
        self.act({"type": "key", "id": "keys", "actions": [
            {"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]})

    def hold(self, key):
        self.act({"type": "key", "id": "keys", "actions": [{"type": "keyDown", "value": key}]})

    def release(self, key):
        self.act({"type": "key", "id": "keys", "actions": [{"type": "keyUp", "value": key}]})

    def act(self, source):
        self.ask("POST", "/actions", {"actions": [source]})
        self.settle()

    def picture(self):
        """A PNG of what is seen."""
        return base64.b64decode(self.ask("GET", "/screenshot"))

    def complaints(self):
        """What the page has written to its console since the last call."""
        return [entry["message"] for entry in self.ask("POST", "/se/log", {"type": "browser"})]

    def requests(self):
        """The addresses that were asked for since the last call."""
        entries = self.ask("POST", "/se/log", {"type": "performance"})
        events = [json.loads(entry["message"])["message"] for entry in entries]
        return [event["params"]["request"]["url"] for event in events
                if event["method"] == "Network.requestWillBeSent"]
