// Keeps the token that the pairing gave, and goes on to the scanner.
import { token } from "./door-store.js";

const place = document.querySelector("[data-door-token]");

token.set(place.dataset.doorToken);
if (token.isKept()) location.replace(place.dataset.doorUrl);
else place.querySelector("[data-keeps-nothing]").hidden = false;
