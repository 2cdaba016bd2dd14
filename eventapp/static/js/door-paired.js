// Keeps the token that the pairing gave, and goes on to the scanner.
import { cameFrom, token } from "./door-store.js";

const place = document.querySelector("[data-door-token]");

token.set(place.dataset.doorToken);
if (place.dataset.doorBack) cameFrom.set(place.dataset.doorBack);
if (token.isKept()) location.replace(place.dataset.doorUrl);
else place.querySelector("[data-keeps-nothing]").hidden = false;
