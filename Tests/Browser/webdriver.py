"""A small client of the WebDriver protocol (W3C), for chromedriver; Python's standard library alone."""

import base64
import json
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

# Keys without a character, as the protocol names them.
KEYS = {
    "Backspace": "\ue003", "Tab": "\ue004", "Enter": "\ue007", "Shift": "\ue008", "Control": "\ue009",
    "Escape": "\ue00c", "Space": " ", "PageUp": "\ue00e", "PageDown": "\ue00f", "End": "\ue010", "Home": "\ue011",
    "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015", "Insert": "\ue016",
    "Delete": "\ue017", "F1": "\ue031", "F2": "\ue032", "F3": "\ue033", "F4": "\ue034",
}


class BrowserError(Exception):
    """What the driver refused, in its own words."""


class Driver:
    """chromedriver, which starts browsers; `close` ends it."""

    def __init__(self):
        self._log = tempfile.TemporaryFile(mode="w+")
        self._process = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=self._log, text=True)
        for line in self._process.stdout:
            if "started successfully on port" in line:
                self.address = "http://127.0.0.1:" + line.strip().rstrip(".").split()[-1]
                return
        raise BrowserError("chromedriver did not start")

    def close(self):
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()
        self._log.close()


class Browser:
    """One browser with a profile of its own: what one reviewer sits at."""

    def __init__(self, driver, width=1280, height=900, dark=False, scale=1, rules=None):
        arguments = [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars",
            f"--window-size={width},{height}", f"--force-device-scale-factor={scale}"]
        if dark:
            arguments.append("--blink-settings=preferredColorScheme=0")
        if rules:
            arguments.append(f"--host-resolver-rules={rules}")
        capabilities = {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments}, "goog:loggingPrefs": {"browser": "ALL"}}}
        answer = _ask("POST", driver.address + "/session", {"capabilities": capabilities})
        self._session = f"{driver.address}/session/{answer['sessionId']}"
        self.keystrokes = 0

    def close(self):
        _ask("DELETE", self._session)

    def open(self, address):
        _ask("POST", self._session + "/url", {"url": address})

    @property
    def address(self):
        return _ask("GET", self._session + "/url")

    def press(self, *keys):
        """Presses and releases keys one after the other; `Control+z` holds the first."""
        actions = []
        for key in keys:
            held = [KEYS.get(part, part) for part in (key.split("+") if len(key) > 1 else [key])]
            actions += [{"type": "keyDown", "value": value} for value in held]
            actions += [{"type": "keyUp", "value": value} for value in reversed(held)]
        self.keystrokes += len(keys)
        _ask("POST", self._session + "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def script(self, text, *arguments):
        """What the page's script `text` returns; a promise is waited for."""
        return _ask("POST", self._session + "/execute/sync", {"script": text, "args": list(arguments)})

    def wait(self, text, *arguments, seconds=20):
        """Waits until the script returns something true, and returns it."""
        end = time.monotonic() + seconds
        while True:
            value = self.script(text, *arguments)
            if value:
                return value
            if time.monotonic() > end:
                raise BrowserError(f"waited {seconds} s in vain for: {text} {arguments}")
            time.sleep(0.01)

    def picture(self, path):
        """Writes what is to be seen, as PNG."""
        with open(path, "wb") as file:
            file.write(base64.b64decode(_ask("GET", self._session + "/screenshot")))

    def complaints(self):
        """What the browser's console holds since the last call."""
        return [entry["message"] for entry in _ask("POST", self._session + "/se/log", {"type": "browser"})]


def _ask(method, address, body=None):
    data = None if method in ("GET", "DELETE") else json.dumps(body or {}).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        with error:
            raise BrowserError(json.load(error)["value"]["message"]) from None
