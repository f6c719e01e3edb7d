"""Signs what Slack sends to an app over HTTP."""

import hashlib
import hmac


def signed_headers(signing_secret: str, body: bytes, at: float) -> dict[str, str]:
    """The two headers by which an app knows that `body` came from Slack at the real second `at`."""
    timestamp = str(int(at))
    digest = hmac.new(signing_secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest.hexdigest()}"}
