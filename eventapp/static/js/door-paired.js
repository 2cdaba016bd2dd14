// Keeps the token that the pairing gave, and goes on to the scanner.
import { resend, waiting } from "./door-queue.js";
import { cameFrom, token } from "./door-store.js";

const place = document.querySelector("[data-door-token]");

// Scans that wait are of the door before: they go under its own token while that can still be done.
while (token.get() && waiting() && await resend().catch(() => null));

token.set(place.dataset.doorToken);
if (place.dataset.doorBack) cameFrom.set(place.dataset.doorBack);
if (token.isKept()) location.replace(place.dataset.doorUrl);
else place.querySelector("[data-keeps-nothing]").hidden = false;
